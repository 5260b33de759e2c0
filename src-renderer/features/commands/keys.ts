/**
 * Keys as commands name them (`Mod+K`, `Shift+ArrowDown`, `?`): whether a press is them, and what is printed on them.
 * `Mod` is Command on a Mac and Control elsewhere. On a keyboard of another script a letter is the key in its place.
 */
export type Keys = string

export interface KeyPress {
  readonly key: string
  /** Which key it is by its place on the keyboard. */
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

interface Chord {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
}

function parse(keys: Keys): Chord {
  const parts = keys.split('+')
  return {
    key: parts.at(-1) ?? '',
    mod: parts.includes('Mod'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift')
  }
}

const LETTER = /^[a-z]$/i
const DIGIT = /^[0-9]$/

export function isPress(press: KeyPress, keys: Keys): boolean {
  const { key, mod, alt, shift } = parse(keys)
  if ((press.ctrlKey || press.metaKey) !== mod || press.altKey !== alt) return false
  // Whether a sign needs Shift is the keyboard's business.
  const isSign = key.length === 1 && !LETTER.test(key) && !DIGIT.test(key)
  if (!isSign && press.shiftKey !== shift) return false
  return isKey(press, key)
}

function isKey({ key, code }: KeyPress, wanted: string): boolean {
  if (key.toLowerCase() === wanted.toLowerCase()) return true
  if (wanted === 'Space') return key === ' '
  if (wanted === '?') return key === '؟'
  if (DIGIT.test(wanted)) return code === `Digit${wanted}`
  // The place counts only where the key bears no Latin letter: the others are where their own layout puts them.
  const isOtherScript = key.length === 1 && key > '\u007f'
  if (LETTER.test(wanted)) return isOtherScript && code === `Key${wanted.toUpperCase()}`
  return wanted === '/' && isOtherScript && code === 'Slash'
}

/** Whether they can be meant while text is being typed. */
export function areHeardWhileTyping(keys: Keys): boolean {
  const { key, mod, alt } = parse(keys)
  return mod || alt || /^F\d+$/.test(key)
}

/** What is printed on them: the same whatever language the window speaks. */
export function caps(keys: Keys, isMac: boolean): readonly string[] {
  const names = isMac ? MAC_CAPS : CAPS
  return keys.split('+').map((part) => names[part] ?? SIGNS[part] ?? part)
}

const CAPS: Readonly<Record<string, string>> = { Mod: 'Ctrl', PageUp: 'Page Up', PageDown: 'Page Down' }
const MAC_CAPS: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  PageUp: 'Page Up',
  PageDown: 'Page Down'
}
const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc'
}
