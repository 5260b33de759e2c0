/**
 * The settings as a file: written by export, read by import. What is read is checked to the last value before any of it
 * is used, and a mistake is told with its place. Pure. It never holds a secret: no setting does.
 */
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { policyRefusal, settingRefusal, type Refusal } from '../../../src-shared/model/settings-checks.ts'
import type { Settings } from '../../../src-shared/model/settings.ts'
import { appearanceRefusal, type Appearance } from '../../stores/appearance.ts'

/** That the first start has been answered is no setting to carry to another machine. */
type Carried = Omit<Settings, 'welcomed'>

export interface SettingsFile {
  readonly settings: Partial<Carried>
  readonly policy: Partial<PeerPolicy>
  readonly appearance: Partial<Appearance>
}

export type FileRefusal =
  | { readonly kind: 'tooLarge' | 'notSettings' | 'newer' | 'unreadable' }
  | { readonly kind: 'notJson'; readonly line: number | null }
  | { readonly kind: 'value'; readonly name: string; readonly refusal: Refusal }

export type ReadFile =
  { readonly ok: true; readonly file: SettingsFile } | { readonly ok: false; readonly refusal: FileRefusal }

const FORMAT = 'shoal-settings'
const VERSION = 1
export const MOST_FILE_BYTES = 1024 * 1024

/** Every value, also those that are as usual: what is usual may change. */
export function writeSettingsFile(
  settings: Settings,
  policy: PeerPolicy | null,
  appearance: Appearance
): string {
  const { welcomed: _, ...carried } = settings
  const { theme, contrast, motion, language } = appearance
  const file = {
    format: FORMAT,
    version: VERSION,
    settings: carried,
    ...(policy && { policy }),
    appearance: { theme, contrast, motion, language }
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

export function readSettingsFile(text: string): ReadFile {
  if (text.length > MOST_FILE_BYTES) return refused({ kind: 'tooLarge' })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return refused({ kind: 'notJson', line: lineOf(thrown, text) })
  }
  if (!isRecord(value) || value['format'] !== FORMAT) return refused({ kind: 'notSettings' })
  if (typeof value['version'] !== 'number' || value['version'] < 1) return refused({ kind: 'notSettings' })
  if (value['version'] > VERSION) return refused({ kind: 'newer' })
  const checks: Readonly<Record<string, (name: string, value: unknown) => Refusal | null>> = {
    settings: (name, each) => (name === 'welcomed' ? { kind: 'unknown' } : settingRefusal(name, each)),
    policy: policyRefusal,
    appearance: appearanceRefusal
  }
  for (const [section, values] of Object.entries(value)) {
    if (section === 'format' || section === 'version') continue
    const check = Object.hasOwn(checks, section) ? checks[section] : undefined
    if (!check || !isRecord(values))
      return refused({ kind: 'value', name: section, refusal: { kind: 'unknown' } })
    for (const [name, each] of Object.entries(values)) {
      const refusal = check(name, each)
      if (refusal) return refused({ kind: 'value', name: `${section}.${name}`, refusal })
    }
  }
  const { settings = {}, policy = {}, appearance = {} } = value as Partial<SettingsFile>
  return { ok: true, file: { settings, policy, appearance } }
}

/** Those that differ from what is kept: nothing else is to be set, and no more than these is to be undone. */
export function changesOf<Values extends object>(kept: Values, given: Partial<Values>): Partial<Values> {
  const different = Object.entries(given).filter(
    ([name, value]) => JSON.stringify(kept[name as keyof Values]) !== JSON.stringify(value)
  )
  return Object.fromEntries(different) as Partial<Values>
}

/** The values of the same names. */
export const before = <Values extends object>(kept: Values, changes: Partial<Values>): Partial<Values> =>
  Object.fromEntries(
    Object.keys(changes).map((name) => [name, kept[name as keyof Values]])
  ) as Partial<Values>

const refused = (refusal: FileRefusal): ReadFile => ({ ok: false, refusal })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where the engine of the page stopped reading, as far as its words tell. */
function lineOf(thrown: unknown, text: string): number | null {
  const [, position] = /position (\d+)/.exec(thrown instanceof Error ? thrown.message : '') ?? []
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length
  return /end of JSON input/.test(String(thrown)) ? text.trimEnd().split('\n').length : null
}
