/**
 * The head of an HTTP/1.x response: finding its end in raw bytes, and parsing it strictly (RFC 9112). Everything here
 * comes from the network; anything that two readers could understand differently is refused.
 */
import { fail } from '../../../src-shared/errors/problem.ts'

/** No sane server sends more; more is an attack or not HTTP. */
export const HEAD_LIMIT_BYTES = 64 * 1024

export interface ResponseHead {
  readonly status: number
  readonly minorVersion: 0 | 1
  /** Lower-case names; repeated fields joined with ", " (RFC 9110 section 5.2). */
  readonly fields: ReadonlyMap<string, string>
}

const LF = 0x0a
const CR = 0x0d

/**
 * Offset just after the blank line that ends the head within `bytes[from, to)`, or -1 when it is not there yet.
 * A bare LF ends a line too (RFC 9112 section 2.2). `scannedTo` lets a caller go on where the last search stopped.
 */
export function endOfHead(bytes: Uint8Array, from: number, to: number, scannedTo = from): number {
  // Start a little earlier: the blank line may straddle the last search's end.
  for (let at = Math.max(from, scannedTo - 3); at < to; at++) {
    if (bytes[at] !== LF) continue
    if (at + 1 < to && bytes[at + 1] === LF) return at + 2
    if (at + 2 < to && bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3
  }
  return -1
}

const PREFIX = Buffer.from('HTTP/1.', 'latin1')

/** Whether bytes this early can still become an HTTP/1.x head; lets garbage be refused before 64 KiB of it came. */
export function mayBecomeHead(bytes: Uint8Array, from: number, to: number): boolean {
  const seen = Math.min(to - from, PREFIX.length)
  for (let i = 0; i < seen; i++) if (bytes[from + i] !== PREFIX[i]) return false
  return true
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n\0]*)?$/
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Parses a whole head, blank line included. Throws ShoalError `response-invalid`; `host` names the culprit. */
export function parseHead(bytes: Buffer, from: number, to: number, host: string): ResponseHead {
  const invalid = (reason: string) => fail('response-invalid', { host, reason })
  const lines = bytes.toString('latin1', from, to).split('\n')
  const statusLine = STATUS_LINE.exec(stripCr(lines[0] ?? ''))
  if (!statusLine) throw invalid('it does not begin with an HTTP status line')
  const fields = new Map<string, string>()
  let last: string | null = null
  for (const raw of lines.slice(1)) {
    const line = stripCr(raw)
    if (line === '') break
    if (/[\0\r]/.test(line)) throw invalid('a header line contains control characters')
    if (line[0] === ' ' || line[0] === '\t') {
      // Obsolete line folding: a user agent replaces it with spaces (RFC 9112 section 5.2).
      if (last === null) throw invalid('the first header line is folded')
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    if (!FIELD_NAME.test(name)) throw invalid('a header line has no proper name')
    last = name.toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = fields.get(last)
    fields.set(last, before === undefined ? value : `${before}, ${value}`)
  }
  return { status: Number(statusLine[2]), minorVersion: statusLine[1] === '1' ? 1 : 0, fields }
}

const stripCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
