/** `shoal policy`: what can be typed to see and set what this machine does for others. */
import type { ChangePeerPolicy } from '../../../src-shared/contract/contract.ts'
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { formatBytes } from '../../../src-shared/words/bytes.ts'
import { formatRate } from '../quantities.ts'
import { formatHours, hoursOf } from './hours-typed.ts'
import { networksOf, oneOf, rateOf, sizeOf, wholeNumberOf } from './quantities-typed.ts'
import {
  COMMON_HELP,
  COMMON_OPTIONS,
  commonOf,
  refused,
  type CommonCommand,
  type Grammar,
  type Words
} from './words.ts'

export interface PolicyCommand extends CommonCommand {
  /** Null: the policy is shown. */
  readonly change: ChangePeerPolicy | null
}

interface Rule {
  readonly values: string
  readonly help: string
  /** `name` is for refusals. */
  change(name: string, values: readonly string[]): ChangePeerPolicy
  show(policy: PeerPolicy): string
}

const rules = {
  'allow-private': {
    values: 'CIDR...|none',
    help: 'private networks that contributions may fetch from',
    change: (name, values) => ({ allowPrivate: isNone(values) ? [] : networksOf(name, values) }),
    show: ({ allowPrivate }) => (allowPrivate.length === 0 ? 'none' : allowPrivate.join(' '))
  },
  'upload-limit': {
    values: 'RATE|none',
    help: 'most bytes a second sent to other machines',
    change: (name, values) => ({ uploadLimitBytesPerSecond: rateOf(name, sole(name, values)) }),
    show: ({ uploadLimitBytesPerSecond: rate }) => (rate === null ? 'none' : formatRate(rate))
  },
  'bytes-per-day': {
    values: 'SIZE|none',
    help: 'most that is fetched for others from midnight to midnight',
    change: (name, values) => ({ bytesPerDay: isNone(values) ? null : sizeOf(name, sole(name, values)) }),
    show: ({ bytesPerDay }) => (bytesPerDay === null ? 'none' : formatBytes(bytesPerDay))
  },
  contributions: {
    values: 'N',
    help: 'most at the same time, 0 to 64',
    change: (name, values) => ({ mostContributions: wholeNumberOf(name, sole(name, values), 0, 64) }),
    show: ({ mostContributions }) => String(mostContributions)
  },
  hours: {
    values: 'WHEN...|none',
    help: 'e.g. mon-fri,09:00-17:00,paused or daily,22:00-06:00,5M',
    change: (name, values) => ({ hours: isNone(values) ? [] : values.map((value) => hoursOf(name, value)) }),
    show: ({ hours }) => (hours.length === 0 ? 'none' : hours.map(formatHours).join(' '))
  },
  metered: {
    values: 'contribute|pause',
    help: 'on a link that is paid by the byte',
    change: (name, values) => ({ onMeteredLink: contributeOrPause(name, values) }),
    show: ({ onMeteredLink }) => onMeteredLink
  },
  battery: {
    values: 'contribute|pause',
    help: 'while this machine runs on its battery',
    change: (name, values) => ({ onBattery: contributeOrPause(name, values) }),
    show: ({ onBattery }) => onBattery
  },
  share: {
    values: 'yes|no',
    help: 'whether other machines may have finished files of this one',
    change: (name, values) => ({ shareFinished: oneOf(name, sole(name, values), ['yes', 'no']) === 'yes' }),
    show: ({ shareFinished }) => (shareFinished ? 'yes' : 'no')
  },
  cache: {
    values: 'SIZE',
    help: 'space for what was fetched for others',
    change: (name, values) => ({ cacheBytes: sizeOf(name, sole(name, values)) }),
    show: ({ cacheBytes }) => formatBytes(cacheBytes)
  }
} as const satisfies Readonly<Record<string, Rule>>

const entries: readonly (readonly [string, Rule])[] = Object.entries(rules)

const HELP = `Usage: shoal policy [options]
       shoal policy NAME VALUE... [options]

Shows, or sets from now on, what this machine does for others.

${entries.map(([name, { values, help }]) => `  ${`${name} ${values}`.padEnd(27)}${help}\n`).join('')}
${COMMON_HELP}`

export const policyGrammar: Grammar<typeof COMMON_OPTIONS, PolicyCommand> = {
  options: COMMON_OPTIONS,
  help: HELP,
  read
}

/** A line for each rule. */
export const policyLines = (policy: PeerPolicy): readonly string[] =>
  entries.map(([name, { show }]) => `${name.padEnd(16)}${show(policy)}`)

function read(words: Words<typeof COMMON_OPTIONS>): PolicyCommand {
  const [name, ...values] = words.positionals
  if (name === undefined) return { ...commonOf(words), change: null }
  const rule = entries.find(([each]) => each === name)?.[1]
  if (!rule) throw refused('policy', `expected one of ${Object.keys(rules).join(', ')}, received "${name}"`)
  if (values.length === 0) throw refused(name, `expected ${rule.values}, received nothing`)
  return { ...commonOf(words), change: rule.change(name, values) }
}

const isNone = (values: readonly string[]): boolean => values.length === 1 && values[0] === 'none'

function sole(name: string, [value = '', extra]: readonly string[]): string {
  if (extra !== undefined) throw refused(name, `expected one value, received also "${extra}"`)
  return value
}

const contributeOrPause = (name: string, values: readonly string[]): 'contribute' | 'pause' =>
  oneOf(name, sole(name, values), ['contribute', 'pause'])
