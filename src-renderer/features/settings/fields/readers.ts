/** From what was typed to a value that a setting may have, or why not; and how a value is written to be typed over. */
import { policyRefusal, settingRefusal, type Refusal } from '../../../../src-shared/model/settings-checks.ts'
import { strings } from '../../../ui/strings.ts'
import { inWesternDigits, parseAmount, writeAmount } from '../amounts.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Read } from '../use-typed.ts'

type Check = (value: unknown) => Refusal | null

const MEGA = 2
const GIGA = 3

const checked = <Value>(value: Value, check: Check): Read<Value> => {
  const refusal = check(value)
  return refusal ? { ok: false, trouble: refusalWords(refusal) } : { ok: true, value }
}

export const wholeNumbers = (check: Check) => ({
  write: String as (value: number) => string,
  read(text: string): Read<number> {
    const plain = inWesternDigits(text).trim()
    // What is no number is refused as one that is too small would be.
    return checked(/^\d{1,15}$/.test(plain) ? Number(plain) : -1, check)
  }
})

/** Null: no limit. */
export const rates = (check: Check) => ({
  write: (value: number | null): string =>
    value === null ? '' : strings.units.rate(writeAmount(value, strings.units.bytes)),
  read(text: string): Read<number | null> {
    if (text.trim() === '') return { ok: true, value: null }
    return checked(parseAmount(text, MEGA, strings.units.bytes) ?? -1, check)
  }
})

export const sizes = (check: Check) => ({
  write: (value: number): string => writeAmount(value, strings.units.bytes),
  read: (text: string): Read<number> => checked(parseAmount(text, GIGA, strings.units.bytes) ?? -1, check)
})

/** Null: no limit. */
export const sizesOrNone = (check: Check) => ({
  write: (value: number | null): string => (value === null ? '' : sizes(check).write(value)),
  read: (text: string): Read<number | null> =>
    text.trim() === '' ? { ok: true, value: null } : sizes(check).read(text)
})

/** Null: as usual. */
export const wholeNumbersOrNone = (check: Check) => ({
  write: (value: number | null): string => (value === null ? '' : wholeNumbers(check).write(value)),
  read: (text: string): Read<number | null> =>
    text.trim() === '' ? { ok: true, value: null } : wholeNumbers(check).read(text)
})

/** Null: as usual. */
export const textOrNone = (check: Check) => ({
  write: (value: string | null): string => value ?? '',
  read: (text: string): Read<string | null> => checked(text.trim() === '' ? null : text.trim(), check)
})

export const ofSetting =
  (name: string): Check =>
  (value) =>
    settingRefusal(name, value)
export const ofRule =
  (name: string): Check =>
  (value) =>
    policyRefusal(name, value)
