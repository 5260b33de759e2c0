/** Moments as a clock on the wall shows them. */
import { LANGUAGE } from '../../../ui/strings.ts'

const clock = new Intl.DateTimeFormat(LANGUAGE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23'
})

/** `atMs` is Unix time in milliseconds. */
export const formatClock = (atMs: number): string => clock.format(atMs)

export const formatMs = (ms: number): string =>
  ms < 0.1 ? '<\u00a00.1\u00a0ms' : `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)}\u00a0ms`
