import { expect, test } from 'vitest'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { FileCheck } from '../../../src-shared/model/file-check.ts'
import { ReadBack } from './read-back.ts'

const RIGHT: FileCheck = { kind: 'right', digests: [] }

/** Files that are read for as long as the test likes. */
function reader(isWanted: () => boolean = () => true) {
  const told: string[] = []
  const ends = new Map<string, (outcome: FileCheck | Error) => void>()
  const readBack = new ReadBack(isWanted)
  return {
    told,
    readBack,
    reading: () => [...ends.keys()],
    add: (name: string) =>
      readBack.add({
        check: (signal) =>
          new Promise((resolve, reject) => {
            ends.set(name, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)))
            signal.addEventListener('abort', () => reject(new Error('aborted')))
          }),
        found: ({ kind }) => told.push(`${name} ${kind}`),
        failed: ({ code }) => told.push(`${name} ${code}`)
      }),
    async ends(name: string, outcome: FileCheck | Error) {
      ends.get(name)?.(outcome)
      ends.delete(name)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
}

test('files are read one at a time, in order, and one that cannot be read keeps none of the others', async () => {
  const { add, ends, reading, told } = reader()
  for (const name of ['a', 'b', 'c']) add(name)
  expect(reading()).toEqual(['a'])
  await ends('a', RIGHT)
  expect(reading()).toEqual(['b'])
  await ends('b', fail('file-missing', { path: '/b' }))
  await ends('c', RIGHT)
  expect(told).toEqual(['a right', 'b file-missing', 'c right'])
  add('d')
  await ends('d', RIGHT)
  expect(told).toHaveLength(4)
})

test('nothing is read where nobody wants it, nor what waits once it is switched off', async () => {
  let isWanted = false
  const { add, ends, reading, told } = reader(() => isWanted)
  add('a')
  expect(reading()).toEqual([])
  isWanted = true
  add('b')
  add('c')
  isWanted = false
  await ends('b', RIGHT)
  expect([reading(), told]).toEqual([[], ['b right']])
})

test('a stop ends the reading under way, and nobody hears of it or of those that wait', async () => {
  const { add, reading, readBack, told } = reader()
  add('a')
  add('b')
  await readBack.stop()
  add('c')
  expect([reading(), told]).toEqual([['a'], []])
})

test('one that is done in the moment in which the last has been read is read as well', async () => {
  const read: string[] = []
  const readBack = new ReadBack(() => true)
  const file = (name: string, found: () => void) => ({
    check: () => Promise.resolve(RIGHT),
    found: () => {
      read.push(name)
      found()
    },
    failed: () => undefined
  })
  readBack.add(file('a', () => queueMicrotask(() => readBack.add(file('b', () => undefined)))))
  await new Promise((resolve) => setTimeout(resolve))
  expect(read).toEqual(['a', 'b'])
})
