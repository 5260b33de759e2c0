/** Calls waiting for the engine at once: enough to keep it busy, few enough that others get a word in. */
const MAX_WAITING = 8

/** Runs `work` for each, in order, a few at the same time. */
export async function forEachAFewAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>
): Promise<void> {
  for (let from = 0; from < items.length; from += MAX_WAITING)
    await Promise.all(items.slice(from, from + MAX_WAITING).map(work))
}
