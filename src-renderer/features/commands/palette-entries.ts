/** What the palette finds: commands that would do something now, and transfers by their names, the nearest first. */
import type { Shoal } from '../../bridge/shoal-context.ts'
import type { Transfer, TransferId } from '../../../src-shared/model/transfer.ts'
import { select } from '../../stores/selection.ts'
import { strings } from '../../ui/strings.ts'
import { targetsOf, type Command } from './command.ts'
import { commands } from './commands.ts'
import type { Keys } from './keys.ts'
import { nearest } from './nearness.ts'

export interface Found {
  readonly id: string
  readonly words: string
  /** On whom it acts, or how a transfer stands. */
  readonly beside: string | null
  readonly keys: Keys | null
  run(shoal: Shoal): void
}

export interface FoundGroup {
  readonly id: string
  readonly words: string
  readonly found: readonly Found[]
}

/** More transfers than this are not looked through; another letter is quicker. */
const MOST_TRANSFERS = 20

export function foundFor(
  query: string,
  shoal: Shoal,
  byId: ReadonlyMap<TransferId, Transfer>
): readonly FoundGroup[] {
  const offered = commands.filter((command) => command.isOffered && command.applies(shoal))
  const groups: readonly FoundGroup[] = [
    {
      id: 'commands',
      words: strings.commands.paletteLabel,
      found: nearest(query, offered, (command) => command.words()).map((command) => entryOf(command, shoal))
    },
    {
      id: 'transfers',
      words: strings.commands.transfers,
      // Without a letter nobody is meant.
      found:
        query.trim() === ''
          ? []
          : nearest(query, shown(shoal, byId), ({ name }) => name)
              .slice(0, MOST_TRANSFERS)
              .map(transferEntry)
    }
  ]
  return groups.filter(({ found }) => found.length > 0)
}

const shown = ({ removals }: Shoal, byId: ReadonlyMap<TransferId, Transfer>): readonly Transfer[] => {
  const { hidden } = removals.getState()
  return [...byId.values()].filter(({ id }) => !hidden.has(id))
}

function entryOf(command: Command, shoal: Shoal): Found {
  const targets = command.actsOnSelected ? targetsOf(shoal) : []
  const [target] = targets
  return {
    id: `command ${command.id}`,
    words: command.words(),
    beside: !target ? null : targets.length === 1 ? target.name : strings.view.selected(targets.length),
    keys: command.keys[0] ?? null,
    run: (at) => command.run(at, null)
  }
}

const transferEntry = ({ id, name, state }: Transfer): Found => ({
  id: `transfer ${id}`,
  words: name,
  beside: strings.commands.states[state.kind],
  keys: null,
  run: (shoal) => goToTransfer(shoal, id)
})

/** Selects it where the list shows it, and opens its detail. */
function goToTransfer({ reach, selection, opened }: Shoal, id: TransferId): void {
  const { list } = reach.getState()
  if (list?.order.includes(id)) {
    selection.setState(select(list.order, selection.getState(), id, 'only'))
    list.goTo(id)
  }
  opened.getState().open(id)
}
