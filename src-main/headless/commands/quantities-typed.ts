/** Values that several commands take, from what was typed to what is meant. Each refusal names option and value. */
import { isCidr } from '../../../src-shared/model/cidr.ts'
import { parseRate } from '../rate.ts'
import { parseSize } from '../size.ts'
import { refused } from './words.ts'

export function wholeNumberOf(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (!(number >= least && number <= most))
    throw refused(option, `expected a whole number from ${least} to ${most}, received "${text}"`)
  return number
}

/** Null for "none": no limit. */
export function rateOf(option: string, text: string): number | null {
  if (text === 'none') return null
  const rate = parseRate(text)
  if ('refusal' in rate) throw refused(option, `${rate.refusal}, or "none", received "${text}"`)
  return rate.bytesPerSecond
}

export function sizeOf(option: string, text: string): number {
  const size = parseSize(text)
  if ('refusal' in size) throw refused(option, `${size.refusal}, received "${text}"`)
  return size.bytes
}

export function networksOf(option: string, texts: readonly string[]): readonly string[] {
  const wrong = texts.find((text) => !isCidr(text))
  if (wrong !== undefined)
    throw refused(option, `expected a network such as 192.168.0.0/16 or fd00::/8, received "${wrong}"`)
  return texts
}

export const portOf = (option: string, text: string, least: 0 | 1): number =>
  wholeNumberOf(option, text, least, 65_535)

/** `192.0.2.1`, `192.0.2.1:7490`, `name:7490`, `[2001:db8::1]:7490`, `2001:db8::1`. */
export function addressOf(
  option: string,
  text: string,
  usualPort: number
): { readonly host: string; readonly port: number } {
  const [, bracketed, bare, port] = /^(?:\[([\da-fA-F:.%\w]+)\]|([\w.-]+))(?::(\d+))?$/.exec(text) ?? []
  const host =
    bracketed ?? bare ?? (/^[\da-fA-F]*:[\da-fA-F:.]*:[\da-fA-F:.]*(%[\w.-]+)?$/.test(text) ? text : '')
  if (host === '' || host.length > 253)
    throw refused(option, `expected an IP address or a name, with or without :PORT, received "${text}"`)
  return { host, port: port === undefined ? usualPort : portOf(option, port, 1) }
}

/** One of a few words. Throws ShoalError `option-invalid`. */
export function oneOf<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw refused(name, `expected ${words.join(' or ')}, received "${value}"`)
  return found
}
