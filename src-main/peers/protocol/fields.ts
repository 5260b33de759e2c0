/**
 * The fields that messages are made of, each with its bounds. Strings that people will see hold no control or format
 * characters, strings that become header fields hold nothing that ends one, and numbers are whole and exact.
 */
import * as v from 'valibot'
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import {
  DATE_LIMIT_CHARACTERS,
  ETAG_LIMIT_CHARACTERS,
  MOST_COUNTED,
  MOST_RANGES,
  URI_LIMIT_CHARACTERS
} from './limits.ts'

const whole = (from: number, to: number) =>
  v.pipe(
    v.number('must be a number'),
    v.check(
      (value) => Number.isSafeInteger(value) && value >= from && value <= to,
      `must be a whole number from ${from} to ${to}`
    )
  )

/** Offsets and lengths in bytes, and rates in bytes a second. */
export const bytes = whole(0, Number.MAX_SAFE_INTEGER)
export const count = whole(0, MOST_COUNTED)
/** Grows with every change of a plan; 1 is the first. */
export const revision = whole(1, Number.MAX_SAFE_INTEGER)
/** Of the protocol, in a card. */
export const protocolVersion = whole(1, MOST_COUNTED)

/** Text to be shown to people: printable, no more than so many characters (code points). */
export const printable = (mostCharacters: number) =>
  v.pipe(
    v.string('must be text'),
    v.check((text) => [...text].length <= mostCharacters, `must have at most ${mostCharacters} characters`),
    v.check((text) => !UNPRINTABLE.test(text), 'must hold printable characters only')
  )

/** Control, format (direction marks among them), unassigned and lone surrogate characters; line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/** What can be said of `text` in a message: unprintable characters left out, cut to so many characters. */
export const asPrintable = (text: string, mostCharacters: number): string =>
  [...text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()].slice(0, mostCharacters).join('')

/** A word for programs. */
export const word = (mostCharacters: number) =>
  v.pipe(
    v.string('must be text'),
    v.check(
      (text) => text.length <= mostCharacters && /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(text),
      `must be a word of at most ${mostCharacters} letters, digits, dots, hyphens and plus signs`
    )
  )

/** Where a file is: http(s), absolute, in ASCII, with neither login nor fragment. */
export const fileUri = v.pipe(
  v.string('must be text'),
  v.check(
    (uri) => uri.length <= URI_LIMIT_CHARACTERS,
    `must have at most ${URI_LIMIT_CHARACTERS} characters`
  ),
  v.check(isFileUri, 'must be an http or https address without login and fragment')
)

function isFileUri(uri: string): boolean {
  // Readers of URLs differ on backslashes and missing hosts.
  if (!/^https?:\/\/[^/?][\x21-\x7e]*$/.test(uri) || /[#\\]/.test(uri)) return false
  try {
    const { username, password } = new URL(uri)
    return username === '' && password === ''
  } catch {
    return false
  }
}

/** A strong entity tag with its quotes (RFC 9110 section 8.8.3), in Latin-1 as it stood in the head. */
const strongEtag = v.pipe(
  v.string('must be text'),
  v.check(
    (tag) => tag.length <= ETAG_LIMIT_CHARACTERS && /^"[\x20\x21\x23-\x7e\x80-\xff]*"$/.test(tag),
    `must be a strong entity tag of at most ${ETAG_LIMIT_CHARACTERS} characters`
  )
)

/** Last-Modified as it was sent. */
const httpDate = v.pipe(
  v.string('must be text'),
  v.check(
    (date) => date.length <= DATE_LIMIT_CHARACTERS && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(date),
    `must be a date of at most ${DATE_LIMIT_CHARACTERS} characters`
  )
)

export const validator = v.pipe(
  v.object(
    { etag: v.nullable(strongEtag), lastModified: v.nullable(httpDate) },
    'must be an object with etag and lastModified'
  ),
  v.check(({ etag, lastModified }) => etag !== null || lastModified !== null, 'must hold a tag or a date')
)

export const fileIdentity: v.GenericSchema<unknown, FileIdentity> = v.object(
  { validator, length: bytes },
  'must be an object with validator and length'
)

export const fileIdentityToWire = ({ validator: { etag, lastModified }, length }: FileIdentity) => ({
  validator: { etag, lastModified },
  length
})

const pair = v.pipe(
  v.strictTuple([bytes, bytes], 'must be a pair of numbers'),
  v.check(([start, end]) => start < end, 'must not be empty')
)

/** Half-open, as [start, end]; any order, none touched twice. */
export const ranges = v.pipe(
  v.array(v.unknown(), 'must be a list of pairs'),
  v.maxLength(MOST_RANGES, `must have at most ${MOST_RANGES} entries`),
  v.array(pair),
  v.transform((pairs): readonly ByteRange[] => pairs.map(([start, end]) => ({ start, end }))),
  v.check(areDisjoint, 'must not overlap')
)

/** The same, sorted and not touching. */
export const sortedRanges = v.pipe(
  ranges,
  v.check(
    (list) => list.every((range, index) => index === 0 || list[index - 1]!.end < range.start),
    'must be sorted and not touch'
  )
)

function areDisjoint(list: readonly ByteRange[]): boolean {
  const sorted = [...list].sort((a, b) => a.start - b.start)
  return sorted.every((range, index) => index === 0 || sorted[index - 1]!.end <= range.start)
}

export const rangesToWire = (list: readonly ByteRange[]): (readonly [number, number])[] =>
  list.map(({ start, end }) => [start, end])

/** As many of `list`, in its order, as a message holds; the longest ones where it is longer. */
export function fitting(list: readonly ByteRange[], most = MOST_RANGES): readonly ByteRange[] {
  if (list.length <= most) return list
  const kept = new Set([...list].sort((a, b) => rangeLength(b) - rangeLength(a)).slice(0, most))
  return list.filter((range) => kept.has(range))
}

/** Whether all of it lies in a file of that length; one of unknown length holds anything. */
export const liesWithin = (list: readonly ByteRange[], file: FileIdentity | null): boolean =>
  file === null || list.every(({ end }) => end <= file.length)
