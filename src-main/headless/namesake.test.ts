import { expect, test } from 'vitest'
import { noticeOfNamesake, unfinishedNamesake } from './namesake.ts'
import { aTransfer } from './transfer.fixture.ts'

const asked = { uri: 'http://other/file.bin', directory: '/downloads', name: 'file.bin' }
const paused = { kind: 'paused' } as const
const here = { receivedBytes: 2_000_000 }

test('a namesake is unfinished, here, and from another address', () => {
  const namesake = aTransfer(paused, here)
  expect(unfinishedNamesake([namesake], asked)).toBe(namesake)
  expect(unfinishedNamesake([namesake], { ...asked, uri: 'http://me:pw@host/file.bin#part' })).toBeUndefined()
  expect(unfinishedNamesake([namesake], { ...asked, name: null })).toBeUndefined()
  expect(unfinishedNamesake([namesake], { ...asked, directory: '/elsewhere' })).toBeUndefined()
  expect(unfinishedNamesake([aTransfer(paused)], asked)).toBeUndefined()
  const done = aTransfer({ kind: 'done', path: '/downloads/file.bin', finishedAtMs: 1 }, here)
  expect(unfinishedNamesake([done], asked)).toBeUndefined()
  expect(unfinishedNamesake([namesake], { ...asked, uri: 'no address' })).toBe(namesake)
})

test('the notice says what is here, from where, and what to do', () => {
  const { message } = noticeOfNamesake(aTransfer(paused, here))
  expect(message).toContain('2.00 MB of a "file.bin" from host')
  expect(message).toContain('--continue')
})
