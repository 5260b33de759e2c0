import { expect, test } from 'vitest'
import { formatHours, hoursOf } from './hours-typed.ts'

test.each([
  'mon-fri,09:00-17:00,paused',
  'daily,22:00-06:00,5242880',
  'sun,00:00-23:59,unlimited',
  'fri-mon,08:30-08:30,paused',
  'mon+wed+fri,00:00-06:00,1024'
])('%s is read and shown again', (text) => expect(formatHours(hoursOf('hours', text))).toBe(text))

test('days, minutes and rate are what they say', () => {
  expect(hoursOf('hours', 'FRI-SUN,22:05-06:00,2M')).toEqual({
    days: ['sun', 'fri', 'sat'],
    fromMinute: 22 * 60 + 5,
    toMinute: 360,
    rule: { kind: 'limited', bytesPerSecond: 2 * 1024 * 1024 }
  })
})

test.each([
  ...['', 'mon', 'mon,9:00-17:00,paused', 'mon,24:00-17:00,paused', 'mon,09:00-17:60,paused'],
  ...[
    'mon-,09:00-17:00,paused',
    'mon-tue-wed,09:00-17:00,paused',
    'monday,09:00-17:00,paused',
    'mon,09:00-17:00'
  ]
])('%j is refused with an example', (text) =>
  expect(() => hoursOf('hours', text)).toThrow(
    `expected DAYS,FROM-TO,RULE such as mon-fri,09:00-17:00,paused, received "${text}"`
  )
)

test('a rule that is none is refused', () =>
  expect(() => hoursOf('hours', 'mon,09:00-17:00,fast')).toThrow('received "fast"'))
