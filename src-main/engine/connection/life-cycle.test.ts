import { expect, it } from 'vitest'
import type { ConnectionState } from '../../../src-shared/model/transfer-detail.ts'
import { LifeCycle, type StepDetail } from './life-cycle.ts'

function recorded() {
  const steps: (readonly [ConnectionState, StepDetail])[] = []
  const life = new LifeCycle(7, 'opened', { source: 'a' }, (to, detail) => steps.push([to, detail]))
  return { steps, life }
}

it('tells every step with its reason and where it came from', () => {
  const { steps, life } = recorded()
  life.become('priming', 'it is open', { rttMs: 20 })
  life.become('active', 'primed')
  life.become('active', 'again')
  life.become('retired', 'done')
  expect(steps).toEqual([
    ['connecting', { connection: 7, reason: 'opened', source: 'a' }],
    ['priming', { connection: 7, from: 'connecting', reason: 'it is open', rttMs: 20 }],
    ['active', { connection: 7, from: 'priming', reason: 'primed' }],
    ['retired', { connection: 7, from: 'active', reason: 'done' }]
  ])
})

it('goes to and fro between reserve and active, and comes back from suspicion', () => {
  const { life } = recorded()
  for (const state of ['priming', 'reserve', 'active', 'suspect', 'active', 'reserve', 'active'] as const)
    life.become(state, 'so')
  expect(life.state).toBe('active')
})

it('takes no step that makes no sense', () => {
  const { life } = recorded()
  expect(() => life.become('active', 'at once')).toThrow('connecting cannot become active')
  life.become('retired', 'gone')
  for (const state of ['connecting', 'priming', 'reserve', 'active', 'suspect'] as const)
    expect(() => life.become(state, 'back')).toThrow(RangeError)
})
