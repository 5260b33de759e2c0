/**
 * What holds for all transfers of a resident Shoal (a window, a daemon): how fast, how many at once, and at which hours
 * otherwise. Plain data; a single `shoal get` goes by its own options instead.
 */

import { DEFAULT_CATEGORIES, type Category } from './category.ts'

/** Which of the transfers that wait goes first; among equals their order decides. */
export const PRIORITIES = ['high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Slower limits are no use: a server's own patience ends before the next read. */
export const LEAST_LIMIT_BYTES_PER_SECOND = 1024

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export const MINUTES_A_DAY = 24 * 60

/** A petabyte a second: what a rate is kept as stays a whole number. */
export const MOST_LIMIT_BYTES_PER_SECOND = 1e15
/** More transfers at once than this exhaust sockets and files before they gain anything. */
export const MOST_ACTIVE = 100
/** Of one transfer. */
export const MOST_CONNECTIONS = 64
/** A different rule for every hour of a week would fit. */
export const MOST_HOURS = 7 * 24
/** A month: longer than that nobody waits without looking. */
export const MOST_PATIENCE_HOURS = 30 * 24
/** Below these only the system's own services may listen. */
export const LEAST_PORT = 1_024
export const MOST_PORT = 65_535
/** More than any machine has for people to choose from. */
export const MOST_INTERFACES = 64
/** Windows allows the longest. */
export const MOST_INTERFACE_CHARACTERS = 256
/** PATH_MAX on Linux; Windows and macOS allow less. */
export const MOST_PATH_CHARACTERS = 4_096

export const WHEN_DONE = ['nothing', 'show', 'open'] as const
export type WhenDone = (typeof WHEN_DONE)[number]

export interface Settings {
  /** Of all transfers together; null: no limit. */
  readonly limitBytesPerSecond: number | null
  /** Transfers that fetch at the same time. */
  readonly mostActive: number
  /** Hours with another limit. Where several hold, the first of them counts. */
  readonly hours: readonly Hours[]
  /** Absolute folder of transfers that name none, from now on; null: the one the system has for downloads. */
  readonly downloadDirectory: string | null
  /** Kinds of files, with folders of their own for those that name none, from now on. */
  readonly categories: readonly Category[]
  /** Each finished file is read again, and compared with its length and what digests are known of it. */
  readonly readBack: boolean
  /** Of a transfer that names no number, from now on. It begins with fewer and takes more where they help. */
  readonly connections: number
  /**
   * Where http and https connections go through from the next start of a transfer on, unless it names its own: a
   * proxy's address without a login, or `none`; null: what the environment says.
   */
  readonly proxy: string | null
  /**
   * How long a transfer that has had bytes keeps trying without getting another; null: as long as this program usually
   * does.
   */
  readonly patienceHours: number | null
  /** What servers are told that asks them, from the next start of a transfer on; null: Shoal with its version. */
  readonly userAgent: string | null
  /** Names of the network interfaces on which other machines are met while they are up; null: all of them. */
  readonly peerInterfaces: readonly string[] | null
  /** Where other machines reach this one, or at another while that is taken; null: the usual one. */
  readonly peerPort: number | null
  /** What is asked at the first start has been answered or skipped. */
  readonly welcomed: boolean
  /** Whether the desktop tells by a notification of a file that is here, … */
  readonly notifyDone: boolean
  /** … of one that will not come, … */
  readonly notifyFailed: boolean
  /** … of one that waits for a person, … */
  readonly notifyNeedsYou: boolean
  /** … of a machine that asks to be paired, or is now, … */
  readonly notifyPairing: boolean
  /** … and of one that begins to use this one. */
  readonly notifyHelping: boolean
  /** Notifications may be heard. */
  readonly notifySound: boolean
  /** Closing the window leaves the desktop at work in the tray; otherwise it quits. */
  readonly closeToTray: boolean
  /** What the desktop does with a file that is here. */
  readonly whenDone: WhenDone
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
export const DEFAULT_SETTINGS: Settings = {
  limitBytesPerSecond: null,
  mostActive: 5,
  hours: [],
  downloadDirectory: null,
  categories: DEFAULT_CATEGORIES,
  readBack: false,
  connections: 16,
  proxy: null,
  peerInterfaces: null,
  peerPort: null,
  welcomed: false,
  notifyDone: true,
  notifyFailed: true,
  notifyNeedsYou: true,
  notifyPairing: true,
  notifyHelping: true,
  notifySound: false,
  closeToTray: true,
  whenDone: 'nothing',
  patienceHours: null,
  userAgent: null
}

/** The settings, and what they come to at this hour. */
export interface SettingsNow {
  readonly settings: Settings
  readonly inForce: Rule
}
