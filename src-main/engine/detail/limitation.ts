/**
 * What keeps a transfer from being faster, in one word with its numbers. Derived from what was measured and from nothing
 * else: where measurement cannot tell two causes apart, neither is claimed. Pure; the first of these that holds counts:
 *
 *   its state · a limit that was set · the disk · silence · one connection only · the last ranges · too early to tell ·
 *   peers that hold more than comes · what each source gives · how many connections there may be · the server
 */
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Limitation } from '../../../src-shared/model/transfer-detail.ts'
import type { SourceShare, TransferState } from '../../../src-shared/model/transfer.ts'

export interface Facts {
  readonly state: TransferState
  readonly bytesPerSecond: number
  /** The narrowest limit that holds for it; null: none. */
  readonly limit: { readonly by: 'transfer' | 'all' | 'hours'; readonly bytesPerSecond: number } | null
  /** Shares of the last seconds, 0 to 1, for which this machine kept connections waiting. */
  readonly limitShare: number
  readonly diskShare: number
  /** Null: no connection is at work. */
  readonly fetch: FetchFacts | null
  readonly sources: readonly SourceFacts[]
}

export interface FetchFacts {
  /** `ranges`: over several connections; `answer`: the server sends one answer; `protocol`: it can only be read in order. */
  readonly way: 'ranges' | 'answer' | 'protocol'
  /** The data server that it follows. */
  readonly source: string
  /** Since it began, and since any byte came; milliseconds. */
  readonly ageMs: number
  readonly silentMs: number
  /** Bytes that nobody has been asked for, and those that somebody is asked for now. */
  readonly wantedBytes: number
  readonly inFlightBytes: number
  /** Who has most of what is in flight. */
  readonly mostInFlightFrom: string | null
  /** Connections to data servers at work. */
  readonly active: number
  /** As many as it may have, as many as measurement says are worth it. */
  readonly allowed: number
  readonly worthwhile: number
  /** What trying more of them showed the last time. */
  readonly more: 'unknown' | 'helped' | 'failed'
  /** The server would not serve more; null: it has not said so. */
  readonly ceiling: number | null
  /** Places at the server that other transfers hold, and those that all may hold together. */
  readonly othersPlaces: number
  readonly budget: number
}

export interface SourceFacts {
  readonly id: string
  readonly kind: SourceShare['kind']
  readonly name: string
  readonly bytesPerSecond: number
  /** What a peer holds and has not come here. */
  readonly waitingBytes: number
}

/** A cause that took this share of the last seconds explains the rate. */
const EXPLAINS = 0.3
/** Nothing for so long is more than a pause between two answers. */
const SILENT_MS = 2500
/** Rates settle in this time. */
const SETTLED_MS = 3000
/** Peers that hold more than this time's worth of what comes are not what it waits for. */
const BACKLOG_SECONDS = 2
/** What is asked for and held for a moment is on its way. */
const LEAST_BACKLOG_BYTES = 4 * 1024 * 1024

export function limitation(facts: Facts): Limitation {
  const { state, limit, limitShare, diskShare, fetch, sources } = facts
  switch (state.kind) {
    case 'paused':
    case 'done':
    case 'failed':
      return { kind: 'still' }
    case 'queued':
      return { kind: 'queued', place: state.place, reason: state.reason }
    case 'retrying':
      return { kind: 'backing-off', untilMs: state.untilMs, code: state.problem.code }
    case 'running':
      if (state.phase === 'verifying' || state.phase === 'finishing') return { kind: state.phase }
  }
  if (!fetch || state.phase === 'resolving') return { kind: 'asking' }
  if (limit && limitShare >= EXPLAINS) return { kind: 'limit', ...limit }
  if (diskShare >= EXPLAINS) return { kind: 'disk', share: diskShare }
  if (fetch.silentMs >= SILENT_MS) return { kind: 'silent', forMs: fetch.silentMs }
  if (fetch.way !== 'ranges') return { kind: 'one-connection', source: fetch.source, because: fetch.way }
  if (fetch.wantedBytes === 0 && fetch.mostInFlightFrom !== null)
    return { kind: 'tail', source: fetch.mostInFlightFrom, bytes: fetch.inFlightBytes }
  if (fetch.ageMs < SETTLED_MS) return { kind: 'measuring', connections: fetch.active }
  return heldByPeers(facts) ?? helped(sources) ?? ofServer(fetch)
}

/** Bytes are on this LAN already, and do not come as fast as they could: one way here is slow, or this machine's own. */
function heldByPeers({ sources, bytesPerSecond }: Facts): Limitation | null {
  const enough = Math.max(LEAST_BACKLOG_BYTES, bytesPerSecond * BACKLOG_SECONDS)
  const holding = sources.filter(({ kind, waitingBytes }) => kind === 'peer' && waitingBytes >= enough)
  const [one] = holding
  if (!one) return null
  const waitingBytes = holding.reduce((sum, source) => sum + source.waitingBytes, 0)
  if (holding.length > 1) return { kind: 'own-link', peers: holding.length, waitingBytes }
  return { kind: 'peer-path', peer: one.id satisfies PeerId, name: one.name, waitingBytes }
}

/** Where peers bring something, each helper's own link is what there is. */
function helped(sources: readonly SourceFacts[]): Limitation | null {
  const peers = sources.filter(({ kind, bytesPerSecond }) => kind === 'peer' && bytesPerSecond > 0)
  if (peers.length === 0) return null
  const rate = (of: readonly SourceFacts[]): number => of.reduce((sum, each) => sum + each.bytesPerSecond, 0)
  return {
    kind: 'sources',
    serverBytesPerSecond: rate(sources.filter(({ kind }) => kind !== 'peer')),
    peersBytesPerSecond: rate(peers),
    peers: peers.length
  }
}

function ofServer(fetch: FetchFacts): Limitation {
  const { source, active, allowed, worthwhile, more, ceiling, othersPlaces, budget } = fetch
  const connections = active
  if (ceiling !== null && ceiling <= active + othersPlaces)
    return { kind: 'server-connections', source, connections }
  if (othersPlaces > 0 && active + othersPlaces >= budget && active < worthwhile)
    return { kind: 'shared-server', source, connections }
  if (active < Math.min(worthwhile, allowed)) return { kind: 'measuring', connections }
  if (more === 'failed') return { kind: 'server', source, connections }
  // The last of what it may have stands in reserve.
  if (more === 'helped' && worthwhile >= allowed - 1) return { kind: 'connections', connections }
  if (allowed <= active) return { kind: 'connections', connections }
  return { kind: 'measuring', connections }
}
