/**
 * Acting on any number of transfers by calls that take some hundreds: one call after the other, so that others get a word
 * in between and no wire is asked to carry too much.
 */
import type { Transfer, TransferId } from '../model/transfer.ts'
import { MOST_AT_ONCE, type RefusedTransfer } from './contract.ts'

type Act = (ids: readonly TransferId[]) => Promise<readonly RefusedTransfer[]>

/** Answers for all that were refused. Rejects as the first call that does; what comes after it is not begun. */
export async function inPortions(ids: readonly TransferId[], act: Act): Promise<readonly RefusedTransfer[]> {
  const refused: RefusedTransfer[] = []
  for (const portion of portionsOf(ids)) refused.push(...(await act(portion)))
  return refused
}

/** The same, asked at once: for who may not be there any more when the first call is answered. */
export async function allAtOnce(ids: readonly TransferId[], act: Act): Promise<readonly RefusedTransfer[]> {
  return (await Promise.all(portionsOf(ids).map(act))).flat()
}

function portionsOf(ids: readonly TransferId[]): readonly (readonly TransferId[])[] {
  const portions: (readonly TransferId[])[] = []
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE)
    portions.push(ids.slice(from, from + MOST_AT_ONCE))
  return portions
}

/** The last of the queue first and those that run last: nothing begins that is to stop, and nobody moves up meanwhile. */
export const inOrderOfStopping = (transfers: Iterable<Transfer>): readonly TransferId[] =>
  [...transfers].sort((a, b) => placeOf(b) - placeOf(a)).map(({ id }) => id)

const placeOf = ({ state }: Transfer): number => (state.kind === 'queued' ? state.place : 0)
