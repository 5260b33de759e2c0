/**
 * What each setting and each rule of the policy may be, said once: for what was typed, what a file brings and what the
 * journal kept. Pure: a value goes in, and out comes null or why it is refused, as a code that each side words itself.
 */
import {
  isCategoryId,
  isCategoryName,
  isExtension,
  isUsualCategory,
  MOST_CATEGORIES,
  MOST_EXTENSIONS
} from './category.ts'
import { isCidr } from './cidr.ts'
import {
  MOST_ALLOWED_NETWORKS,
  MOST_CONTRIBUTIONS,
  MOST_QUOTA_BYTES,
  type PeerPolicy
} from './peer-policy.ts'
import { isUserAgent } from './header-field.ts'
import { isProxyChoice } from './proxy-choice.ts'
import {
  LEAST_LIMIT_BYTES_PER_SECOND,
  LEAST_PORT,
  MINUTES_A_DAY,
  MOST_ACTIVE,
  MOST_CONNECTIONS,
  MOST_HOURS,
  MOST_INTERFACE_CHARACTERS,
  MOST_INTERFACES,
  MOST_LIMIT_BYTES_PER_SECOND,
  MOST_PATH_CHARACTERS,
  MOST_PATIENCE_HOURS,
  MOST_PORT,
  WEEKDAYS,
  WHEN_DONE,
  type Settings
} from './settings.ts'

export type Refusal =
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'rate'; readonly leastBytes: number }
  | { readonly kind: 'bytes'; readonly mostBytes: number }
  | { readonly kind: 'hours' | 'folder' | 'proxy' | 'userAgent' | 'choice' | 'unknown' }
  | { readonly kind: 'network'; readonly text: string }
  | { readonly kind: 'networks' | 'interfaces' | 'categories' | 'extensions'; readonly most: number }
  | { readonly kind: 'extension' | 'categoryName' | 'categoryFolder'; readonly text: string }

type Check = (value: unknown) => Refusal | null

const isWhole = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

const whole =
  (least: number, most: number): Check =>
  (value) =>
    isWhole(value, least, most) ? null : { kind: 'number', least, most }

const isRate = (value: unknown): boolean =>
  isWhole(value, LEAST_LIMIT_BYTES_PER_SECOND, MOST_LIMIT_BYTES_PER_SECOND)

const limit: Check = (value) =>
  value === null || isRate(value) ? null : { kind: 'rate', leastBytes: LEAST_LIMIT_BYTES_PER_SECOND }

const bytes: Check = (value) =>
  isWhole(value, 0, MOST_QUOTA_BYTES) ? null : { kind: 'bytes', mostBytes: MOST_QUOTA_BYTES }

const anyOf =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value) ? null : { kind: 'choice' }

const hours: Check = (value) =>
  Array.isArray(value) && value.length <= MOST_HOURS && value.every(isHours) ? null : { kind: 'hours' }

const networks: Check = (value) => {
  if (!Array.isArray(value) || value.length > MOST_ALLOWED_NETWORKS)
    return { kind: 'networks', most: MOST_ALLOWED_NETWORKS }
  const wrong = value.findIndex((text) => typeof text !== 'string' || !isCidr(text))
  return wrong < 0 ? null : { kind: 'network', text: JSON.stringify(value[wrong]).replace(/^"|"$/g, '') }
}

/** Whether this machine has them now is not asked: they come and go. */
const interfaces: Check = (value) =>
  value === null ||
  (Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_INTERFACES &&
    new Set(value).size === value.length &&
    value.every(isInterfaceName))
    ? null
    : { kind: 'interfaces', most: MOST_INTERFACES }

const isInterfaceName = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= MOST_INTERFACE_CHARACTERS &&
  !UNSHOWABLE.test(value)

/** Of any system: whether it is one of this machine's, the machine says. */
const folder: Check = (value) =>
  value === null ||
  (typeof value === 'string' &&
    value.length <= MOST_PATH_CHARACTERS &&
    !value.includes('\0') &&
    /^(\/|\\\\|[A-Za-z]:[\\/])/.test(value))
    ? null
    : { kind: 'folder' }

const categories: Check = (value) => {
  const tooMany = { kind: 'categories', most: MOST_CATEGORIES } as const
  if (!Array.isArray(value) || value.length > MOST_CATEGORIES) return tooMany
  const ids = new Set(value.map((each) => fieldsOf(each)['id']))
  if (ids.size < value.length) return { kind: 'choice' }
  for (const each of value) {
    const refusal = categoryRefusal(each)
    if (refusal) return refusal
  }
  return null
}

/** What is wrong with one category. */
export function categoryRefusal(value: unknown): Refusal | null {
  const { id, name, extensions, directory, ...more } = fieldsOf(value)
  if (typeof id !== 'string' || !isCategoryId(id) || Object.keys(more).length > 0) return { kind: 'choice' }
  const named = name === null ? isUsualCategory(id) : typeof name === 'string' && isCategoryName(name)
  if (!named) return { kind: 'categoryName', text: shownText(name) }
  if (!Array.isArray(extensions) || extensions.length > MOST_EXTENSIONS)
    return { kind: 'extensions', most: MOST_EXTENSIONS }
  const wrong = extensions.findIndex((each) => typeof each !== 'string' || !isExtension(each))
  if (wrong >= 0) return { kind: 'extension', text: shownText(extensions[wrong]) }
  if (folder(directory) !== null || (typeof directory === 'string' && !isStraight(directory)))
    return { kind: 'categoryFolder', text: shownText(directory) }
  return null
}

/** Controls, and what turns the direction of a line around. */
const UNSHOWABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** No way up, and nothing that a line of text cannot show: what is read is where files go. */
const isStraight = (path: string): boolean => !UNSHOWABLE.test(path) && !path.split(/[\\/]/).includes('..')

const MOST_SHOWN = 60
const shownText = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MOST_SHOWN)

const proxy: Check = (value) =>
  value === null || (typeof value === 'string' && isProxyChoice(value)) ? null : { kind: 'proxy' }

const onOrOff = anyOf(true, false)

const SETTINGS: { readonly [N in keyof Settings]: Check } = {
  limitBytesPerSecond: limit,
  mostActive: whole(1, MOST_ACTIVE),
  hours,
  downloadDirectory: folder,
  categories,
  readBack: onOrOff,
  connections: whole(1, MOST_CONNECTIONS),
  proxy,
  peerInterfaces: interfaces,
  peerPort: (value) => (value === null ? null : whole(LEAST_PORT, MOST_PORT)(value)),
  welcomed: onOrOff,
  notifyDone: onOrOff,
  notifyFailed: onOrOff,
  notifyNeedsYou: onOrOff,
  notifyPairing: onOrOff,
  notifyHelping: onOrOff,
  notifySound: onOrOff,
  closeToTray: onOrOff,
  whenDone: anyOf(...WHEN_DONE),
  patienceHours: (value) => (value === null ? null : whole(1, MOST_PATIENCE_HOURS)(value)),
  userAgent: (value) =>
    value === null || (typeof value === 'string' && isUserAgent(value)) ? null : { kind: 'userAgent' }
}

const POLICY: { readonly [N in keyof PeerPolicy]: Check } = {
  allowPrivate: networks,
  uploadLimitBytesPerSecond: limit,
  bytesPerDay: (value) => (value === null ? null : bytes(value)),
  mostContributions: whole(0, MOST_CONTRIBUTIONS),
  hours,
  onMeteredLink: anyOf('contribute', 'pause'),
  onBattery: anyOf('contribute', 'pause'),
  shareFinished: onOrOff,
  cacheBytes: bytes
}

export const settingRefusal = (name: string, value: unknown): Refusal | null => refusal(SETTINGS, name, value)
export const policyRefusal = (name: string, value: unknown): Refusal | null => refusal(POLICY, name, value)

const refusal = (checks: Readonly<Record<string, Check>>, name: string, value: unknown): Refusal | null =>
  Object.hasOwn(checks, name) ? checks[name]!(value) : { kind: 'unknown' }

function isHours(value: unknown): boolean {
  const { days, fromMinute, toMinute, rule, ...more } = fieldsOf(value)
  return (
    Object.keys(more).length === 0 &&
    Array.isArray(days) &&
    days.length <= WEEKDAYS.length &&
    days.every((day) => WEEKDAYS.some((known) => known === day)) &&
    isWhole(fromMinute, 0, MINUTES_A_DAY - 1) &&
    isWhole(toMinute, 0, MINUTES_A_DAY - 1) &&
    isRule(rule)
  )
}

function isRule(value: unknown): boolean {
  const { kind, bytesPerSecond, ...more } = fieldsOf(value)
  if (Object.keys(more).length > 0) return false
  if (kind === 'limited') return isRate(bytesPerSecond)
  return (kind === 'unlimited' || kind === 'paused') && bytesPerSecond === undefined
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
