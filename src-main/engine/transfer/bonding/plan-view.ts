/** Who has or fetches which part of a file, read from the ledger at one instant: the tiles cover it without a gap. */
import type { Plan, PlanTile } from '../../../../src-shared/model/peer.ts'
import { EARLIER } from '../../integrity/provenance.ts'
import type { Owner } from '../../ledger/ledger.ts'
import type { LiveCounters } from '../live-counters.ts'

/** Null before the length is known. */
export function planOf({ ledger, provenance, bond }: LiveCounters): Plan | null {
  if (!ledger) return null
  const tiles: PlanTile[] = ledger.wanted.map((range) => ({ ...range, state: 'wanted', source: null }))
  for (const { range, in: state, owner } of ledger.occupied()) {
    if (owner) tiles.push({ ...range, state, source: sourceOf(owner) })
    else tiles.push(...delivered(range, state))
  }
  tiles.sort((a, b) => a.start - b.start)
  return { length: ledger.length, revision: ledger.revision, tiles, peers: bond?.peers ?? [] }

  function* delivered(
    { start, end }: { readonly start: number; readonly end: number },
    state: PlanTile['state']
  ): Generator<PlanTile> {
    let at = start
    const parts = [...provenance.partsOf({ start, end })].sort((a, b) => a.range.start - b.range.start)
    for (const { source, range } of parts) {
      if (range.start > at) yield { start: at, end: range.start, state, source: null }
      yield { ...range, state, source: source === EARLIER ? null : source }
      at = range.end
    }
    if (at < end) yield { start: at, end, state, source: null }
  }
}

const sourceOf = (owner: Owner): string | null =>
  'source' in owner && typeof owner.source === 'string' ? owner.source : null
