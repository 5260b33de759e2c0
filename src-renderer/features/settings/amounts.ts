/**
 * Sizes and rates as people write them, and back: what `parse` read, `write` writes so that it is read the same. Pure.
 * Decimal units are meant unless binary ones are written, as on disks' labels and on links' rates.
 */
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** Where a unit's own name is another in the language spoken: those of the same places in `DECIMAL`. */
export type UnitNames = readonly string[]

/** Bytes; null when it is no amount. A number alone counts in the unit at `usualUnit`. */
export function parseAmount(text: string, usualUnit: number, names: UnitNames = DECIMAL): number | null {
  const plain = inWesternDigits(text)
    .replace(/[\s\u00a0]+/g, '')
    .replace(/\/(s|ث)$/i, '')
  const [, number, unit] = /^(\d{1,18}(?:[.,]\d{1,18})?)(.*)$/.exec(plain) ?? []
  if (number === undefined || unit === undefined) return null
  const factor = unit === '' ? 1000 ** usualUnit : factorOf(unit, names)
  return factor === null ? null : Math.round(Number(number.replace(',', '.')) * factor)
}

function factorOf(unit: string, names: UnitNames): number | null {
  const named = names.findIndex((name) => same(name, unit))
  if (named >= 0) return 1000 ** named
  const binary = BINARY.findIndex((name) => same(name, unit))
  if (binary > 0) return 1024 ** binary
  const decimal = DECIMAL.findIndex((name, place) => same(name, unit) || (place > 0 && same(name[0]!, unit)))
  return decimal >= 0 ? 1000 ** decimal : null
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The shortest exact way: "2.5 MB", "10 GiB". */
export function writeAmount(bytes: number, names: UnitNames = DECIMAL): string {
  const short = shortest(bytes, 1000, 3)
  const binary = short.number.length > 4 ? shortest(bytes, 1024, 3) : short
  const named = binary !== short && binary.number.length < short.number.length
  const { number, place } = named ? binary : short
  const unit = (named ? BINARY[place] : (names[place] ?? DECIMAL[place])) ?? ''
  return `${number}\u00a0${unit}`
}

/** In the largest unit that leaves at most `decimals`; in bytes when no other does. */
function shortest(bytes: number, step: number, decimals: number): { number: string; place: number } {
  for (let place = DECIMAL.length - 1; place > 0; place--) {
    const value = bytes / step ** place
    const rounded = Number(value.toFixed(decimals))
    if (rounded >= 1 && Math.round(rounded * step ** place) === bytes) return { number: `${rounded}`, place }
  }
  return { number: `${bytes}`, place: 0 }
}

/** Arabic keyboards type either kind of digits. */
export const inWesternDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace(/\u066b/g, '.')
