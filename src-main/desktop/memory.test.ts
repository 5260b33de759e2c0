import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openMemory } from './memory.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'shoal-memory-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('what was set is there the next time, and nothing else is left beside it', () => {
  const first = openMemory(directory)
  first.set('a', { x: 1 })
  first.set('b', true)
  const second = openMemory(directory)
  expect([second.get('a'), second.get('b'), second.get('c')]).toEqual([{ x: 1 }, true, undefined])
  expect(readdirSync(directory)).toEqual(['window.json'])
})

test.each(['', '{', 'null', '[1]', '"x"', '\0\0\0', 'x'.repeat(300_000)])(
  'a broken file (%#) is an empty one, and is replaced',
  (text) => {
    writeFileSync(path.join(directory, 'window.json'), text)
    const memory = openMemory(directory)
    expect(memory.get('a')).toBeUndefined()
    memory.set('a', 1)
    expect(openMemory(directory).get('a')).toBe(1)
  }
)

test('a folder that cannot be written costs nothing but the memory', () => {
  const memory = openMemory(path.join(directory, 'missing'))
  memory.set('a', 1)
  expect(memory.get('a')).toBe(1)
})
