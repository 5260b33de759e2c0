import { expect, test } from 'vitest'
import { areHeardWhileTyping, caps, isPress, type KeyPress } from './keys.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more
})

test('a press is keys when its modifiers are theirs, and no others', () => {
  expect(isPress(press('k', { ctrlKey: true }), 'Mod+K')).toBe(true)
  expect(isPress(press('k', { metaKey: true }), 'Mod+K')).toBe(true)
  expect(isPress(press('k'), 'Mod+K')).toBe(false)
  expect(isPress(press('K', { ctrlKey: true, shiftKey: true }), 'Mod+K')).toBe(false)
  expect(isPress(press('k', { ctrlKey: true, altKey: true }), 'Mod+K')).toBe(false)
  expect(isPress(press('ArrowDown', { shiftKey: true }), 'Shift+ArrowDown')).toBe(true)
  expect(isPress(press('ArrowDown', { shiftKey: true }), 'ArrowDown')).toBe(false)
})

test('Caps Lock changes no shortcut', () => {
  expect(isPress(press('P'), 'P')).toBe(true)
  expect(isPress(press('p'), 'P')).toBe(true)
})

test('a sign is the sign, however the keyboard makes it', () => {
  expect(isPress(press('?', { shiftKey: true }), '?')).toBe(true)
  expect(isPress(press('؟', { shiftKey: true }), '?')).toBe(true)
  expect(isPress(press('/'), '?')).toBe(false)
})

test('on a keyboard of another script a letter is the key in its place; a Latin one is where its layout puts it', () => {
  expect(isPress(press('ن', { code: 'KeyK', ctrlKey: true }), 'Mod+K')).toBe(true)
  expect(isPress(press('t', { code: 'KeyK', ctrlKey: true }), 'Mod+K')).toBe(false)
  expect(isPress(press('&', { code: 'Digit1', ctrlKey: true }), 'Mod+1')).toBe(true)
})

test('what could be typed is not heard while typing', () => {
  expect(['Mod+K', 'F1', 'Alt+ArrowUp', '?', 'P', 'Delete'].filter(areHeardWhileTyping)).toEqual([
    'Mod+K',
    'F1',
    'Alt+ArrowUp'
  ])
})

test('keys are shown as they are printed', () => {
  expect(caps('Mod+Shift+ArrowUp', false)).toEqual(['Ctrl', 'Shift', '↑'])
  expect(caps('Mod+K', true)).toEqual(['⌘', 'K'])
})
