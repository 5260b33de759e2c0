/** Peers in words, the same on a terminal and in a log file. Every line is safe to print. */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { PeerSelf, PeerTestResult } from '../../src-shared/model/peer-self.ts'
import type { Peer } from '../../src-shared/model/peer.ts'
import { printable } from './printable.ts'
import { formatBytes, formatRate, formatSeconds } from './quantities.ts'

/** What it is called, or the first group of its id: enough to tell machines apart, never to trust one. */
export const shownName = ({ name, id }: Pick<Peer, 'name' | 'id'>): string =>
  printable(name === '' ? (id.split('-', 1)[0] ?? id) : name)

export function listeningSentence({ id, name, addresses, port }: PeerSelf): string {
  const where = addresses.map(({ host }) => address(host, port)).join(', ')
  return printable(
    port === null
      ? `This machine is ${name}, ${id}`
      : `This machine is ${name}, ${id}, at ${where || `port ${port}`}`
  )
}

export function peerLines(peer: Peer, nowMs: number): readonly string[] {
  const { id, trust, quarantine, reached, addresses, card, bandwidth, history } = peer
  const last = addresses[0]
  const where = reached
    ? `at ${address(reached.host, reached.port)}, ${reached.rttMs.toFixed(1)} ms`
    : last
      ? `not reached, last tried at ${address(last.host, last.port)}`
      : 'not reached'
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
    quarantine ? `  ${quarantine.reason} ("shoal peers forgive" asks it again)` : null,
    rates.length > 0 && bandwidth
      ? `  ${rates.join(', ')}, measured ${agoOf(nowMs - bandwidth.measuredAtMs)}`
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
    `  ${step} ${ok ? 'works' : 'does not work'}: ${[saw, advice].filter((part) => part !== null).join(' ')}`
  )

export const contributionSentence = ({ name, peer, uri }: ContributionNow): string =>
  printable(`Fetching parts of ${uri} for ${shownName({ name, id: peer })}`)

export const endedSentence = ({ name, peer, uri, fetchedBytes, sentBytes }: ContributionNow): string =>
  printable(
    `Done for ${shownName({ name, id: peer })}: ${formatBytes(fetchedBytes)} of ${uri} fetched, ${formatBytes(sentBytes)} passed on`
  )

const address = (host: string, port: number | null): string => {
  const shown = host.includes(':') ? `[${host}]` : host
  return port === null ? shown : `${shown}:${port}`
}

const agoOf = (ms: number): string =>
  ms < 10_000 ? 'just now' : `${formatSeconds(Math.round(ms / 1000))} ago`
