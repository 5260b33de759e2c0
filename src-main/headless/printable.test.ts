import { expect, test } from 'vitest'
import { columnsOf, fitted, printable } from './printable.ts'

test('escape sequences, C1 controls and direction marks from a server do not reach the terminal', () => {
  expect(printable('a\u001b[2Jb\u009b31mc\u0007\u007f')).toBe('a[2Jb31mc')
  expect(printable('photo\u202egpj.exe')).toBe('photogpj.exe')
})

test('one message stays one line', () => {
  expect(printable('first\r\nsecond\u2028third')).toBe('first second third')
})

test('ordinary names in any script pass unchanged', () => {
  for (const name of ['Zürich.iso', '日本語.zip', 'émoji 🐟.bin', 'עברית.txt'])
    expect(printable(name)).toBe(name)
})

test('wide characters take two columns, combining marks none', () => {
  expect(columnsOf('abc')).toBe(3)
  expect(columnsOf('日本')).toBe(4)
  expect(columnsOf('e\u0301')).toBe(1)
  expect(columnsOf('🐟')).toBe(2)
})

test('a long name is cut from the middle and keeps its extension', () => {
  expect(fitted('debian-12.5.0-amd64-netinst.iso', 16)).toBe('debian-12.…t.iso')
  expect(fitted('short.iso', 16)).toBe('short.iso')
})

test('a cut name is never wider than asked, whatever its script', () => {
  for (const name of ['日本語のとても長いファイル名.zip', 'x'.repeat(300), '🐟🐟🐟🐟🐟🐟🐟🐟']) {
    for (let columns = 0; columns < 30; columns += 1) {
      expect(columnsOf(fitted(name, columns)), `${name} in ${columns}`).toBeLessThanOrEqual(columns)
    }
  }
})
