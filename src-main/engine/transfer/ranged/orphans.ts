/** Ranges taken from unsatisfactory connections, until somebody asks for them again: so that the log can name both. */
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Conviction } from './criterion.ts'
import type { Lane } from './lane.ts'
import type { RunContext } from '../run-context.ts'

interface Orphan {
  readonly range: ByteRange
  /** Who was asked for it first. */
  readonly connection: number
  readonly reason: Conviction['reason']
}

export class Orphans {
  readonly #context: RunContext
  #orphans: Orphan[] = []

  constructor(context: RunContext) {
    this.#context = context
  }

  add(orphan: Orphan): void {
    if (rangeLength(orphan.range) > 0) this.#orphans.push(orphan)
  }

  /** `lane` is about to ask for `range`; whatever begins in it has found somebody. */
  adopt(lane: Lane, range: ByteRange): void {
    this.#orphans = this.#orphans.filter((orphan) => {
      if (orphan.range.start < range.start || orphan.range.start >= range.end) return true
      this.#context.event('range-reassigned', {
        from: orphan.connection,
        to: lane.connectionNumber,
        reason: orphan.reason,
        bytes: rangeLength(orphan.range)
      })
      return false
    })
  }
}
