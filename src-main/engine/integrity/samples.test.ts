import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import { candidates, inPieces, isLittle, SAMPLE_BYTES, SAMPLES, worthComparing } from './samples.ts'

const MiB = 1024 * 1024

/** Sorted ranges that do not touch. */
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2 * MiB }), fc.integer({ min: 1, max: 3 * MiB })), {
    minLength: 1,
    maxLength: 12
  })
  .map((pairs) => {
    let at = -1
    return pairs.map(([gap, length]): ByteRange => {
      const start = at + gap
      at = start + length
      return { start, end: at }
    })
  })
const isInside = (piece: ByteRange, durable: readonly ByteRange[]): boolean =>
  durable.some(({ start, end }) => piece.start >= start && piece.end <= end)

describe('candidates', () => {
  it('lie within what is here, in order, each byte once, the first and the last included', () => {
    fc.assert(
      fc.property(ranges, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (durable, luck) => {
        const pieces = candidates(durable, () => luck)
        expect(pieces[0]?.start).toBe(durable[0]?.start)
        expect(pieces.at(-1)?.end).toBe(durable.at(-1)?.end)
        for (const [n, piece] of pieces.entries()) {
          expect(isInside(piece, durable)).toBe(true)
          expect(piece.end - piece.start).toBeGreaterThan(0)
          expect(piece.end - piece.start).toBeLessThanOrEqual(SAMPLE_BYTES)
          if (n > 0) expect(piece.start).toBeGreaterThanOrEqual((pieces[n - 1] as ByteRange).end)
        }
      })
    )
  })

  it('of a long range reach all over it', () => {
    const pieces = candidates([{ start: 0, end: 1024 * MiB }], Math.random)
    expect(pieces.length).toBeGreaterThanOrEqual(30)
    for (let quarter = 0; quarter < 4; quarter++)
      expect(pieces.some(({ start }) => Math.floor(start / (256 * MiB)) === quarter)).toBe(true)
  })
})

it('a little is taken apart as a whole', () => {
  const durable = [
    { start: 10, end: 20 },
    { start: 100, end: 100 + 2 * SAMPLE_BYTES + 1 }
  ]
  expect(isLittle(durable)).toBe(true)
  const pieces = inPieces(durable)
  expect(totalLength(pieces)).toBe(totalLength(durable))
  expect(pieces.map(({ end, start }) => end - start)).toEqual([10, SAMPLE_BYTES, SAMPLE_BYTES, 1])
  expect(isLittle([{ start: 0, end: SAMPLES * SAMPLE_BYTES + 1 }])).toBe(false)
})

describe('worth comparing', () => {
  const zeros = new Uint8Array(8)
  const text = (n: number): Uint8Array => Uint8Array.from([1, 2, 3, n])

  it('are the ends and what is not one byte over and over', () => {
    const contents = Array.from({ length: 32 }, (_, n) => (n % 5 === 1 ? text(n) : zeros))
    const chosen = worthComparing(contents)
    expect(chosen).toHaveLength(SAMPLES)
    expect(chosen[0]).toBe(0)
    expect(chosen.at(-1)).toBe(31)
    expect(chosen.slice(1, -1).every((n) => n % 5 === 1)).toBe(true)
  })

  it('are empty pieces too where there is little else', () => {
    const contents = Array.from({ length: 32 }, (_, n) => (n === 7 ? text(n) : zeros))
    expect(worthComparing(contents)).toHaveLength(SAMPLES)
    expect(worthComparing(contents)).toContain(7)
    expect(worthComparing([text(1)])).toEqual([0])
  })
})
