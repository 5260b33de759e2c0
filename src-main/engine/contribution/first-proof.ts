/**
 * The first request of a contribution: it shows which file is at the address, and its bytes count. A file that cannot be
 * fetched in proven parts is refused here: what a contributor passes on carries the data server's own validator, and
 * without one nobody could tell that two parts belong together (invariant 1).
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Connection } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import type { ResponseHead } from '../connection/response-head.ts'
import { parseContentRange } from '../integrity/content-range.ts'
import { validatorOf } from '../integrity/validator.ts'
import type { FileIdentity } from '../ports/contributors.ts'
import { ask, type Answer } from '../transfer/sources/origin.ts'
import { grantedRange } from '../transfer/sources/range-answer.ts'
import type { RunContext } from '../transfer/run-context.ts'
import { statusProblem } from '../transfer/beginning/status-problem.ts'

export interface FirstProof {
  readonly answer: Answer
  readonly file: FileIdentity
  /** What the answer brings; shorter than asked for where the file or the server's patience ends. */
  readonly range: ByteRange
  readonly cacheable: boolean
}

/**
 * Asks `uri` for `range`. With `wanted`, the file must be that one. Rejects with ShoalError: `source-changed`,
 * `contribution-unsuitable`, what the status stands for, and whatever asking may come to.
 */
export async function firstProof(
  context: RunContext,
  uri: URL,
  range: ByteRange,
  wanted: FileIdentity | null,
  watch: (connection: Connection) => void
): Promise<FirstProof> {
  const answer = await ask(context, uri, range, context.signal, watch)
  const { head } = answer.response
  const host = authorityOf(answer.url)
  if (head.status !== 206 && head.status !== 200) throw statusProblem(head, host, context.clock.unixMs())
  const file = wanted ?? identityOf(head, host)
  const granted = grantedRange(answer.response, range, file, host, context.clock.unixMs())
  return { answer, file, range: granted, cacheable: isCacheable(head) }
}

function identityOf(head: ResponseHead, host: string): FileIdentity {
  const unsuitable = (reason: string): Error => fail('contribution-unsuitable', { host, reason })
  if (head.status === 200) throw unsuitable('it sends the file in one piece only')
  const validator = validatorOf(head)
  if (!validator) throw unsuitable('it has neither a strong ETag nor a Last-Modified')
  const length = parseContentRange(head.fields.get('content-range'))?.length ?? null
  if (length === null) throw unsuitable('it does not say how long the file is')
  return { validator, length }
}

/** Whether others may have what was sent to this one asker (RFC 9111 section 3, and nothing that came with a cookie). */
export function isCacheable({ fields }: ResponseHead): boolean {
  const directives = (fields.get('cache-control') ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim().split('=')[0])
  const isForOne = directives.includes('private') || directives.includes('no-store')
  return !isForOne && !fields.has('set-cookie') && fields.get('vary')?.trim() !== '*'
}
