/**
 * The last bytes of a file, asked for over a second connection while the first still has them under way: whoever brings
 * a byte first, wins it. It owns these bytes in the ledger for both. What comes twice is waste, so only a little is
 * ever raced.
 */
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Ledger, Owner } from '../../ledger/ledger.ts'

/** A longer rest is taken over, not raced. */
export const LONGEST_RACE_BYTES = 1024 * 1024
/** All races of a transfer together; a hundredth of the file when that is more. */
const LEAST_BUDGET_BYTES = 2 * 1024 * 1024

export const raceBudgetBytes = (length: number): number => Math.max(LEAST_BUDGET_BYTES, length / 100)

/** A lane, as far as a race knows it. */
export interface Racer {
  readonly connectionNumber: number
  readonly connection: { close(): void } | null
  readonly source: { readonly host: string }
  readonly work: { readonly owner: Owner; race: Race | null } | null
}

export class Race {
  readonly #ledger: Ledger
  readonly #lanes: Racer[]
  /** Connections that take part, as people know them. */
  readonly between: readonly [number, number]
  /** Both ask the same one. */
  readonly source: string
  #wastedBytes = 0

  /** `range` is the end of what `first` is receiving; `second` is about to ask for it. */
  constructor(ledger: Ledger, first: Racer, second: Racer, range: ByteRange) {
    this.#ledger = ledger
    this.#lanes = [first, second]
    this.between = [first.connectionNumber, second.connectionNumber]
    this.source = first.source.host
    if (!first.work) throw new Error('nothing is under way that could be raced')
    ledger.hand(first.work.owner, this, range)
    first.work.race = this
  }

  get wastedBytes(): number {
    return this.#wastedBytes
  }

  /** `lane` has written these bytes of what `owner` was asked for. Returns how many of them nobody had brought; the last ones end the race. */
  written(lane: Racer, owner: Owner, range: ByteRange): number {
    const fresh = this.#ledger.receiveOnce([owner, this], range)
    this.#wastedBytes += rangeLength(range) - fresh
    if (this.#ledger.inFlightBytes(this) === 0)
      for (const other of this.#lanes) if (other !== lane) other.connection?.close()
    return fresh
  }

  /**
   * `lane` has stopped fetching, and all it brought is written. What nobody fetches any more is wanted again; returns
   * those bytes.
   */
  leave(lane: Racer): number {
    const at = this.#lanes.indexOf(lane)
    if (at >= 0) this.#lanes.splice(at, 1)
    return this.#lanes.length === 0 ? this.#ledger.release(this) : 0
  }

  get isOver(): boolean {
    return this.#lanes.length === 0
  }
}
