import { beforeEach, describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../../../src-shared/errors/catalogue.ts'
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import { RetryLater } from '../../schedule/retry-policy.ts'
import { backsOff } from './lane-backoff.ts'
import { Lane } from './lane.ts'
import { sourceOf } from '../sources/sources.ts'

const source = sourceOf('origin', new URL('https://files.example/file.bin'), {
  length: 1000,
  validator: { etag: '"one"', lastModified: null }
})
const { problem } = fail('connection-lost', { host: source.host, reason: 'reset' })
const failed = (code: ProblemCode, bytes = 0) => ({ error: new ShoalError({ ...problem, code }), bytes })

let lane: Lane
/** Lanes that the server serves beside this one, and sources that could do its work. */
let served: number
let sources: number
let left: string[]
let ceilings: number[]
beforeEach(() => {
  lane = new Lane('active', source)
  served = 0
  sources = 1
  left = []
  ceilings = []
})

const NOW_MS = 5000
const after = (outcome: ReturnType<typeof failed>): { readonly again: boolean; readonly waitMs: number } => {
  const context = {
    clock: { nowMs: () => NOW_MS, unixMs: () => 0, every: () => () => undefined, sleep: async () => {} },
    hosts: { learnCeiling: (_: string, connections: number) => void ceilings.push(connections) },
    event: () => undefined
  }
  const seating = {
    served: () => served,
    failed: () => undefined,
    hasOther: () => sources > 1,
    get count() {
      return sources
    }
  }
  const places = { leave: (_: Lane, reason: string) => void left.push(reason) }
  const again = backsOff({ context, seating, places }, lane, outcome)
  return { again, waitMs: lane.awayUntilMs - NOW_MS }
}

describe('a lane that failed', () => {
  it('tries twice more without a byte, after growing pauses', () => {
    const tries = [1, 2, 3].map(() => after(failed('connection-lost')))
    expect(tries.map(({ again }) => again)).toEqual([true, true, false])
    expect(tries[0]!.waitMs).toBeGreaterThanOrEqual(250)
    expect(tries[0]!.waitMs).toBeLessThanOrEqual(500)
    expect(tries[1]!.waitMs).toBeGreaterThanOrEqual(500)
    expect(left).toEqual([])
  })

  it('goes on for as long as it gets something', () => {
    for (let at = 0; at < 10; at++) expect(after(failed('connection-lost', 1)).again).toBe(true)
  })

  it('waits as long as the server asked for', () => {
    expect(after({ error: new RetryLater(problem, 60_000), bytes: 0 }).waitMs).toBe(60_000)
  })

  it('for a refusal that nobody else can be the cause of has failed like any other', () => {
    const tries = [1, 2, 3].map(() => after(failed('http-too-many')))
    expect(tries.map(({ again }) => again)).toEqual([true, true, false])
    expect(ceilings).toEqual([])
  })

  it('soon goes to another source, and has three tries for each', () => {
    sources = 2
    const tries = Array.from({ length: 6 }, () => after(failed('connection-lost')))
    expect(tries.map(({ again }) => again)).toEqual([true, true, true, true, true, false])
    expect(tries[0]!.waitMs).toBe(100)
    expect(left).toHaveLength(6)
  })
})

describe('one that a server refuses while it serves others', () => {
  beforeEach(() => {
    served = 3
  })

  it('keeps away, for twice as long the second time, and has not failed', () => {
    const tries = [1, 2, 3, 4].map(() => after(failed('http-too-many')))
    expect(tries.map(({ waitMs }) => waitMs)).toEqual([10_000, 20_000, 40_000, 80_000])
    expect(tries.every(({ again }) => again)).toBe(true)
    expect([lane.failures, ceilings]).toEqual([0, [3, 3, 3, 3]])
  })

  it('may go elsewhere at once', () => {
    sources = 2
    lane.awayUntilMs = NOW_MS
    expect(after(failed('http-too-many')).waitMs).toBe(0)
    expect(left).toEqual(['the server would not have it beside the others'])
  })

  it('was not one too many when bytes had come, or the answer says something else', () => {
    after(failed('http-server-error', 1))
    after(failed('connection-lost'))
    expect([ceilings, lane.refusals, lane.failures]).toEqual([[], 0, 2])
  })
})
