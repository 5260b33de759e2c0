import { expect, test } from 'vitest'
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { HelpNow } from '../../src-shared/model/help-now.ts'
import { createFlowFeed, sumByPeer, type Flow } from './flow-feed.ts'

const help: HelpNow = {
  peer: 'A',
  name: 'Attic',
  transfer: 't',
  file: 'a.iso',
  bytesPerSecond: 500,
  bytes: 9
}
const contribution: ContributionNow = {
  ...{
    plan: 'p',
    peer: 'A',
    name: 'Attic',
    uri: 'https://example.org/b%20c.iso?x',
    revision: 1,
    state: 'fetching'
  },
  ...{ bytesPerSecond: 1, connections: 1, problem: null, fetchedBytes: 0, sentBytes: 0, ended: false }
}

function engine() {
  const timers: { readonly callback: () => void; readonly ms: number }[] = []
  const state = {
    nowMs: 0,
    asked: 0,
    helping: [] as readonly HelpNow[],
    contributions: [] as readonly ContributionNow[],
    fails: false,
    timers,
    /** The next question is asked and answered. */
    async turn(): Promise<void> {
      timers.shift()?.callback()
      for (let step = 0; step < 8; step++) await Promise.resolve()
    }
  }
  const feed = createFlowFeed({
    helping: () => (
      state.asked++,
      state.fails ? Promise.reject(new Error('gone')) : Promise.resolve(state.helping)
    ),
    contributions: () => Promise.resolve(state.contributions),
    nowMs: () => state.nowMs,
    later(callback, ms) {
      const timer = { callback, ms }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    }
  })
  return { state, feed }
}

test('nobody is asked while nobody looks, or while the window is hidden', async () => {
  const { state, feed } = engine()
  expect(state.timers).toEqual([])
  const unwatch = feed.watch(() => undefined)
  await state.turn()
  expect(state.asked).toBe(1)
  feed.setShown(false)
  expect(state.timers).toEqual([])
  feed.setShown(true)
  expect(state.timers).toHaveLength(1)
  unwatch()
  expect(state.timers).toEqual([])
})

test('while nothing flows it is asked seldom; so it is when it does not answer', async () => {
  const { state, feed } = engine()
  feed.watch(() => undefined)
  await state.turn()
  expect(state.timers[0]?.ms).toBe(2000)
  state.helping = [help]
  await state.turn()
  expect(state.timers[0]?.ms).toBe(500)
  state.fails = true
  await state.turn()
  expect(state.timers[0]?.ms).toBe(2000)
})

test('both ways of one machine, with the rate of what is passed on told from what was passed on', async () => {
  const { state, feed } = engine()
  let flows: readonly Flow[] = []
  feed.watch((now) => (flows = now))
  state.helping = [help]
  for (let second = 0; second < 4; second++) {
    state.nowMs = second * 1000
    state.contributions = [{ ...contribution, sentBytes: second * 3000 }]
    await state.turn()
  }
  expect(flows).toMatchObject([
    { to: 'here', file: 'a.iso', bytesPerSecond: 500, bytes: 9 },
    { to: 'there', file: 'b c.iso', bytesPerSecond: 3000, bytes: 9000 }
  ])
  expect(sumByPeer(flows).get('A')).toEqual({ hereBytesPerSecond: 500, thereBytesPerSecond: 3000 })
  state.contributions = [{ ...contribution, ended: true }]
  await state.turn()
  expect(flows).toHaveLength(1)
})
