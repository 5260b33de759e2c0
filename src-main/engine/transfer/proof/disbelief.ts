/**
 * Sources whose bytes are not believed any more: all that they gave and nothing proves is wanted again, as soon as it
 * can be taken back, and the journal hears of it at once. It never touches a piece that its digest has proved.
 */
import { rangeLength, totalLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { EARLIER } from '../../integrity/provenance.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { PieceCheck } from './piece-check.ts'
import type { RunContext } from '../run-context.ts'

export class Disbelief {
  readonly #context: RunContext
  readonly #ledger: Ledger
  readonly #pieces: PieceCheck | null

  constructor(context: RunContext, ledger: Ledger, pieces: PieceCheck | null) {
    this.#context = context
    this.#ledger = ledger
    this.#pieces = pieces
  }

  /** Believes this source no more. Returns how many bytes of the file that puts in doubt. */
  add(source: string): number {
    const { live } = this.#context
    live.disbelieved.add(source)
    return totalLength(live.provenance.of(source).flatMap((range) => this.#open(range)))
  }

  /** What can be taken back now is wanted again; call now and then. Returns whether anything was. */
  look(): boolean {
    const { live, journal, record } = this.#context
    let bytes = 0
    for (const source of live.disbelieved)
      for (const delivered of live.provenance.of(source))
        for (const open of this.#open(delivered))
          for (const range of this.#ledger.durableWithin(open)) {
            this.#ledger.revoke(range)
            live.again(range)
            live.provenance.forget(source, range)
            if (source !== EARLIER) live.lost(source, rangeLength(range))
            bytes += rangeLength(range)
          }
    if (bytes === 0) return false
    if (live.disbelieved.has(EARLIER)) live.lostEarlier()
    live.retransmittedBytes += bytes
    const { id, activeSeconds } = record()
    const { refetchedBytes, retransmittedBytes } = live
    // Bytes that nobody believes must not count as here, whatever happens next.
    journal.checkpoint(id, this.#ledger.durable, {
      activeSeconds,
      refetchedBytes,
      retransmittedBytes,
      sources: live.sources()
    })
    return true
  }

  /** Whether nothing is in the file that is not believed. */
  get isSettled(): boolean {
    const { live } = this.#context
    return [...live.disbelieved].every((source) =>
      live.provenance
        .of(source)
        .flatMap((range) => this.#open(range))
        .every((range) => this.#ledger.receivedWithin(range).length === 0)
    )
  }

  /** The parts of a range that nothing has proved. */
  #open(range: ByteRange): readonly ByteRange[] {
    return this.#pieces ? this.#pieces.unjudged(range) : [range]
  }
}
