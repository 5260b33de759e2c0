import { afterEach, expect, test } from 'vitest'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { createTransfersStore } from '../../stores/transfers.ts'
import { languages } from '../../ui/languages.ts'
import { speak } from '../../ui/strings.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { commandFor } from './follow-keys.ts'
import type { KeyPress } from './keys.ts'
import { destination } from './list-commands.ts'

afterEach(() => speak('en', languages.en.messages))

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more
})
const meant = (
  key: KeyPress,
  place: Command['heard'],
  isTyping = false,
  applies: (command: Command) => boolean = () => true
): string | undefined => commandFor(key, { place, isTyping }, applies)?.id

test('no id and no keys of a place are given twice, nor are keys that are heard anywhere given to a place', () => {
  const ids = commands.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const heard = commands.flatMap((each) => each.keys.map((keys) => ({ keys, at: each.heard })))
  for (const place of ['list', 'detail'] as const) {
    const there = heard.filter(({ at }) => at === place || at === 'anywhere').map(({ keys }) => keys)
    expect(new Set(there).size).toBe(there.length)
  }
})

test('each can be told apart by its words, in every language', () => {
  for (const { tag, messages } of Object.values(languages)) {
    speak(tag, messages)
    const words = commands.map((command) => command.words())
    expect(new Set(words).size, tag).toBe(words.length)
    expect(words.every((word) => word.trim() !== '')).toBe(true)
  }
})

test('what can be reached neither by key nor in the palette would not be there', () => {
  expect(commands.filter(({ keys, isOffered }) => keys.length === 0 && !isOffered)).toEqual([])
})

test('a key means what it means where it is pressed', () => {
  expect(meant(press('Escape'), 'list')).toBe('select-none')
  expect(meant(press('Escape'), 'detail')).toBe('close-details')
  expect(meant(press('Escape'), 'anywhere')).toBeUndefined()
  expect(meant(press('p'), 'list')).toBe('pause')
  expect(meant(press('p'), 'anywhere')).toBeUndefined()
  expect(meant(press('k', { ctrlKey: true }), 'list')).toBe('palette')
})

test('while text is typed only what cannot be text is heard', () => {
  expect(meant(press('?', { shiftKey: true }), 'anywhere')).toBe('shortcuts')
  expect(meant(press('?', { shiftKey: true }), 'anywhere', true)).toBeUndefined()
  expect(meant(press('F1'), 'anywhere', true)).toBe('shortcuts')
})

test('what would do nothing now leaves its key alone', () => {
  expect(meant(press('p'), 'list', false, ({ id }) => id !== 'pause')).toBeUndefined()
})

test('a link can be added before the engine has answered, and not once it is gone', () => {
  const transfers = createTransfersStore()
  const add = commands.find(({ id }) => id === 'add')
  const applies = (): boolean | undefined => add?.applies({ transfers } as Shoal)
  expect(applies()).toBe(true)
  transfers.setState({ link: 'lost' })
  expect(applies()).toBe(false)
})

test('keys lead within the list, and no further than its ends', () => {
  const leads = (key: string): number => destination(key, 2, 20)
  expect(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'].map(leads)).toEqual([
    1, 3, 0, 8, 0, 19
  ])
})
