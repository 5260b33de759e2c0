import { expect, test } from 'vitest'
import { addingMethods } from './adding-methods.ts'

const methods = (copied: string) => addingMethods({ readText: () => copied })

test.each([
  ['https://example.org/a.iso', ['https://example.org/a.iso']],
  [
    ' https://example.org/a.iso\nsftp://example.org/b ',
    ['https://example.org/a.iso', 'sftp://example.org/b']
  ],
  ['my password', []],
  ['secret https://example.org/a.iso secret', ['https://example.org/a.iso']],
  ['file:///etc/passwd javascript:alert(1) magnet:?xt=1', []],
  ['', []],
  [`https://example.org/${'a'.repeat(70_000)}`, []]
])('of %j the page learns the links alone', async (copied, links) => {
  expect(await methods(copied)['desktop.copiedLinks'](null)).toEqual(links)
})

test('of a thousand copied links a hundred are enough', async () => {
  const copied = Array.from({ length: 1000 }, (_, at) => `https://example.org/${at}`).join('\n')
  expect(await methods(copied)['desktop.copiedLinks'](null)).toHaveLength(100)
})
