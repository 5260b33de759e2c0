import type { BrowserWindow, OpenDialogOptions } from 'electron'
import { expect, test } from 'vitest'
import { addingMethods } from './adding-methods.ts'

const methods = (copied: string, chosen: readonly string[] = [], window: BrowserWindow | null = null) => {
  const asked: unknown[] = []
  const made = addingMethods({
    clipboard: { readText: () => copied },
    dialog: {
      showOpenDialog: (...given: unknown[]) => {
        asked.push(given.at(-1))
        return Promise.resolve({ canceled: chosen.length === 0, filePaths: [...chosen] })
      }
    },
    window: () => window
  })
  return { ...made, asked: asked as OpenDialogOptions[] }
}

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

test('the folder chosen is told, and none when the person thought better of it', async () => {
  const some = methods('', ['/home/ada'])
  expect(await some['desktop.chooseFolder']({ from: '/home' })).toEqual({ path: '/home/ada' })
  expect(some.asked[0]).toMatchObject({
    defaultPath: '/home',
    properties: ['openDirectory', 'createDirectory']
  })
  expect(await methods('')['desktop.chooseFolder']({ from: null })).toEqual({ path: null })
})
