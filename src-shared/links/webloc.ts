/**
 * The address in a macOS link file (`.webloc`), a property list with one key, URL, as XML or in Apple's binary form. Pure and
 * total. It is no reader of property lists: what is not laid out as systems write these files holds no link.
 */
import { linksInUriList, refuse, type FoundLinks } from './links.ts'

export const linkInWebloc = (bytes: Uint8Array, text: string): FoundLinks => {
  const address = isBinary(bytes) ? addressInBinary(bytes) : addressInXml(text)
  return address === null ? refuse({ kind: 'no-link' }) : linksInUriList(address)
}

const isBinary = (bytes: Uint8Array): boolean => latin1(bytes.subarray(0, 6)) === 'bplist'

/** Bytes as characters, one each. */
function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** The key as an ASCII string of three characters, and right behind it the value as one. */
const BINARY_KEY = 'SURL'
/** 0x5N is an ASCII string of N characters; with N = 15 an integer of one (0x10) or two bytes (0x11) tells how many. */
const ASCII_STRING = 0x50

function addressInBinary(bytes: Uint8Array): string | null {
  const key = latin1(bytes).indexOf(BINARY_KEY)
  if (key < 0) return null
  const at = key + BINARY_KEY.length
  const byte = (offset: number): number => bytes[at + offset] ?? 0
  const short = byte(0) - ASCII_STRING
  if (short < 0 || short > 15) return null
  if (short < 15) return ascii(bytes, at + 1, short)
  if (byte(1) === 0x10) return ascii(bytes, at + 3, byte(2))
  return byte(1) === 0x11 ? ascii(bytes, at + 4, byte(2) * 256 + byte(3)) : null
}

const ascii = (bytes: Uint8Array, from: number, length: number): string | null =>
  from + length > bytes.length ? null : latin1(bytes.subarray(from, from + length))

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function addressInXml(text: string): string | null {
  const [, value] = /<key>URL<\/key>\s*<string>([^<]*)<\/string>/.exec(text) ?? []
  return value?.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole) ?? null
}
