/**
 * The first request of an attempt is the real thing: a ranged GET whose bytes count. Its answer decides how the rest
 * is fetched; this file reads the decision from it and fetches nothing further.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Connection } from '../../connection/connection.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { codingToUndo, isCoded, type ContentCoding } from '../../integrity/content-coding.ts'
import { parseContentRange } from '../../integrity/content-range.ts'
import { mismatch, validatorOf } from '../../integrity/validator.ts'
import type { Validator } from '../../ports/journal-port.ts'
import { ask, type Answer } from '../sources/origin.ts'
import type { Earlier } from '../reopen.ts'
import type { RunContext } from '../run-context.ts'
import { statusProblem } from './status-problem.ts'

export type Plan =
  | {
      readonly kind: 'ranged'
      readonly answer: Answer
      readonly range: ByteRange
      readonly length: number
      readonly validator: Validator
    }
  /** `length` is that of the decoded file, null when unknown. */
  | {
      readonly kind: 'streamed'
      readonly answer: Answer
      readonly length: number | null
      readonly coding: ContentCoding | null
    }

export type RangedPlan = Extract<Plan, { kind: 'ranged' }>
export type StreamedPlan = Extract<Plan, { kind: 'streamed' }>

/**
 * Asks `uri` for the first wanted bytes and reads from the answer how the file can be fetched. `earlier` is what is here
 * already, of which `uri` is the proven source.
 */
export async function firstAnswer(
  context: RunContext,
  uri: URL,
  earlier: Earlier | null,
  watch: (connection: Connection) => void
): Promise<Plan> {
  const start = earlier?.ledger.firstWanted ?? 0
  const end = Math.min(start + context.firstBytes, earlier?.ledger.firstWantedEnd ?? Infinity)
  const answer = await ask(context, uri, { start, end }, context.signal, watch)
  const { head, framing } = answer.response
  const host = authorityOf(answer.url)
  const known = earlier && { validator: earlier.validator, length: earlier.ledger.length }
  const refuseIfChanged = (length: number | null): void => {
    if (!known) return
    const changed = mismatch(known, { validator: validatorOf(head), length: length ?? -1 })
    if (changed)
      throw fail('source-changed', {
        host,
        reason: length === null ? 'it no longer says its length' : changed
      })
  }

  if (head.status === 206) {
    const range = parseContentRange(head.fields.get('content-range'))
    if (!range?.range)
      throw fail('range-mismatch', { host, reason: 'its Content-Range is missing or makes no sense' })
    refuseIfChanged(range.length)
    if (range.range.start !== start || range.range.end > end) {
      throw fail('range-mismatch', {
        host,
        reason: `bytes ${start}-${end - 1} were asked for, ${range.range.start}-${range.range.end - 1} came`
      })
    }
    if (framing.kind === 'length' && framing.bytes !== range.range.end - start) {
      throw fail('range-mismatch', { host, reason: 'its length does not fit its range' })
    }
    const validator = validatorOf(head)
    const isWhole = start === 0 && range.range.end === range.length
    if (range.length !== null && (validator || isWhole) && !isCoded(head.fields.get('content-encoding'))) {
      return {
        kind: 'ranged',
        answer,
        range: range.range,
        length: range.length,
        validator: validator ?? NO_VALIDATOR
      }
    }
    // Two answers without proof that they show the same bytes never join one file: ask for all of it in one.
    context.event('ranges-unusable', { reason: validator ? 'length unknown or encoded' : 'no validator' })
    return whole(context, uri, watch)
  }
  if (head.status === 416) {
    const total = parseContentRange(head.fields.get('content-range'))?.length ?? null
    if (total !== null) refuseIfChanged(total)
    if (known) throw statusProblem(head, host, context.clock.unixMs())
    // An empty file has no first byte to ask for; some servers refuse ranges they do not understand this way, too.
    return whole(context, uri, watch)
  }
  if (head.status === 200) {
    const length = framing.kind === 'length' ? framing.bytes : null
    refuseIfChanged(length)
    return streamed(answer)
  }
  throw statusProblem(head, host, context.clock.unixMs())
}

/** For an answer that is the whole file already; the value is never compared with another. */
const NO_VALIDATOR: Validator = { etag: null, lastModified: null }

async function whole(context: RunContext, uri: URL, watch: (connection: Connection) => void): Promise<Plan> {
  const answer = await ask(context, uri, null, context.signal, watch)
  const { head } = answer.response
  if (head.status !== 200) throw statusProblem(head, authorityOf(answer.url), context.clock.unixMs())
  return streamed(answer)
}

function streamed(answer: Answer): Plan {
  const { head, framing } = answer.response
  const coding = codingToUndo(head.fields.get('content-encoding'), answer.url.pathname)
  if (coding !== null && typeof coding === 'object') {
    throw fail('encoding-unsupported', { host: authorityOf(answer.url), coding: coding.unknown })
  }
  return {
    kind: 'streamed',
    answer,
    coding,
    length: framing.kind === 'length' && coding === null ? framing.bytes : null
  }
}
