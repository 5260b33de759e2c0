/**
 * Checks the answer to a range request before a byte of it is used (invariant 1): it must be for the bytes asked for,
 * of the very file whose first bytes are here.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Response } from '../../connection/connection.ts'
import { isCoded } from '../../integrity/content-coding.ts'
import { parseContentRange } from '../../integrity/content-range.ts'
import { mismatch, validatorOf } from '../../integrity/validator.ts'
import type { Validator } from '../../ports/journal-port.ts'
import { statusProblem } from '../beginning/status-problem.ts'

/** What is known of the file since its first answer; length in bytes. */
export interface KnownFile {
  readonly validator: Validator
  readonly length: number
}

/**
 * The range that the answer brings, which a server may have cut short. Throws ShoalError: `source-changed`,
 * `range-mismatch`, or what the status stands for.
 */
export function grantedRange(
  { head, framing }: Response,
  asked: ByteRange,
  known: KnownFile,
  host: string,
  unixMs: number
): ByteRange {
  if (head.status !== 206 && head.status !== 200) throw statusProblem(head, host, unixMs)
  const whole = head.status === 200
  const field = head.fields.get('content-range')
  const seen = parseContentRange(field)
  const wholeLength = framing.kind === 'length' ? framing.bytes : null
  const length = whole ? wholeLength : (seen?.length ?? null)
  const wrong = (reason: string) => fail('range-mismatch', { host, reason })
  if (length === null) throw wrong('it did not say which bytes these are')
  const changed = mismatch(known, { validator: validatorOf(head), length })
  if (changed) throw fail('source-changed', { host, reason: changed })
  if (whole) throw wrong('it sent the whole file instead')
  if (seen?.range?.start !== asked.start || seen.range.end > asked.end) {
    throw wrong(`bytes ${asked.start}-${asked.end - 1} were asked for, "${field ?? ''}" came`)
  }
  if (framing.kind === 'length' && framing.bytes !== rangeLength(seen.range)) {
    throw wrong('its length does not fit its range')
  }
  if (isCoded(head.fields.get('content-encoding'))) throw wrong('it was sent in a content coding')
  return seen.range
}
