/**
 * Links that stand for many: `file[01-20].zip`, `part[a-f]`, `[0-100:10]`, several in one link. Pure; it never makes more
 * links than a person can mean.
 */

/** A thousand volumes are an archive; more are a mistake, or an attack on a server. */
export const MOST_IN_A_BATCH = 1000

export type Batch =
  /** It stands for itself. */
  | { readonly kind: 'one' }
  | { readonly kind: 'many'; readonly links: readonly string[] }
  | { readonly kind: 'too-many'; readonly count: number }

const PATTERN = /\[(?:(\d{1,9})-(\d{1,9})|([a-z])-([a-z])|([A-Z])-([A-Z]))(?::(\d{1,6}))?\]/g

export function batchOf(link: string): Batch {
  const parts: (readonly string[])[] = []
  let count = 1
  let end = 0
  for (const match of link.matchAll(PATTERN)) {
    const values = valuesOf(match)
    // In the place of a host, brackets hold an IPv6 address.
    if (!values || match.index < hostEnd(link)) continue
    count *= values.count
    parts.push([link.slice(end, match.index)])
    parts.push(count <= MOST_IN_A_BATCH ? values.list() : [])
    end = match.index + match[0].length
  }
  if (end === 0 || count === 1) return { kind: 'one' }
  if (count > MOST_IN_A_BATCH) return { kind: 'too-many', count }
  parts.push([link.slice(end)])
  const links = parts.reduce<readonly string[]>(
    (made, choices) => made.flatMap((beginning) => choices.map((choice) => beginning + choice)),
    ['']
  )
  return { kind: 'many', links }
}

const hostEnd = (link: string): number => /^[a-z]+:\/\/[^/?#]*/i.exec(link)?.[0].length ?? 0

interface Values {
  readonly count: number
  list(): readonly string[]
}

function valuesOf(match: RegExpMatchArray): Values | null {
  const [, firstNumber, lastNumber, firstSmall, lastSmall, firstLarge, lastLarge, stepText] = match
  const firstLetter = firstSmall ?? firstLarge
  const lastLetter = lastSmall ?? lastLarge
  const isNumber = firstNumber !== undefined && lastNumber !== undefined
  const first = isNumber ? Number(firstNumber) : (firstLetter?.charCodeAt(0) ?? 0)
  const last = isNumber ? Number(lastNumber) : (lastLetter?.charCodeAt(0) ?? 0)
  const step = stepText === undefined ? 1 : Number(stepText)
  if (step === 0) return null
  const count = Math.floor(Math.abs(last - first) / step) + 1
  // A leading zero asks for numbers as wide as this one.
  const width =
    isNumber && /^0\d/.test(last < first ? lastNumber : firstNumber)
      ? Math.min(firstNumber.length, lastNumber.length)
      : 0
  const direction = last < first ? -1 : 1
  const written = (value: number): string =>
    isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value)
  return {
    count,
    list: () => Array.from({ length: count }, (_, index) => written(first + direction * step * index))
  }
}
