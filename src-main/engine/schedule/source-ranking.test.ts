import { expect, test } from 'vitest'
import { SourceRanking } from './source-ranking.ts'

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const
type Named = { readonly name: string }
const ranking = (...sources: readonly Named[]) => new SourceRanking<Named>(sources)
const held =
  (counts: Readonly<Record<string, number>> = {}) =>
  ({ name }: Named): number =>
    counts[name] ?? 0
const first = (of: SourceRanking<Named>, nowMs = 0, counts = {}) => of.ranked(nowMs, held(counts))[0]?.name

test('one that nobody knows gets one connection, and no second before it has shown something', () => {
  const of = ranking(a, b)
  expect(of.ranked(0, held())).toEqual([a, b])
  of.succeeded(a, 100)
  expect(first(of, 0, { a: 1 })).toBe('b')
  expect(first(of, 0, { a: 1, b: 1 })).toBe('a')
})

test('connections are shared as the sources bring', () => {
  const of = ranking(a, b)
  of.succeeded(a, 300)
  of.succeeded(b, 100)
  const counts: Record<string, number> = { a: 1, b: 1 }
  for (let n = 0; n < 6; n++) {
    const name = first(of, 0, counts) ?? ''
    counts[name] = (counts[name] ?? 0) + 1
  }
  expect(counts['a']).toBeGreaterThan(counts['b'] ?? 0)
})

test('the newest rates count most', () => {
  const of = ranking(a, b)
  of.succeeded(b, 100)
  of.succeeded(a, 300)
  for (let n = 0; n < 6; n++) of.succeeded(a, 10)
  expect(first(of, 0, { a: 1, b: 1 })).toBe('b')
  of.disappointed(b, 1)
  expect(first(of, 0, { a: 1, b: 1 })).toBe('a')
})

test('two failures in a row send a source away, longer each time; a byte in between does not', () => {
  const of = ranking(a, b)
  expect(of.failed(a, 0, 0)).toBe(0)
  expect(of.failed(a, 10, 0)).toBe(0)
  expect(of.failed(a, 0, 0)).toBe(0)
  expect(of.failed(a, 0, 0)).toBe(5_000)
  expect(of.isUsable(a, 4_999)).toBe(false)
  expect(of.isUsable(a, 5_000)).toBe(true)
  of.failed(a, 0, 5_000)
  expect(of.failed(a, 0, 5_000)).toBe(10_000)
  of.succeeded(a, 1)
  of.failed(a, 0, 20_000)
  expect(of.failed(a, 0, 20_000)).toBe(5_000)
})

test('where there is no other, nobody is sent away', () => {
  const of = ranking(a, b)
  of.failed(a, 0, 0)
  of.failed(a, 0, 0)
  of.failed(b, 0, 0)
  expect(of.failed(b, 0, 0)).toBe(0)
  expect(of.ranked(0, held())).toEqual([b])
  const alone = ranking(a)
  expect([alone.failed(a, 0, 0), alone.failed(a, 0, 0), alone.lied(a, 0), alone.drop(a)]).toEqual([
    0,
    0,
    'kept',
    false
  ])
  expect(alone.sources).toEqual([a])
})

test('when all are away, all may be asked', () => {
  const of = ranking(a, b)
  of.lied(a, 0)
  of.lied(b, 0)
  expect(of.ranked(1, held())).toEqual([a, b])
})

test('the first lie costs time, the second the place', () => {
  const of = ranking(a, b)
  expect(of.lied(a, 0)).toBe('away')
  expect(of.hasOther(b, 1)).toBe(false)
  expect(of.lied(a, 10_000)).toBe('dropped')
  expect(of.isUsable(a, 1e9)).toBe(false)
  expect(of.sources).toEqual([b])
  expect(of.lied(b, 0)).toBe('kept')
})

test('of several suspects the one with the best name stays', () => {
  const of = ranking(a, b, c)
  of.lied(a, 0)
  of.suspected([a, b], 20_000)
  expect(of.ranked(20_001, held())).toEqual([b, c])
})
