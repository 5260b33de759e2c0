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

test('links in dropped text, Metalinks, link files and lists are taken; a picture is not', () => {
  const { tray, taken, nothing } = target()
  tray.emit('drop-text', {}, 'see (https://a.example/a.iso).\nand javascript:alert(1) file:///etc/passwd')
  tray.emit('drop-files', {}, ['/home/ada/b.meta4', '/home/ada/picture.png', '/home/ada/c.webloc'])
  expect(taken).toEqual([
    { links: ['https://a.example/a.iso'], files: [] },
    { links: [], files: ['/home/ada/b.meta4', '/home/ada/c.webloc'] }
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
