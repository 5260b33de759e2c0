import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { Asked } from '../command-line.ts'
import { takeDrops } from './dropped.ts'

function target() {
  const tray = new EventEmitter()
  const taken: Asked[] = []
  let nothing = 0
  takeDrops(
    tray,
    (asked) => taken.push(asked),
    () => nothing++
  )
  return { tray, taken, nothing: () => nothing }
}

test('links in dropped text and Metalink files are taken; a file that is no description is not', () => {
  const { tray, taken, nothing } = target()
  tray.emit('drop-text', {}, 'see https://a.example/a.iso\nand javascript:alert(1) file:///etc/passwd')
  tray.emit('drop-files', {}, ['/home/ada/b.meta4', '/home/ada/picture.png'])
  expect(taken).toEqual([
    { links: ['https://a.example/a.iso'], descriptions: [] },
    { links: [], descriptions: ['/home/ada/b.meta4'] }
  ])
  expect(nothing()).toBe(0)
})

test('what has nothing to fetch in it is said, and nothing is taken', () => {
  const { tray, taken, nothing } = target()
  tray.emit('drop-text', {}, 'a shopping list')
  tray.emit('drop-files', {}, ['/home/ada/picture.png'])
  expect({ taken, nothing: nothing() }).toEqual({ taken: [], nothing: 2 })
})

test('ten thousand links are a hundred: the window asks before it takes so many', () => {
  const { tray, taken } = target()
  tray.emit('drop-text', {}, Array.from({ length: 2_000 }, (_, n) => `https://a.example/${n}`).join('\n'))
  expect(taken[0]?.links).toHaveLength(100)
})
