import { expect, test } from 'vitest'
import { linesBetween, seatsAround, SEAT_HEIGHT, SEAT_WIDTH, widthOf } from './flow-picture.ts'

test('nobody sits outside the picture, on the middle or on somebody else', () => {
  for (const [width, height] of [
    [560, 230],
    [700, 280],
    [1900, 280]
  ] as const)
    for (let count = 1; count <= 10; count++) {
      const seats = seatsAround(count, width, height)
      expect(seats).toHaveLength(count)
      for (const [index, { x, y }] of seats.entries()) {
        expect(x).toBeGreaterThanOrEqual(SEAT_WIDTH / 2 - 0.01)
        expect(x).toBeLessThanOrEqual(width - SEAT_WIDTH / 2 + 0.01)
        expect(y).toBeGreaterThanOrEqual(SEAT_HEIGHT / 2 - 0.01)
        expect(y).toBeLessThanOrEqual(height - SEAT_HEIGHT / 2 + 0.01)
        expect(Math.hypot(x - width / 2, y - height / 2)).toBeGreaterThan(75)
        for (const other of seats.slice(index + 1))
          expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(20)
      }
    }
})

test('the two ways lie side by side and go opposite ways', () => {
  const { here, there } = linesBetween({ x: 100, y: 50 }, { x: 300, y: 50 })
  expect(here.to.x).toBeGreaterThan(here.from.x)
  expect(there.to.x).toBeLessThan(there.from.x)
  expect(Math.abs(here.from.y - there.to.y)).toBeCloseTo(7)
})

test('a line is as wide as its rate, whoever else is there; nothing has none', () => {
  expect(widthOf(0)).toBe(0)
  const widths = [1, 100_000, 1e6, 1e7, 1e8].map(widthOf)
  expect([...widths].sort((a, b) => a - b)).toEqual(widths)
  expect(widthOf(1e7) - widthOf(1e6)).toBeCloseTo(3)
  expect(widthOf(1e12)).toBe(14)
})
