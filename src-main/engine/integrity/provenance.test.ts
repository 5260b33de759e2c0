import { expect, test } from 'vitest'
import { Provenance } from './provenance.ts'

test('a byte belongs to whoever delivered it last', () => {
  const provenance = new Provenance()
  provenance.note('a', { start: 0, end: 100 })
  provenance.note('b', { start: 40, end: 60 })
  provenance.note('a', { start: 50, end: 55 })
  expect(provenance.partsOf({ start: 30, end: 58 })).toEqual([
    { source: 'a', range: { start: 30, end: 40 } },
    { source: 'a', range: { start: 50, end: 55 } },
    { source: 'b', range: { start: 40, end: 50 } },
    { source: 'b', range: { start: 55, end: 58 } }
  ])
})

test('what nobody delivered has no name', () => {
  const provenance = new Provenance()
  provenance.note('a', { start: 0, end: 10 })
  expect(provenance.partsOf({ start: 10, end: 20 })).toEqual([])
  provenance.clear()
  expect(provenance.partsOf({ start: 0, end: 10 })).toEqual([])
})
