/**
 * What holds for all transfers of a resident Shoal (a window, a daemon): how fast, how many at once, and at which hours
 * otherwise. Plain data; a single `shoal get` goes by its own options instead.
 */

/** Which of the transfers that wait goes first; among equals their order decides. */
export const PRIORITIES = ['high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Slower limits are no use: a server's own patience ends before the next read. */
export const LEAST_LIMIT_BYTES_PER_SECOND = 1024

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export const MINUTES_A_DAY = 24 * 60

export interface Settings {
  /** Of all transfers together; null: no limit. */
  readonly limitBytesPerSecond: number | null
  /** Transfers that fetch at the same time. */
  readonly mostActive: number
  /** Hours with another limit. Where several hold, the first of them counts. */
  readonly hours: readonly Hours[]
}

/** Every week, by the clock on the wall. */
export interface Hours {
  /** Days on which they begin. */
  readonly days: readonly Weekday[]
  /** Minutes since midnight. */
  readonly fromMinute: number
  /** Not in them any more; on the next day when it is not later than `fromMinute`. */
  readonly toMinute: number
  readonly rule: Rule
}

/** How fast all transfers together may be. */
export type Rule =
  | { readonly kind: 'limited'; readonly bytesPerSecond: number }
  | { readonly kind: 'unlimited' }
  /** Transfers that should run wait in the queue. */
  | { readonly kind: 'paused' }

/** Five at once, as aria2 has it: enough to fill a link from slow servers, few enough to finish one by one. */
export const DEFAULT_SETTINGS: Settings = { limitBytesPerSecond: null, mostActive: 5, hours: [] }

/** The settings, and what they come to at this hour. */
export interface SettingsNow {
  readonly settings: Settings
  readonly inForce: Rule
}
