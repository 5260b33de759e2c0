/**
 * Hours of the week as they are typed, `mon-fri,09:00-17:00,paused`, and as they are shown: each is the inverse of the
 * other. The rule is `paused`, `unlimited` or a rate.
 */
import { WEEKDAYS, type Hours, type Rule, type Weekday } from '../../../src-shared/model/settings.ts'
import { rateOf } from './quantities-typed.ts'
import { refused } from './words.ts'

const FORM = /^([a-z+-]+),(\d\d):(\d\d)-(\d\d):(\d\d),(.+)$/i
const EXAMPLE = 'mon-fri,09:00-17:00,paused'

export function hoursOf(option: string, text: string): Hours {
  const [, days, fromHour, fromMinute, toHour, toMinute, rule] = FORM.exec(text) ?? []
  const weekdays = days === undefined ? null : weekdaysOf(days.toLowerCase())
  const from = minutesOf(fromHour, fromMinute)
  const to = minutesOf(toHour, toMinute)
  if (weekdays === null || from === null || to === null || rule === undefined)
    throw refused(option, `expected DAYS,FROM-TO,RULE such as ${EXAMPLE}, received "${text}"`)
  return { days: weekdays, fromMinute: from, toMinute: to, rule: ruleOf(option, rule) }
}

export function formatHours({ days, fromMinute, toMinute, rule }: Hours): string {
  const clock = (minutes: number): string =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
  const shown = rule.kind === 'limited' ? String(rule.bytesPerSecond) : rule.kind
  return `${formatDays(days)},${clock(fromMinute)}-${clock(toMinute)},${shown}`
}

/** `daily`, or days and spans of days joined by `+`; a span may go on over the end of the week: `fri-mon+wed`. */
function weekdaysOf(text: string): readonly Weekday[] | null {
  if (text === 'daily') return WEEKDAYS
  const chosen = new Set<Weekday>()
  for (const span of text.split('+')) {
    const [first, last = first, ...more] = span
      .split('-')
      .map((day) => WEEKDAYS.findIndex((each) => each === day))
    if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0) return null
    const count = ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1
    for (let index = 0; index < count; index += 1) chosen.add(dayAt(first + index))
  }
  return WEEKDAYS.filter((day) => chosen.has(day))
}

const dayAt = (index: number): Weekday => WEEKDAYS[index % WEEKDAYS.length] ?? 'sun'

function formatDays(days: readonly Weekday[]): string {
  const has = new Set(days)
  if (has.size === WEEKDAYS.length) return 'daily'
  const starts = WEEKDAYS.flatMap((day, index) =>
    has.has(day) && !has.has(dayAt(index + WEEKDAYS.length - 1)) ? [index] : []
  )
  const spans = starts.map((start) => {
    let end = start
    while (has.has(dayAt(end + 1))) end += 1
    return start === end ? dayAt(start) : `${dayAt(start)}-${dayAt(end)}`
  })
  return spans.join('+')
}

function minutesOf(hour: string | undefined, minute: string | undefined): number | null {
  const [h, m] = [Number(hour), Number(minute)]
  return h <= 23 && m <= 59 ? h * 60 + m : null
}

function ruleOf(option: string, text: string): Rule {
  if (text === 'paused' || text === 'unlimited') return { kind: text }
  const bytesPerSecond = rateOf(option, text)
  return bytesPerSecond === null ? { kind: 'unlimited' } : { kind: 'limited', bytesPerSecond }
}
