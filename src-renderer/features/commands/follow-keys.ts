/**
 * Hears the window's keys and runs the command that is meant. What the part under the keyboard has already made use of,
 * and what is typed into a field or a dialog, is left alone.
 */
import type { Shoal } from '../../bridge/shoal-context.ts'
import type { Command, Place } from './command.ts'
import { commands } from './commands.ts'
import { areHeardWhileTyping, isPress, type KeyPress } from './keys.ts'

/** Where the keyboard is, and whether letters go into a text there. */
export interface Whereabouts {
  readonly place: Place
  readonly isTyping: boolean
}

/** The command a press means there: the place's own before those heard anywhere. */
export function commandFor(
  press: KeyPress,
  { place, isTyping }: Whereabouts,
  applies: (command: Command) => boolean,
  among: readonly Command[] = commands
): Command | null {
  const isMeant = (command: Command): boolean =>
    command.keys.some((keys) => isPress(press, keys) && (!isTyping || areHeardWhileTyping(keys))) &&
    applies(command)
  const found = (heard: Place): Command | undefined =>
    among.find((command) => command.heard === heard && isMeant(command))
  return (place === 'anywhere' ? undefined : found(place)) ?? found('anywhere') ?? null
}

export function followKeys(shoal: Shoal, page: Window): void {
  const hear = (event: KeyboardEvent, target: Element): void => {
    if (event.defaultPrevented || event.isComposing) return
    // What lies over the window, and menus, hear their keys themselves.
    if (target.closest(OVER)) return
    const press = target.matches('[data-handle]') ? onHandle(event) : event
    const where = { place: placeOf(target, press), isTyping: target.matches(TEXT) }
    const command = commandFor(press, where, (each) => each.applies(shoal))
    if (!command) return
    event.preventDefault()
    command.run(shoal, event.key)
  }
  page.addEventListener('keydown', (event) => {
    if (event.target instanceof Element) hear(event, event.target)
  })
  // A dialog keeps the keyboard for a moment after it has closed where that was nowhere before; its parts would take the key.
  page.addEventListener(
    'keydown',
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest(CLOSED)) return
      event.stopPropagation()
      hear(event, page.document.body)
    },
    { capture: true }
  )
}

const CLOSED = 'dialog:not([open])'
const OVER = 'dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
const TEXT = 'input, textarea, select, [contenteditable="true"]'

function placeOf(target: Element, press: KeyPress): Place {
  const isRow = target.matches('[data-row]') || (target.matches('[data-handle]') && press.altKey)
  if (isRow) return 'list'
  return target.closest('[data-part="detail"]') ? 'detail' : 'anywhere'
}

/** On a row's handle the bare arrow keys mean what Alt and they mean on the row; all others are the handle's own. */
function onHandle(press: KeyPress): KeyPress {
  const { key, code, shiftKey, ctrlKey, metaKey } = press
  const isArrow = key === 'ArrowUp' || key === 'ArrowDown'
  return isArrow && !(shiftKey || ctrlKey || metaKey)
    ? { key, code, altKey: true, shiftKey, ctrlKey, metaKey }
    : press
}
