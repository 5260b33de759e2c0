/**
 * What the settings come to at a moment. Pure, and by the clock on the wall: an hour that a change to summer time skips
 * is over before it begins, one that is repeated holds twice.
 */
import {
  WEEKDAYS,
  type Hours,
  type Rule,
  type Settings,
  type Weekday
} from '../../../src-shared/model/settings.ts'

export interface LocalTime {
  readonly day: Weekday
  /** Minutes since midnight. */
  readonly minute: number
}

export function ruleAt(
  { limitBytesPerSecond, hours }: Pick<Settings, 'limitBytesPerSecond' | 'hours'>,
  now: LocalTime
): Rule {
  const special = hours.find((each) => holds(each, now))
  if (special) return special.rule
  return limitBytesPerSecond === null
    ? { kind: 'unlimited' }
    : { kind: 'limited', bytesPerSecond: limitBytesPerSecond }
}

/** Whether work for others may be done at a Unix time in milliseconds: always, but in hours that are paused. */
export function isAllowedAt(hours: readonly Hours[], unixMs: number): boolean {
  return ruleAt({ limitBytesPerSecond: null, hours }, localTime(unixMs)).kind !== 'paused'
}

function holds({ days, fromMinute, toMinute }: Hours, { day, minute }: LocalTime): boolean {
  if (fromMinute < toMinute) return days.includes(day) && minute >= fromMinute && minute < toMinute
  return (days.includes(day) && minute >= fromMinute) || (days.includes(dayBefore(day)) && minute < toMinute)
}

const dayBefore = (day: Weekday): Weekday =>
  WEEKDAYS[(WEEKDAYS.indexOf(day) + WEEKDAYS.length - 1) % WEEKDAYS.length]!

/** In the time zone of this process, at a Unix time in milliseconds. */
export function localTime(unixMs: number): LocalTime {
  const date = new Date(unixMs)
  return { day: WEEKDAYS[date.getDay()]!, minute: date.getHours() * 60 + date.getMinutes() }
}
