/** Peers in words, the same on a terminal and in a log file. Every line is safe to print. */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import { USUAL_PEER_PORT, type PeerSelf, type PeerTestResult } from '../../src-shared/model/peer-self.ts'
import type { Peer, PeerTerms } from '../../src-shared/model/peer.ts'
import { printable } from './printable.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { formatRate, formatSeconds } from './quantities.ts'

/** What it is called, or the first group of its id: enough to tell machines apart, never to trust one. */
export const shownName = ({ name, id }: Pick<Peer, 'name' | 'id'>): string =>
  printable(name === '' ? groupOf(id) : name)

const groupOf = (id: string): string => id.split('-', 1)[0] ?? id

/** Where this machine can be reached, best first, as it is typed at another one. */
export const addressesOf = ({ addresses, port }: PeerSelf): readonly string[] =>
  port === null ? [] : addresses.map(({ host }) => address(host, port === USUAL_PEER_PORT ? null : port))

export function listeningLines(self: PeerSelf): readonly string[] {
  const { id, name, port } = self
  const where = addressesOf(self).join(', ')
  const lines = [
    `This machine is ${name}`,
    `  ${id}`,
    port === null ? null : `  at ${where || `port ${port}, without a network`}`
  ]
  return lines.filter((line) => line !== null).map(printable)
}

/** After the name of the peer. */
export const termsWords = ({ asks, contributes }: PeerTerms): string =>
  `${asks ? 'is asked for help' : 'is not asked for help'}, ${contributes ? 'and may ask' : 'and gets none'}`

export function peerLines(peer: Peer, nowMs: number): readonly string[] {
  const { id, trust, quarantine, terms, reached, addresses, card, bandwidth, history } = peer
  const last = addresses[0]
  const where = reached
    ? `at ${address(reached.host, reached.port)}, ${reached.rttMs.toFixed(1)} ms`
    : last
      ? `not reached now, last known at ${address(last.host, last.port)}`
      : 'not reached now'
  const rates = [
    bandwidth?.originBytesPerSecond == null
      ? null
      : `${formatRate(bandwidth.originBytesPerSecond)} over its own link`,
    bandwidth?.lanBytesPerSecond == null ? null : `${formatRate(bandwidth.lanBytesPerSecond)} on the LAN`
  ].filter((rate) => rate !== null)
  const { receivedBytes, sentBytes, failures, lastSeenAtMs } = history
  const past = [
    receivedBytes > 0 ? `${formatBytes(receivedBytes)} from it` : null,
    sentBytes > 0 ? `${formatBytes(sentBytes)} to it` : null,
    failures > 0 ? `failed ${failures} ${failures === 1 ? 'time' : 'times'}` : null,
    lastSeenAtMs === null ? 'never seen' : `seen ${agoOf(nowMs - lastSeenAtMs)}`
  ].filter((part) => part !== null)
  const lines = [
    `${shownName(peer)}: ${trustWords[trust]}, ${where}`,
    `  ${id}`,
    quarantine ? `  ${quarantine.reason} ("shoal peers forgive ${groupOf(id)}" asks it again)` : null,
    terms.asks && terms.contributes ? null : `  it ${termsWords(terms)}`,
    trust === 'none' ? `  "shoal pair ${groupOf(id)}" pairs it, while it runs "shoal pair", too` : null,
    rates.length > 0 && bandwidth
      ? `  ${rates.join(', ')}, measured ${agoOf(nowMs - bandwidth.measuredAtMs)}`
      : null,
    bandwidth?.originBytesPerSecond == null && card?.originBytesPerSecond != null
      ? `  ${formatRate(card.originBytesPerSecond)} over its own link, as it says`
      : null,
    card && card.policy !== '' ? `  ${card.policy}` : null,
    `  ${past.join(', ')}`
  ]
  return lines.filter((line) => line !== null).map(printable)
}

const trustWords = {
  none: 'not paired',
  paired: 'paired',
  group: 'of the same group',
  quarantined: 'quarantined'
} as const

export const testLine = ({ step, ok, saw, advice }: PeerTestResult): string =>
  printable(
    `  ${ok ? 'ok   ' : 'FAILS'}  ${stepWords[step]}: ${[saw, advice].filter((part) => part !== null).join(' ')}`
  )

const stepWords = {
  interfaces: 'network',
  multicast: 'finding by multicast',
  tcp: 'connecting',
  identity: 'identity',
  card: 'trust'
} as const

export const contributionSentence = ({ name, peer, uri }: ContributionNow): string =>
  printable(`Fetching parts of ${uri} for ${shownName({ name, id: peer })}`)

export const endedSentence = ({ name, peer, uri, fetchedBytes, sentBytes }: ContributionNow): string =>
  printable(
    `Done for ${shownName({ name, id: peer })}: ${formatBytes(fetchedBytes)} of ${uri} fetched, ${formatBytes(sentBytes)} passed on`
  )

export const leavingSentence = ({ name, peer, uri, sentBytes }: ContributionNow): string =>
  printable(
    `Leaving ${shownName({ name, id: peer })}: ${formatBytes(sentBytes)} of ${uri} passed on, the rest comes from elsewhere`
  )

const address = (host: string, port: number | null): string => {
  const shown = host.includes(':') ? `[${host}]` : host
  return port === null ? shown : `${shown}:${port}`
}

const agoOf = (ms: number): string =>
  ms < 10_000 ? 'just now' : `${formatSeconds(Math.round(ms / 1000))} ago`
