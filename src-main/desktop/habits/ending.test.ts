import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import { COUNTDOWN_SECONDS, followEnding } from './ending.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const RUNNING: TransferState = { kind: 'running', phase: 'receiving' }
const DONE: TransferState = { kind: 'done', path: '/a', finishedAtMs: 0 }
const PAUSED: TransferState = { kind: 'paused' }

function set() {
  const states = new Map<string, Pick<Transfer, 'state'>>()
  const did: string[] = []
  const ending = followEnding({
    transfers: () => states.values(),
    announce: (what) => did.push(`announced ${what}`),
    end: (what) => did.push(what)
  })
  return {
    did,
    ending,
    becomes(id: string, state: TransferState | null) {
      const before = states.get(id)
      if (state) states.set(id, { state })
      else states.delete(id)
      ending.changed(before, states.get(id))
    },
    seconds: (count: number) => vi.advanceTimersByTime(count * 1_000)
  }
}

test('when the last has ended it counts down a minute and shuts down, once', () => {
  const { did, ending, becomes, seconds } = set()
  expect(COUNTDOWN_SECONDS).toBeGreaterThanOrEqual(60)
  becomes('a', RUNNING)
  becomes('b', RUNNING)
  ending.choose('shut-down')
  becomes('a', DONE)
  expect(did).toEqual([])
  becomes('b', DONE)
  expect(did).toEqual(['announced shut-down'])
  seconds(COUNTDOWN_SECONDS - 1)
  expect({ did, now: ending.now() }).toEqual({
    did: ['announced shut-down'],
    now: { ending: 'shut-down', secondsLeft: 1 }
  })
  seconds(1)
  expect(did).toEqual(['announced shut-down', 'shut-down'])
  expect(ending.now()).toEqual({ ending: 'nothing', secondsLeft: null })
  becomes('c', RUNNING)
  becomes('c', DONE)
  seconds(600)
  expect(did).toHaveLength(2)
  expect(vi.getTimerCount()).toBe(0)
})

test('a new transfer calls the countdown off, and its end begins another', () => {
  const { did, ending, becomes, seconds } = set()
  becomes('a', RUNNING)
  ending.choose('quit')
  becomes('a', DONE)
  seconds(59)
  becomes('b', RUNNING)
  seconds(600)
  expect(did).toEqual(['announced quit'])
  becomes('b', { kind: 'failed', problem: { code: 'internal', message: '', advice: '' } })
  seconds(60)
  expect(did).toEqual(['announced quit', 'announced quit', 'quit'])
})

test('one that is added for later, or begins again, calls it off as well', () => {
  for (const state of [PAUSED, RUNNING]) {
    const { did, ending, becomes, seconds } = set()
    becomes('old', PAUSED)
    becomes('a', RUNNING)
    ending.choose('quit')
    becomes('a', DONE)
    seconds(30)
    becomes(state === PAUSED ? 'new' : 'old', state)
    seconds(600)
    expect(did).toEqual(['announced quit'])
  }
})

test('calling it off is for good, and leaves no timer', () => {
  const { did, ending, becomes, seconds } = set()
  becomes('a', RUNNING)
  ending.choose('shut-down')
  becomes('a', DONE)
  seconds(10)
  ending.choose('nothing')
  expect(vi.getTimerCount()).toBe(0)
  seconds(600)
  expect(did).toEqual(['announced shut-down'])
})

test('what a person paused or removed is no end; nothing chosen is nothing done', () => {
  const { did, ending, becomes, seconds } = set()
  becomes('a', RUNNING)
  becomes('a', DONE)
  ending.choose('shut-down')
  seconds(600)
  becomes('b', RUNNING)
  becomes('b', PAUSED)
  becomes('c', RUNNING)
  becomes('c', null)
  ending.endNow()
  seconds(600)
  expect(did).toEqual([])
})

test('at once is at once, and only while it counts', () => {
  const { did, ending, becomes } = set()
  becomes('a', RUNNING)
  ending.choose('quit')
  ending.endNow()
  expect(did).toEqual([])
  becomes('a', DONE)
  ending.endNow()
  ending.endNow()
  expect(did).toEqual(['announced quit', 'quit'])
})
