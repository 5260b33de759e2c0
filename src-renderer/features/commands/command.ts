/**
 * What a command is. From the table of them (commands.ts) come the window's keys, the list of shortcuts and the command
 * palette, so that none of these can say what another does not do.
 *
 * To add commands from another feature: write an array of `Command` in that feature's folder (`queue-commands.ts`, say)
 * and name it in the table. Words go into ui/command-strings.ts and its Arabic sister. What a command needs of a part
 * that is drawn, that part lays into stores/reach.ts; everything else it finds in `Shoal`.
 */
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { transfersOf } from '../transfers/actions.ts'
import type { Keys } from './keys.ts'

export interface Command {
  /** Unlike every other's, and the same in every version: what a person may one day give other keys to. */
  readonly id: string
  /** As the list of shortcuts and the palette say it, in the language now spoken. */
  words(): string
  /** The first is the one shown. */
  readonly keys: readonly Keys[]
  /** All that are worth showing, where that is not the first alone. */
  readonly shownKeys?: readonly Keys[]
  /** Where the keyboard must be for its keys to be heard: anywhere, on a row of the list, or in a transfer's detail. */
  readonly heard: Place
  /** What makes no sense away from its keys is not offered in the palette. */
  readonly isOffered: boolean
  /** Acts on the transfers selected: the palette names them beside it. */
  readonly actsOnSelected?: boolean
  /** Whether it would do anything now. */
  applies(shoal: Shoal): boolean
  /** `key`: which of its keys was pressed; null from the palette. */
  run(shoal: Shoal, key: string | null): void
}

export type Place = 'anywhere' | 'list' | 'detail'

/** What commands of the list act on: those selected, or the one that has the keyboard if it is not among them. */
export function targetsOf(shoal: Shoal): readonly Transfer[] {
  const { list } = shoal.reach.getState()
  if (!list) return []
  const { selected, focused } = shoal.selection.getState()
  const isAside = focused !== null && !selected.has(focused) && list.order.includes(focused)
  return transfersOf(shoal, isAside ? [focused] : selected)
}
