import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Hours, type Rule, type Settings } from '../../../src-shared/model/settings.ts'
import { localTime, ruleAt, type LocalTime } from './hours.ts'

const SLOW: Rule = { kind: 'limited', bytesPerSecond: 100_000 }
const PAUSED: Rule = { kind: 'paused' }
const NONE: Rule = { kind: 'unlimited' }

const office: Hours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  fromMinute: 9 * 60,
  toMinute: 17 * 60,
  rule: SLOW
}
const night: Hours = { days: ['fri', 'sat'], fromMinute: 22 * 60, toMinute: 6 * 60, rule: PAUSED }
const settings = (...hours: Hours[]): Settings => ({ ...DEFAULT_SETTINGS, hours })
const at = (day: LocalTime['day'], hour: number, minute = 0): LocalTime => ({
  day,
  minute: hour * 60 + minute
})

describe('at this hour', () => {
  it('the usual limit holds outside all hours', () => {
    expect(ruleAt(DEFAULT_SETTINGS, at('mon', 12))).toEqual(NONE)
    expect(ruleAt({ ...DEFAULT_SETTINGS, limitBytesPerSecond: 5 }, at('mon', 12))).toEqual({
      kind: 'limited',
      bytesPerSecond: 5
    })
  })

  it('hours hold on their days, from their first minute to before their last', () => {
    const rule = (time: LocalTime): Rule => ruleAt(settings(office), time)
    expect(rule(at('mon', 8, 59))).toEqual(NONE)
    expect(rule(at('mon', 9))).toEqual(SLOW)
    expect(rule(at('fri', 16, 59))).toEqual(SLOW)
    expect(rule(at('fri', 17))).toEqual(NONE)
    expect(rule(at('sun', 12))).toEqual(NONE)
  })

  it('hours that end after midnight belong to the day they begin on', () => {
    const rule = (time: LocalTime): Rule => ruleAt(settings(night), time)
    expect(rule(at('fri', 5))).toEqual(NONE)
    expect(rule(at('fri', 23, 59))).toEqual(PAUSED)
    expect(rule(at('sat', 0))).toEqual(PAUSED)
    expect(rule(at('sat', 6))).toEqual(NONE)
    expect(rule(at('sun', 5, 59))).toEqual(PAUSED)
    expect(rule(at('sun', 22))).toEqual(NONE)
    expect(rule(at('mon', 1))).toEqual(NONE)
  })

  it('from an hour to the same hour is a whole day', () => {
    const rule = (time: LocalTime): Rule =>
      ruleAt(settings({ days: ['sat'], fromMinute: 0, toMinute: 0, rule: PAUSED }), time)
    expect(rule(at('sat', 0))).toEqual(PAUSED)
    expect(rule(at('sat', 23, 59))).toEqual(PAUSED)
    expect(rule(at('sun', 0))).toEqual(NONE)
    expect(rule(at('fri', 23, 59))).toEqual(NONE)
  })

  it('the first that holds counts', () => {
    expect(ruleAt(settings({ ...night, rule: NONE }, night), at('fri', 23))).toEqual(NONE)
    const unlimited = { ...settings({ ...night, rule: NONE }), limitBytesPerSecond: 5 }
    expect(ruleAt(unlimited, at('fri', 23))).toEqual(NONE)
  })
})

describe('by the clock on the wall', () => {
  const zone = process.env['TZ']
  beforeEach(() => void (process.env['TZ'] = 'Europe/Berlin'))
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  const rules = (hours: Hours, times: readonly string[]): Rule[] =>
    times.map((time) => ruleAt(settings(hours), localTime(Date.parse(time))))
  const early: Hours = { days: ['sun'], fromMinute: 2 * 60 + 30, toMinute: 3 * 60 + 30, rule: PAUSED }

  it('an hour that summer time skips is not made up for', () => {
    // 2026-03-29: at 01:00 UTC, 02:00 becomes 03:00.
    const times = ['2026-03-29T00:59:00Z', '2026-03-29T01:00:00Z', '2026-03-29T01:30:00Z']
    expect(rules(early, times)).toEqual([NONE, PAUSED, NONE])
  })

  it('an hour that winter time repeats holds twice', () => {
    // 2026-10-25: at 01:00 UTC, 03:00 becomes 02:00.
    const times = [
      '2026-10-25T00:29:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z'
    ]
    expect(rules(early, times)).toEqual([NONE, PAUSED, NONE, PAUSED])
  })

  it('a night across the change begins and ends as the clock says', () => {
    const sleep: Hours = { days: ['sat'], fromMinute: 23 * 60, toMinute: 7 * 60, rule: PAUSED }
    const times = [
      '2026-03-28T21:59:00Z',
      '2026-03-28T22:00:00Z',
      '2026-03-29T04:59:00Z',
      '2026-03-29T05:00:00Z'
    ]
    expect(rules(sleep, times)).toEqual([NONE, PAUSED, PAUSED, NONE])
  })
})
