import { expect, test } from 'vitest'
import { minuteOf, timeOf } from './clock-time.ts'

test('every minute of a day comes back', () => {
  for (let minute = 0; minute < 24 * 60; minute++) expect(minuteOf(timeOf(minute))).toBe(minute)
  expect([timeOf(0), timeOf(9 * 60 + 5), timeOf(1439)]).toEqual(['00:00', '09:05', '23:59'])
})

test.each(['', '9:00', '24:00', '09:60', '09:00:00', 'noon'])('%j is no time', (text) =>
  expect(minuteOf(text)).toBeNull()
)
