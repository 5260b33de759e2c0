/** Other machines in words: where one is, what came of it, what it is called. Sentences are the language's; ages have no clock here. */
import type { Peer, PeerAddress, PeerTerms } from '../../../src-shared/model/peer.ts'
import { USUAL_PEER_PORT, type PeerSelf } from '../../../src-shared/model/peer-self.ts'
import { formatBytes, formatDuration, formatRate } from '../../ui/format.ts'
import { strings } from '../../ui/strings.ts'
import type { PeerSum } from '../../live/flow-feed.ts'

/** As it is typed at another machine: the port is left out where it is the usual one. */
export function placeOf({ host, port }: Pick<PeerAddress, 'host' | 'port'>): string {
  const isUsual = port === USUAL_PEER_PORT
  if (!host.includes(':')) return isUsual ? host : `${host}:${port}`
  return isUsual ? host : `[${host}]:${port}`
}

/** Where this machine is reached, best first; empty while it does not listen. */
export const placesOf = ({ addresses, port }: PeerSelf): readonly string[] =>
  port === null ? [] : addresses.map(({ host }) => placeOf({ host, port }))

export function reachWords({ reached, addresses }: Pick<Peer, 'reached' | 'addresses'>): string {
  const words = strings.peers.reach
  if (reached) return words.here(placeOf(reached), strings.peers.rtt(milliseconds(reached.rttMs)))
  const heard = addresses.find(({ from }) => from === 'discovered')
  if (heard) return words.heard(placeOf(heard))
  const last = addresses[0]
  return last ? words.last(placeOf(last)) : words.gone
}

const milliseconds = (ms: number): string => (ms < 1 ? '<\u00a01' : String(Math.round(ms)))

/** What is measured ages: the same number means less an hour later. */
export function agoWords(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000
  if (seconds < 10) return strings.peers.justNow
  return strings.peers.ago(formatDuration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60))
}

export function bandwidthWords({ bandwidth }: Peer, nowMs: number): string {
  const words = strings.peers.details
  if (!bandwidth) return words.notMeasured
  const { originBytesPerSecond: origin, lanBytesPerSecond: lan, measuredAtMs } = bandwidth
  const rates = [
    ...(origin === null ? [] : [words.origin(formatRate(origin))]),
    ...(lan === null ? [] : [words.lan(formatRate(lan))])
  ]
  return [...rates, words.measured(agoWords(measuredAtMs, nowMs))].join(' · ')
}

export function historyWords({ history }: Peer, nowMs: number): string {
  const words = strings.peers.details
  const { receivedBytes, sentBytes, failures, lastSeenAtMs } = history
  const parts = [
    ...(receivedBytes > 0 ? [words.received(formatBytes(receivedBytes))] : []),
    ...(sentBytes > 0 ? [words.sent(formatBytes(sentBytes))] : []),
    ...(receivedBytes + sentBytes === 0 ? [words.nothing] : []),
    ...(failures > 0 ? [words.failures(failures)] : []),
    lastSeenAtMs === null ? words.neverSeen : words.seen(agoWords(lastSeenAtMs, nowMs))
  ]
  return parts.join(' · ')
}

/** What it is ready to do; unknown capabilities of newer versions are passed over. */
export function abilityWords({ card, bandwidth }: Peer): string {
  const words = strings.peers.details
  if (!card) return words.noCard
  const can = card.capabilities.flatMap((capability) =>
    Object.hasOwn(words.capabilities, capability) ? [words.capabilities[capability]] : []
  )
  const load = card.mostContributions > 0 ? [words.load(card.contributions, card.mostContributions)] : []
  // What was measured here says more.
  const claim = bandwidth?.originBytesPerSecond == null ? card.originBytesPerSecond : null
  return [
    ...(can.length > 0 ? can : [words.nothingToDo]),
    ...(claim === null ? [] : [words.claims(formatRate(claim))]),
    ...load,
    words.version(card.version)
  ].join(' · ')
}

/** What is not as usual between this machine and that one; null: everything is. */
export function termsBadge({ asks, contributes }: PeerTerms): string | null {
  if (asks && contributes) return null
  const { badge } = strings.peers.terms
  if (!asks && !contributes) return badge.neither
  return asks ? badge.notHelped : badge.notAsked
}

/** '' while nothing flows. */
export function flowWords({ hereBytesPerSecond: here, thereBytesPerSecond: there }: PeerSum): string {
  const words = strings.peers.flow
  if (here > 0 && there > 0) return words.both(formatRate(here), formatRate(there))
  if (here > 0) return words.brings(formatRate(here))
  return there > 0 ? words.gets(formatRate(there)) : ''
}

/** The same in signs, a line each way, where there is no room for words. Each rate stands by itself, whichever way the language goes. */
export function flowSigns({ hereBytesPerSecond: here, thereBytesPerSecond: there }: PeerSum): string {
  const rate = (sign: string, bytesPerSecond: number): string[] =>
    bytesPerSecond > 0 ? [`${sign}\u00a0\u2068${formatRate(bytesPerSecond)}\u2069`] : []
  return [...rate('↓', here), ...rate('↑', there)].join('\n')
}
