/** What the keys do while the list has the keyboard: pure, from a key press to what is meant by it. */
export type ListIntent =
  /** The keyboard goes elsewhere; `extend` takes the selection along, `keep` leaves it as it is. */
  | { readonly kind: 'go'; readonly to: number; readonly select: 'only' | 'extend' | 'keep' }
  | { readonly kind: 'open' | 'toggle' | 'all' | 'none' | 'remove' | 'pause' | 'resume' }
  | { readonly kind: 'move'; readonly by: 1 | -1 }

export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Rows a page key goes past. */
const PAGE_ROWS = 6

export function listIntent(press: KeyPress, at: number, length: number): ListIntent | null {
  const { key, shiftKey, altKey } = press
  const command = press.ctrlKey || press.metaKey
  if (altKey) {
    if (key === 'ArrowUp') return { kind: 'move', by: -1 }
    return key === 'ArrowDown' ? { kind: 'move', by: 1 } : null
  }
  const to = destination(key, at, length)
  if (to !== null) return { kind: 'go', to, select: shiftKey ? 'extend' : command ? 'keep' : 'only' }
  if (command) return key.toLowerCase() === 'a' ? { kind: 'all' } : null
  switch (key) {
    case 'Enter':
      return { kind: 'open' }
    case ' ':
      return { kind: 'toggle' }
    case 'Escape':
      return { kind: 'none' }
    case 'Delete':
    case 'Backspace':
      return { kind: 'remove' }
    case 'p':
      return { kind: 'pause' }
    case 'r':
      return { kind: 'resume' }
    default:
      return null
  }
}

function destination(key: string, at: number, length: number): number | null {
  const within = (index: number): number => Math.max(0, Math.min(length - 1, index))
  switch (key) {
    case 'ArrowUp':
      return within(at - 1)
    case 'ArrowDown':
      return within(at + 1)
    case 'PageUp':
      return within(at - PAGE_ROWS)
    case 'PageDown':
      return within(at + PAGE_ROWS)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
}
