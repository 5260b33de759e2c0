/** The numbers of a running transfer that change all the time; progress frames read them, nothing else waits on them. */
import type { PeerId, PlanPeer } from '../../../src-shared/model/peer.ts'
import type { SourceShare } from '../../../src-shared/model/transfer.ts'
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { FetchView } from '../detail/fetch-view.ts'
import { Story } from '../detail/story.ts'
import { EARLIER, Provenance } from '../integrity/provenance.ts'
import { IntervalSet } from '../ledger/interval-set.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { RateMeter } from '../schedule/rate-meter.ts'

interface Share {
  readonly kind: SourceShare['kind']
  name?: string
  bytes: number
  connections: number
}

/** The peers that a run asks, as far as others look at them. */
export interface PeersOfRun {
  readonly peers: readonly PlanPeer[]
  nameOf(peer: PeerId): string | null
  heldBy(peer: PeerId): readonly ByteRange[]
  quarantine(peer: PeerId, reason: string): void
}

export class LiveCounters {
  readonly meter = new RateMeter()
  /** Null before the length is known, and for answers of unknown length. */
  ledger: Ledger | null = null
  /** Bytes of the file so far when there is no ledger to ask. */
  streamedBytes = 0
  /** Connections carrying bytes now. */
  connections = 0
  /** Body bytes taken from the network in this process. */
  fetchedBytes = 0
  /** Of those, what peers brought. */
  #fromPeersBytes = 0
  retransmittedBytes: number
  refetchedBytes: number
  /** The peers of the run, while there is one that asks any. */
  bond: PeersOfRun | null = null
  /** The fetch under way, for whoever looks at it. */
  fetch: FetchView | null = null
  /** Where it is served from after redirects, without query and credentials; null: not known. */
  servedFrom: string | null = null
  /** What pieces have shown to be right, while they are compared. */
  pieces: { readonly right: readonly ByteRange[] } | null = null
  /** What it remembers for whoever looks at it. */
  readonly story = new Story()
  /** Who delivered what, in this process. */
  readonly provenance = new Provenance()
  /** Sources whose bytes are not believed, and that are not asked for any more of this file. */
  readonly disbelieved = new Set<string>()
  /** Samples of peers' bytes that agreed with another source's. */
  readonly samples = { byServers: 0, byPeers: 0, bytes: 0 }
  readonly #sources = new Map<string, Share>()

  constructor(earlier: {
    readonly sources: readonly SourceShare[]
    readonly retransmittedBytes: number
    readonly refetchedBytes: number
  }) {
    for (const { id, ...share } of earlier.sources) {
      this.#sources.set(id, share)
      this.story.throughput.begin(id, share.bytes)
    }
    this.retransmittedBytes = earlier.retransmittedBytes
    this.refetchedBytes = earlier.refetchedBytes
  }

  /** Body bytes that came over this machine's own connections to data servers. */
  get ownFetchedBytes(): number {
    return this.fetchedBytes - this.#fromPeersBytes
  }

  /** Of what an earlier process fetched, peers may have brought any part; from now on it can be asked for by name. */
  nameEarlier(): void {
    const peers = [...this.#sources].filter(([, { kind }]) => kind === 'peer')
    if (peers.every(([id, { bytes }]) => bytes <= totalLength(this.provenance.of(id)))) return
    for (const range of this.ledger?.durable ?? []) {
      const nameless = new IntervalSet([range])
      for (const part of this.provenance.partsOf(range)) nameless.remove(part.range)
      for (const each of nameless.ranges) this.provenance.note(EARLIER, each)
    }
  }

  /** These bytes of the file came from `source`, at this Unix time, over a connection of this rate. */
  delivered(source: string, range: ByteRange, atMs: number, bytesPerSecond: number): void {
    this.provenance.note(source, range)
    if (this.ledger) this.story.delivered(this.ledger.length, source, range, atMs, bytesPerSecond)
  }

  /** These bytes are asked for once more. */
  again(range: ByteRange): void {
    this.story.cells?.again(range)
  }

  /** For rates and pictures; call some ten times a second while it moves. */
  sample(nowMs: number): void {
    this.meter.sample(nowMs, this.fetchedBytes)
    const brought = [...this.#sources].map(([id, { bytes }]) => [id, bytes] as const)
    this.story.sample(nowMs, this.fetchedBytes, brought, this.fetch)
  }

  /** It stands still. */
  rest(nowMs: number): void {
    this.sample(nowMs)
    this.connections = 0
    this.meter.reset()
    this.story.rest()
  }

  /** Bytes of the file that came from this source. */
  bytesFrom(source: string): number {
    return this.#sources.get(source)?.bytes ?? 0
  }

  /** A sample of a peer's bytes agreed with a server's, or with another peer's. */
  compared(judge: 'server' | 'peer', bytes: number): void {
    if (judge === 'server') this.samples.byServers++
    else this.samples.byPeers++
    this.samples.bytes += bytes
  }

  get receivedBytes(): number {
    return this.ledger?.receivedBytes ?? this.streamedBytes
  }

  /** A connection to `source` has delivered its first bytes. */
  joined(source: string, kind: SourceShare['kind'] = 'origin'): void {
    const share = this.#share(source, kind)
    share.connections++
    const name = kind === 'peer' ? this.bond?.nameOf(source) : null
    if (name) share.name = name
  }

  /** Bytes from `source` have become part of the file. */
  gained(source: string, bytes: number): void {
    const share = this.#share(source)
    share.bytes += bytes
    this.fetchedBytes += bytes
    if (share.kind === 'peer') this.#fromPeersBytes += bytes
  }

  /** What `source` had brought is no part of the file after all. */
  lost(source: string, bytes: number): void {
    this.#share(source).bytes -= bytes
  }

  /** What an earlier process fetched is no part of the file after all: shares are what this one knows of. */
  lostEarlier(): void {
    for (const [id, share] of this.#sources) share.bytes = totalLength(this.provenance.of(id))
  }

  /** What an answer that cannot be resumed had brought must come again; shares start over. */
  startOver(): void {
    this.refetchedBytes += this.receivedBytes
    this.forget()
  }

  /** Nothing of the file is here. */
  forget(): void {
    this.streamedBytes = 0
    this.ledger = null
    this.#sources.clear()
    this.provenance.clear()
    this.story.forgetBytes()
    Object.assign(this.samples, { byServers: 0, byPeers: 0, bytes: 0 })
  }

  sources(): readonly SourceShare[] {
    return [...this.#sources].map(([id, share]) => ({ id, ...share }))
  }

  /** Whoever was heard of first under a name is what it is. */
  #share(source: string, kind: SourceShare['kind'] = 'origin'): Share {
    const known: Share = this.#sources.get(source) ?? { kind, bytes: 0, connections: 0 }
    this.#sources.set(source, known)
    return known
  }
}
