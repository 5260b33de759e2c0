import { describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../../src-shared/errors/catalogue.ts'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { Retries } from './retries.ts'
import { RetryLater } from './retry-policy.ts'

const HOUR_MS = 3_600_000
const lost = fail('connection-lost', { host: 'files.example', reason: 'reset' })
const error = (code: ProblemCode): ShoalError => new ShoalError({ ...lost.problem, code })
/** The longest wait of each try. */
const most = (): number => 1

/** A transfer of which `receivedBytes` are here, an hour of patience, and no more than is said otherwise. */
function failing(receivedBytes: number, length: number | null) {
  const retries = new Retries(receivedBytes, 0)
  const state = { error: lost, receivedBytes, length, nowMs: 0, patienceMs: HOUR_MS }
  return (more: Partial<typeof state> = {}) => retries.after(Object.assign(state, more), most)
}

describe('a transfer tries again', () => {
  it('twice when it has never had an answer', () => {
    const next = failing(0, null)
    expect([next(), next(), next()]).toEqual([
      { attempt: 1, waitMs: 500 },
      { attempt: 2, waitMs: 1000 },
      null
    ])
  })

  it('for as long as patience lasts, once it has worked, and counts that from the last byte', () => {
    const next = failing(1000, 5000)
    expect(next({ nowMs: HOUR_MS - 1 })).not.toBeNull()
    expect(next({ nowMs: HOUR_MS + 1, receivedBytes: 2000 })).not.toBeNull()
    expect(next({ nowMs: 2 * HOUR_MS })).not.toBeNull()
    expect(next({ nowMs: 2 * HOUR_MS + 1 })).toBeNull()
  })

  it('as after a first failure, when the last try has brought something', () => {
    const next = failing(1000, 5000)
    next()
    expect(next()?.attempt).toBe(2)
    expect(next({ receivedBytes: 1001 })).toEqual({ attempt: 1, waitMs: 500 })
    expect(next()?.attempt).toBe(2)
  })

  it('no sooner than the server asked for', () => {
    const next = failing(1000, 5000)
    expect(next({ error: new RetryLater(lost.problem, 90_000) })?.waitMs).toBe(90_000)
    expect(next({ error: new RetryLater(lost.problem, 1) })?.waitMs).toBe(1000)
  })
})

describe('it does not', () => {
  it('after what only a person can mend', () => {
    expect(failing(1000, 5000)({ error: error('disk-full') })).toBeNull()
  })

  it('where nobody was ever reached', () => {
    expect(failing(0, null)({ error: error('connection-refused') })).toBeNull()
    expect(failing(1000, 5000)({ error: error('connection-refused') })).not.toBeNull()
  })

  it('after a refusal, unless the link had just worked', () => {
    const next = failing(1000, 5000)
    expect(next({ error: error('http-forbidden') })).toBeNull()
    expect(next({ receivedBytes: 2000 })).not.toBeNull()
  })

  it('a sixth time at a server that always breaks off at the same byte', () => {
    const next = failing(1000, 5000)
    const tries = Array.from({ length: 5 }, () => next({ error: error('body-truncated') }) !== null)
    expect(tries).toEqual([true, true, true, true, false])
  })
})
