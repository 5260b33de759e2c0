/**
 * Compares a file's pieces with the digests its Metalink gives them, as they become durable. A piece that is wrong is
 * wanted again, and nothing else is; whoever delivered it is named. A piece must never count as right because the
 * network said so: it is read back from the file.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { DIGEST_BYTES } from '../../../../src-shared/model/checksum.ts'
import { pieceCount, type PieceDigests } from '../../../../src-shared/model/piece-digests.ts'
import type { Delivered } from '../../integrity/provenance.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { PartHashing } from '../../ports/hasher.ts'
import { diskProblem } from '../../storage/disk-problem.ts'
import type { PartFile } from '../../storage/part-file.ts'
import type { RunContext } from '../run-context.ts'

/** How often it looks for pieces that have become durable. */
const LOOK_EVERY_MS = 100
/** Deliveries of one piece, all wrong, after which a further one is not worth its bytes. */
export const DELIVERIES = 3

/** What has become of a piece. */
const UNKNOWN = 0
const HASHING = 1
const RIGHT = 2

/** What a source delivered of a piece that was wrong. */
interface Disputed extends Delivered {
  readonly hex: string
}

const namesOf = (parts: readonly Delivered[]): readonly string[] => [
  ...new Set(parts.map(({ source }) => source))
]

/** A piece, or a part of one, that came wrong. */
export interface WrongPiece {
  readonly range: ByteRange
  /** Who delivered its bytes, one of them or all; nobody when an earlier run did. */
  readonly sources: readonly string[]
}

export class PieceCheck {
  readonly #context: RunContext
  readonly #file: PartFile
  readonly #ledger: Ledger
  readonly #pieces: PieceDigests
  readonly #mostDeliveries: number
  readonly #count: number
  readonly #state: Uint8Array
  readonly #deliveries = new Map<number, number>()
  readonly #disputes = new Map<number, readonly Disputed[]>()
  readonly #hashing: PartHashing
  #right = 0
  /** Pieces before this one are right, all of them. */
  #rightUpTo = 0
  /** What was durable when it last looked; looking again at the same finds nothing. */
  #seenBytes = -1
  #failure: Error | null = null
  #stopLooking: () => void
  #wrong: (piece: WrongPiece) => void = () => undefined
  #failed: (thrown: unknown) => void = () => undefined

  /** `pieces` cover as many bytes as the ledger; after so many wrong deliveries of one of them, the check has failed. */
  constructor(
    context: RunContext,
    file: PartFile,
    ledger: Ledger,
    pieces: PieceDigests,
    mostDeliveries: number
  ) {
    this.#context = context
    this.#file = file
    this.#ledger = ledger
    this.#pieces = pieces
    this.#mostDeliveries = mostDeliveries
    this.#count = pieceCount(pieces)
    this.#state = new Uint8Array(this.#count)
    this.#hashing = context.hasher.open(file.path, pieces.algorithm)
    this.#stopLooking = context.clock.every(LOOK_EVERY_MS, () => this.#look())
  }

  /** Every piece has been read back and is right. */
  get isWhole(): boolean {
    return this.#right === this.#count
  }

  /** Bytes from the first on that are right; they will not change any more. */
  get rightBytes(): number {
    return Math.min(this.#rightUpTo * this.#pieces.pieceBytes, this.#ledger.length)
  }

  /** What is right, sorted by start. */
  get right(): readonly ByteRange[] {
    const right = new IntervalSet()
    this.#state.forEach((state, piece) => state === RIGHT && right.add(this.#rangeOf(piece)))
    return right.ranges
  }

  /**
   * The parts of `range` in pieces that are neither right nor being looked at. Whoever asks may take them back; what is
   * durable is looked at anew.
   */
  unjudged(range: ByteRange): readonly ByteRange[] {
    this.#seenBytes = -1
    const { pieceBytes } = this.#pieces
    const open = new IntervalSet()
    for (let piece = Math.floor(range.start / pieceBytes); piece * pieceBytes < range.end; piece++) {
      if (this.#state[piece] !== UNKNOWN) continue
      const { start, end } = this.#rangeOf(piece)
      open.add({ start: Math.max(start, range.start), end: Math.min(end, range.end) })
    }
    return open.ranges
  }

  /** `wrong` hears of each piece that is wanted again, `failed` why the checking ended before its time. */
  tell(listeners: { wrong(piece: WrongPiece): void; failed(thrown: unknown): void }): void {
    this.#wrong = (piece) => listeners.wrong(piece)
    this.#failed = (thrown) => listeners.failed(thrown)
    if (this.#failure) listeners.failed(this.#failure)
  }

  /** Resolves when all that is durable has been judged. Rejects with ShoalError. */
  async judged(): Promise<void> {
    this.#look()
    while (!this.#failure && this.#state.includes(HASHING))
      await this.#context.clock.sleep(LOOK_EVERY_MS / 10, this.#context.signal)
    if (this.#failure) throw this.#failure
  }

  /** Lets go of the file. */
  stop(): void {
    this.#stopLooking()
    this.#failure ??= fail('interrupted')
    this.#hashing.close()
  }

  #rangeOf(piece: number): ByteRange {
    const start = piece * this.#pieces.pieceBytes
    return { start, end: Math.min(start + this.#pieces.pieceBytes, this.#ledger.length) }
  }

  #look(): void {
    const { durable, durableBytes, length } = this.#ledger
    if (this.#failure || durableBytes === this.#seenBytes) return
    this.#seenBytes = durableBytes
    const { pieceBytes } = this.#pieces
    for (const { start, end } of durable) {
      const beyond = end === length ? this.#count : Math.floor(end / pieceBytes)
      for (let piece = Math.ceil(start / pieceBytes); piece < beyond; piece++) {
        if (this.#state[piece] === UNKNOWN) void this.#judge(piece)
      }
    }
  }

  async #judge(piece: number): Promise<void> {
    this.#state[piece] = HASHING
    try {
      const found = await this.#hashing.digest(this.#rangeOf(piece))
      const isRight = found === this.#expected(piece)
      if (isRight) await this.#settleDispute(piece)
      else await this.#openDispute(piece)
      if (this.#failure) return
      if (isRight) this.#accept(piece)
      else this.#refuse(piece, found)
    } catch (thrown) {
      if (this.#failure) return
      const isSystems = (thrown as NodeJS.ErrnoException).code !== undefined
      this.#failure = (
        isSystems ? diskProblem(thrown, this.#file.directory, this.#file.path) : thrown
      ) as Error
      this.#failed(this.#failure)
    }
  }

  /** Several sources had a hand in a wrong piece: what each delivered is remembered by its digest. */
  async #openDispute(piece: number): Promise<void> {
    const parts = this.#context.live.provenance.partsOf(this.#rangeOf(piece))
    if (namesOf(parts).length < 2) return
    const kept: Disputed[] = []
    for (const part of parts) kept.push({ ...part, hex: await this.#hashing.digest(part.range) })
    this.#disputes.set(piece, kept)
  }

  /** The piece is right now: whose part of it was another is the one to blame. */
  async #settleDispute(piece: number): Promise<void> {
    const kept = this.#disputes.get(piece)
    if (!kept) return
    this.#disputes.delete(piece)
    for (const { source, range, hex } of kept) {
      if ((await this.#hashing.digest(range)) !== hex) this.#wrong({ range, sources: [source] })
    }
  }

  #expected(piece: number): string {
    const bytes = DIGEST_BYTES[this.#pieces.algorithm]
    return Buffer.from(this.#pieces.digests.subarray(piece * bytes, (piece + 1) * bytes)).toString('hex')
  }

  #accept(piece: number): void {
    this.#state[piece] = RIGHT
    this.#right++
    while (this.#state[this.#rightUpTo] === RIGHT) this.#rightUpTo++
    if (this.isWhole) {
      const { algorithm, pieceBytes } = this.#pieces
      this.#context.event('pieces-verified', { pieces: this.#count, pieceBytes, algorithm })
    }
  }

  #refuse(piece: number, found: string): void {
    const { live, record, journal } = this.#context
    const { algorithm } = this.#pieces
    const range = this.#rangeOf(piece)
    const parts = live.provenance.partsOf(range)
    const sources = namesOf(parts)
    for (const part of parts) live.lost(part.source, rangeLength(part.range))
    const deliveries = (this.#deliveries.get(piece) ?? 0) + 1
    this.#deliveries.set(piece, deliveries)
    const expected = this.#expected(piece)
    this.#context.event('piece-wrong', {
      piece,
      firstByte: range.start,
      endByte: range.end,
      sources: sources.join(' '),
      algorithm,
      found,
      expected
    })
    this.#state[piece] = UNKNOWN
    this.#ledger.revoke(range)
    live.again(range)
    this.#seenBytes = -1
    live.retransmittedBytes += rangeLength(range)
    // Bytes known to be wrong must not count as here, whatever happens next.
    const { id, activeSeconds } = record()
    const { refetchedBytes, retransmittedBytes } = live
    journal.checkpoint(id, this.#ledger.durable, {
      activeSeconds,
      refetchedBytes,
      retransmittedBytes,
      sources: live.sources()
    })
    if (deliveries < this.#mostDeliveries) return this.#wrong({ range, sources })
    throw fail('checksum-mismatch', {
      algorithm,
      subject: `bytes ${range.start} to ${range.end - 1}, as ${sources.join(' and ') || 'an earlier run'} delivered them,`,
      found,
      supplier: 'the Metalink says',
      expected
    })
  }
}
