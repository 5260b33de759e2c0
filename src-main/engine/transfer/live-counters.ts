/** The numbers of a running transfer that change all the time; progress frames read them, nothing else waits on them. */
import type { SourceShare } from '../../../src-shared/model/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { RateMeter } from '../schedule/rate-meter.ts'

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
  retransmittedBytes: number
  refetchedBytes: number
  readonly #sources = new Map<string, { bytes: number; connections: number }>()

  constructor(earlier: {
    readonly sources: readonly SourceShare[]
    readonly retransmittedBytes: number
    readonly refetchedBytes: number
  }) {
    for (const { id, bytes, connections } of earlier.sources) this.#sources.set(id, { bytes, connections })
    this.retransmittedBytes = earlier.retransmittedBytes
    this.refetchedBytes = earlier.refetchedBytes
  }

  get receivedBytes(): number {
    return this.ledger?.receivedBytes ?? this.streamedBytes
  }

  /** A connection to `source` has delivered its first bytes. */
  joined(source: string): void {
    this.#share(source).connections++
  }

  /** Bytes from `source` have become part of the file. */
  gained(source: string, bytes: number): void {
    this.#share(source).bytes += bytes
    this.fetchedBytes += bytes
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
  }

  sources(): readonly SourceShare[] {
    return [...this.#sources].map(([id, share]) => ({ id, kind: 'origin' as const, ...share }))
  }

  #share(source: string): { bytes: number; connections: number } {
    const known = this.#sources.get(source) ?? { bytes: 0, connections: 0 }
    this.#sources.set(source, known)
    return known
  }
}
