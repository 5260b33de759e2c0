/**
 * Local file names. What the network proposes is cleaned until it is harmless on every system Shoal runs on
 * (invariant 5); what the user asks for is taken exactly or refused.
 */
import { fail } from '../../../src-shared/errors/problem.ts'

/** Leaves room in the usual 255 bytes for " (9999)" and ".part". */
const LONGEST_BYTES = 200
const LONGEST_EXTENSION_BYTES = 24

/** Names Windows gives to devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** A safe name from anything; `download` when nothing is left. */
export function safeName(proposed: string): string {
  const base = proposed.split(/[/\\]/).pop() ?? ''
  const cleaned = base
    .normalize('NFC')
    // Control characters, bidirectional overrides (which disguise extensions) and what Windows forbids.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '_')
    // No hidden files: nobody asked for a new .bashrc.
    .replace(/^[\s.]+/, '')
    .replace(/[\s.]+$/, '')
  if (cleaned === '') return 'download'
  return shorten(RESERVED.test(cleaned) ? `_${cleaned}` : cleaned)
}

/** The user's own name for a file. Throws ShoalError `name-unusable`. */
export function checkedName(name: string): string {
  const refuse = (reason: string) => fail('name-unusable', { name: name.slice(0, 80), reason })
  if (name === '' || name === '.' || name === '..') throw refuse('it is not a file name')
  if (/[/\\]/.test(name)) throw refuse('it contains a folder')
  if (/[\u0000-\u001f\u007f]/.test(name)) throw refuse('it contains control characters')
  if (Buffer.byteLength(name) > LONGEST_BYTES) throw refuse(`it is longer than ${LONGEST_BYTES} bytes`)
  if (process.platform === 'win32' && (RESERVED.test(name) || /[<>:"|?*]|[. ]$/.test(name))) {
    throw refuse('Windows does not allow it')
  }
  return name
}

/** `name`, then `name (1)`, `name (2)`, …, the number before the extension. */
export function numbered(name: string, number: number): string {
  if (number === 0) return name
  const { stem, extension } = split(name)
  return `${stem} (${number})${extension}`
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const { stem, extension } = split(name)
  const characters = [...stem]
  let length = Buffer.byteLength(name)
  while (length > LONGEST_BYTES && characters.length > 1) length -= Buffer.byteLength(characters.pop() ?? '')
  return characters.join('') + extension
}

/** `.tar.gz` and its like stay together; a leading dot is no extension. */
function split(name: string): { readonly stem: string; readonly extension: string } {
  const found = /^(.+?)((?:\.tar)?\.[^. ]+)$/.exec(name)
  if (!found?.[1] || !found[2] || Buffer.byteLength(found[2]) > LONGEST_EXTENSION_BYTES)
    return { stem: name, extension: '' }
  return { stem: found[1], extension: found[2] }
}
