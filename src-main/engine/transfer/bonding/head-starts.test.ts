import { expect, it } from 'vitest'
import { Ledger } from '../../ledger/ledger.ts'
import { HeadStarts } from './head-starts.ts'

const begun = (length: number) => {
  const ledger = new Ledger(length)
  const now = { ms: 0 }
  return { ledger, now, starts: new HeadStarts(ledger, () => now.ms) }
}

it('each peer begins somewhere else, behind what has been asked for, and the others keep off', () => {
  const { ledger, starts } = begun(1000)
  ledger.claimRange({}, { start: 0, end: 100 })
  expect(starts.give('A', 100, null)).toEqual({ start: 100, end: 200 })
  expect(starts.give('B', 150, null)).toEqual({ start: 200, end: 350 })
  expect(starts.of('A')).toEqual([{ start: 100, end: 200 }])
  expect(starts.otherThan('A')).toEqual([{ start: 200, end: 350 }])
  expect(starts.otherThan(null)).toHaveLength(2)
})

it('half of what is wanted stays free, and what others hold is nobody’s head start', () => {
  const { starts } = begun(1000)
  expect(starts.give('A', 400, null)).not.toBeNull()
  expect(starts.give('B', 200, null)).toBeNull()
  const { starts: others } = begun(1000)
  expect(others.give('A', 100, [{ start: 700, end: 900 }])).toEqual({ start: 700, end: 800 })
  expect(others.give('B', 150, [{ start: 700, end: 900 }])).toBeNull()
  expect(others.give('B', 100, [])).toBeNull()
})

it('one that does not come, or goes, loses its own; one that is asked again gets another', () => {
  const { now, starts, ledger } = begun(1000)
  starts.give('A', 100, null)
  starts.give('B', 100, null)
  starts.end('B')
  expect(starts.of('B')).toEqual([])
  now.ms += 3000
  expect(starts.otherThan(null)).toEqual([])
  ledger.claimRange({}, { start: 0, end: 250 })
  expect(starts.give('A', 100, null)).toEqual({ start: 250, end: 350 })
})
