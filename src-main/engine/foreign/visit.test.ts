import { expect, it } from 'vitest'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Clock } from '../ports/clock.ts'
import { Visit } from './visit.ts'

function handClock(): { clock: Clock; pass(ms: number): void } {
  let nowMs = 0
  const ticks = new Set<() => void>()
  return {
    clock: {
      nowMs: () => nowMs,
      unixMs: () => nowMs,
      sleep: () => Promise.reject(new Error('nobody sleeps here')),
      every: (_, tick) => {
        ticks.add(tick)
        return () => ticks.delete(tick)
      }
    },
    pass(ms) {
      nowMs += ms
      for (const tick of ticks) tick()
    }
  }
}

const never = new Promise<never>(() => undefined)

it('a server that says nothing for 20 seconds is left', async () => {
  const { clock, pass } = handClock()
  const visit = new Visit(clock, 'example.org', new AbortController().signal)
  const answer = visit.answer(never)
  pass(19_900)
  expect(visit.signal.aborted).toBe(false)
  pass(200)
  await expect(answer).rejects.toMatchObject({ code: 'connection-stalled' })
  expect(visit.signal.aborted).toBe(true)
})

it('time that the disk takes is not the server’s', async () => {
  const { clock, pass } = handClock()
  const visit = new Visit(clock, 'example.org', new AbortController().signal)
  await visit.answer(Promise.resolve())
  pass(60_000)
  expect(visit.signal.aborted).toBe(false)
  await expect(visit.answer(Promise.resolve(1))).resolves.toBe(1)
})

it('the first reason to end counts, for what is awaited and for what will be', async () => {
  const { clock } = handClock()
  const stop = new AbortController()
  const visit = new Visit(clock, 'example.org', stop.signal)
  const answer = visit.answer(never)
  visit.end(fail('disk-full', { directory: '/', needed: 1, free: 0 }))
  stop.abort()
  await expect(answer).rejects.toMatchObject({ code: 'disk-full' })
  await expect(visit.answer(never)).rejects.toMatchObject({ code: 'disk-full' })
  expect(() => visit.check()).toThrow('space')
})

it('a run that is stopped already gets no answer', async () => {
  const { clock } = handClock()
  const visit = new Visit(clock, 'example.org', AbortSignal.abort())
  await expect(visit.answer(never)).rejects.toMatchObject({ code: 'interrupted' })
})
