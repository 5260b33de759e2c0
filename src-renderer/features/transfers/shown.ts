/**
 * Which transfers a view shows, in its order: pure, so that the list, the counts beside the filters and the tests
 * agree. What waits for its turn is always in the queue's own order where the queue is looked at.
 */
import { categoryOf, OTHER, type Category } from '../../../src-shared/model/category.ts'
import type { Transfer, TransferId, TransferState } from '../../../src-shared/model/transfer.ts'
import { FILTERS, type Filter, type Sort, type ListView } from '../../stores/view.ts'
import { sourceHost } from './source-host.ts'

/** Every state belongs to exactly one filter beside `all`. */
const FILTER_OF: Readonly<Record<TransferState['kind'], Exclude<Filter, 'all'>>> = {
  running: 'active',
  retrying: 'active',
  queued: 'queued',
  paused: 'paused',
  done: 'done',
  failed: 'failed'
}

export interface Shown {
  readonly unfinished: readonly TransferId[]
  readonly finished: readonly TransferId[]
}

export function shown(
  transfers: Iterable<Transfer>,
  hidden: ReadonlySet<TransferId>,
  { filter, category, search, sort }: ListView,
  categories: readonly Category[],
  language: string
): Shown {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = [...transfers].filter(
    (transfer) =>
      !hidden.has(transfer.id) &&
      (filter === 'all' || FILTER_OF[transfer.state.kind] === filter) &&
      (category === null || categoryIdOf(transfer, categories) === category) &&
      matches(transfer, words)
  )
  const ordered = found.sort(filter === 'queued' ? byPlace : orders(language)[sort])
  const ids = (done: boolean): TransferId[] =>
    ordered.filter(({ state }) => (state.kind === 'done') === done).map(({ id }) => id)
  return { unfinished: ids(false), finished: ids(true) }
}

export function countByFilter(
  transfers: Iterable<Transfer>,
  hidden: ReadonlySet<TransferId>
): Readonly<Record<Filter, number>> {
  const counts = Object.fromEntries(FILTERS.map((filter) => [filter, 0])) as Record<Filter, number>
  for (const { id, state } of transfers) {
    if (hidden.has(id)) continue
    counts.all++
    counts[FILTER_OF[state.kind]]++
  }
  return counts
}

/** How many of each category there are; only those that have any. */
export function countByCategory(
  transfers: Iterable<Transfer>,
  hidden: ReadonlySet<TransferId>,
  categories: readonly Category[]
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const transfer of transfers) {
    if (hidden.has(transfer.id)) continue
    const id = categoryIdOf(transfer, categories)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

const categoryIdOf = ({ name }: Transfer, categories: readonly Category[]): string =>
  categoryOf(name, categories)?.id ?? OTHER

/** Every word has to be somewhere in the name or the address. */
function matches({ name, uri }: Transfer, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = `${name}\n${uri}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

type Order = (a: Transfer, b: Transfer) => number

const byAge: Order = (a, b) => b.addedAtMs - a.addedAtMs || (a.id < b.id ? 1 : -1)
const placeOf = ({ state }: Transfer): number => (state.kind === 'queued' ? state.place : 0)
const byPlace: Order = (a, b) => placeOf(a) - placeOf(b) || byAge(a, b)

function orders(language: string): Readonly<Record<Sort, Order>> {
  const { compare } = new Intl.Collator(language, { numeric: true })
  return {
    added: byAge,
    oldest: (a, b) => byAge(b, a),
    name: (a, b) => compare(a.name, b.name) || byAge(a, b),
    source: (a, b) => compare(sourceHost(a.uri), sourceHost(b.uri)) || compare(a.name, b.name) || byAge(a, b),
    largest: (a, b) => (b.length ?? -1) - (a.length ?? -1) || byAge(a, b),
    // What has no known length is last both ways.
    smallest: (a, b) => (a.length ?? Infinity) - (b.length ?? Infinity) || byAge(a, b)
  }
}
