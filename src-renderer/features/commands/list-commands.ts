/** Commands heard while a row of the list has the keyboard, and one of a transfer's detail. */
import type { Shoal } from '../../bridge/shoal-context.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import { NOTHING_SELECTED, select, selectAll } from '../../stores/selection.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { checkFile } from '../transfers/check-file.ts'
import { canPause, canResume, moveInQueue, pauseAll, resumeAll, transfersOf } from '../transfers/actions.ts'
import { targetsOf, type Command } from './command.ts'

const MOVES = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const
/** Rows a page key goes past. */
const PAGE_ROWS = 6

/** Where a key leads from a place in a list. Outside of it is its nearest end. */
export function destination(key: string | null, at: number, length: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -PAGE_ROWS,
    PageDown: PAGE_ROWS,
    Home: -Infinity,
    End: Infinity
  }
  return Math.max(0, Math.min(length - 1, at + (steps[key ?? ''] ?? 0)))
}

const go = (
  id: string,
  words: () => string,
  prefix: '' | 'Shift+' | 'Mod+',
  how: 'only' | 'extend' | 'keep'
): Command => ({
  id,
  words,
  keys: MOVES.map((key) => prefix + key),
  shownKeys: (prefix === '' ? MOVES : MOVES.slice(0, 2)).map((key) => prefix + key),
  heard: 'list',
  isOffered: false,
  applies: ({ reach }) => reach.getState().list !== null,
  run({ reach, selection }, key) {
    const { list } = reach.getState()
    if (!list) return
    const before = selection.getState()
    const to = list.order[destination(key, list.order.indexOf(before.focused ?? ''), list.order.length)]
    if (to === undefined) return
    selection.setState(how === 'keep' ? { focused: to } : select(list.order, before, to, how))
    list.goTo(to)
  }
})

const move = (id: string, words: () => string, keys: string, by: 1 | -1): Command => {
  const other = (shoal: Shoal): { mover: Transfer; place: number } | null => {
    const { list } = shoal.reach.getState()
    const { focused } = shoal.selection.getState()
    if (!list?.isQueue || focused === null) return null
    const neighbour = list.order[list.order.indexOf(focused) + by]
    const [mover, passed] = transfersOf(shoal, neighbour === undefined ? [] : [focused, neighbour])
    return mover && passed?.state.kind === 'queued' ? { mover, place: passed.state.place } : null
  }
  return {
    id,
    words,
    keys: [keys],
    heard: 'list',
    isOffered: false,
    applies: (shoal) => other(shoal) !== null,
    run(shoal) {
      const found = other(shoal)
      if (found) moveInQueue(shoal, found.mover.id, found.place)
    }
  }
}

const hasOne = (shoal: Shoal, isIt: (transfer: Transfer) => boolean): boolean => {
  const targets = targetsOf(shoal)
  return targets.length === 1 && targets.every(isIt)
}
const isDone = ({ state }: Transfer): boolean => state.kind === 'done'

const withFile = (id: string, words: () => string, ability: 'open' | 'showInFolder'): Command => ({
  id,
  words,
  keys: [],
  heard: 'list',
  isOffered: true,
  actsOnSelected: true,
  applies: (shoal) => shoal.abilities.getState().has(ability) && hasOne(shoal, isDone),
  run(shoal) {
    for (const target of targetsOf(shoal)) {
      shoal.client.call(`desktop.${ability}`, { id: target.id }).catch((thrown: unknown) => {
        const { message, advice } = saidOf(thrown)
        shoal.toasts.getState().show(message, advice)
      })
    }
  }
})

export const listCommands: readonly Command[] = [
  go('go', () => strings.commands.go, '', 'only'),
  go('go-extending', () => strings.commands.goExtending, 'Shift+', 'extend'),
  go('go-keeping', () => strings.commands.goKeeping, 'Mod+', 'keep'),
  {
    id: 'toggle',
    words: () => strings.commands.toggle,
    keys: ['Space'],
    heard: 'list',
    isOffered: false,
    applies: ({ selection }) => selection.getState().focused !== null,
    run({ reach, selection }) {
      const before = selection.getState()
      const { list } = reach.getState()
      if (list && before.focused !== null)
        selection.setState(select(list.order, before, before.focused, 'toggle'))
    }
  },
  {
    id: 'select-all',
    words: () => strings.commands.selectAll,
    keys: ['Mod+A'],
    heard: 'list',
    isOffered: true,
    applies: ({ reach }) => reach.getState().list !== null,
    run: ({ reach, selection }) =>
      selection.setState(selectAll(reach.getState().list?.order ?? [], selection.getState()))
  },
  {
    id: 'select-none',
    words: () => strings.view.selectNone,
    keys: ['Escape'],
    heard: 'list',
    isOffered: true,
    applies: ({ selection }) => selection.getState().selected.size > 0,
    run: ({ selection }) => selection.setState({ ...NOTHING_SELECTED, focused: selection.getState().focused })
  },
  {
    id: 'details',
    words: () => strings.commands.details,
    keys: ['Enter'],
    heard: 'list',
    isOffered: true,
    actsOnSelected: true,
    applies: (shoal) => targetsOf(shoal).length === 1,
    run(shoal) {
      const [target] = targetsOf(shoal)
      if (target) shoal.opened.getState().open(target.id)
    }
  },
  {
    id: 'pause',
    words: () => strings.row.pause,
    keys: ['P'],
    heard: 'list',
    isOffered: true,
    actsOnSelected: true,
    applies: (shoal) => targetsOf(shoal).some(canPause),
    run: (shoal) => pauseAll(shoal, targetsOf(shoal))
  },
  {
    id: 'resume',
    words: () => strings.row.resume,
    keys: ['R'],
    heard: 'list',
    isOffered: true,
    actsOnSelected: true,
    applies: (shoal) => targetsOf(shoal).some(canResume),
    run: (shoal) => resumeAll(shoal, targetsOf(shoal))
  },
  {
    id: 'remove',
    words: () => strings.row.remove,
    keys: ['Delete', 'Backspace'],
    heard: 'list',
    isOffered: true,
    actsOnSelected: true,
    applies: (shoal) => targetsOf(shoal).length > 0,
    run: (shoal) => shoal.removals.getState().request(targetsOf(shoal))
  },
  move('earlier', () => strings.commands.earlier, 'Alt+ArrowUp', -1),
  move('later', () => strings.commands.later, 'Alt+ArrowDown', 1),
  withFile('open-file', () => strings.commands.openFile, 'open'),
  withFile('show-in-folder', () => strings.row.showInFolder, 'showInFolder'),
  {
    id: 'verify-file',
    words: () => strings.check.verify,
    keys: [],
    heard: 'list',
    isOffered: true,
    actsOnSelected: true,
    applies: (shoal) => hasOne(shoal, isDone),
    run(shoal) {
      for (const target of targetsOf(shoal)) void checkFile(shoal, target)
    }
  },
  {
    id: 'close-details',
    words: () => strings.detail.close,
    keys: ['Escape'],
    heard: 'detail',
    isOffered: true,
    applies: ({ opened }) => opened.getState().id !== null,
    run: ({ opened }) => opened.getState().close()
  }
]
