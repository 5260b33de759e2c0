/**
 * Answers in JSON, and the status that each problem is answered with. What is no ShoalError, and what a problem would
 * tell of this machine's files, stays here.
 */
import type http from 'node:http'
import { catalogue, type ProblemCode } from '../../../src-shared/errors/catalogue.ts'
import { problem, ShoalError, type Problem } from '../../../src-shared/errors/problem.ts'
import { problemMessage } from '../protocol/problem.ts'

export function answerJson(response: http.ServerResponse, status: number, text: string): void {
  const body = Buffer.from(text)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length })
  response.end(body)
}

/** Call only while no head has been sent. */
export function answerProblem(
  response: http.ServerResponse,
  thrown: unknown,
  fields: http.OutgoingHttpHeaders = {}
): void {
  const told = toldOf(thrown)
  const body = Buffer.from(problemMessage.encode(told))
  response.writeHead(statusOf(told.code), {
    ...fields,
    'Content-Type': 'application/json',
    'Content-Length': body.length
  })
  response.end(body)
}

/** What may be told to a peer. */
function toldOf(thrown: unknown): Problem {
  const known = thrown instanceof ShoalError && thrown.code !== 'internal' ? thrown.problem : null
  if (!known) return { ...problem('internal'), message: 'It ran into a fault of its own.' }
  // Sentences about disks name folders.
  if (catalogue[known.code].exitCode === DISK) return { ...known, message: 'Its disk is in the way.' }
  return known
}

const REFUSED_BY_POLICY = 6
const DISK = 5
const USAGE = 2

const STATUS: Partial<Record<ProblemCode, number>> = {
  'message-invalid': 400,
  'message-too-large': 413,
  'peer-newer': 400,
  'path-unknown': 404,
  'method-refused': 405,
  'plan-unknown': 404,
  'plan-stale': 409,
  'plan-file-unknown': 409,
  'plan-range-refused': 416,
  'peer-busy': 503,
  'pairing-busy': 409,
  'pairing-limited': 429,
  'pairing-refused': 403,
  'pairing-broken': 400,
  'pairing-declined': 403,
  'pairing-ended': 404,
  'group-refused': 403,
  interrupted: 503,
  internal: 500
}

/** RFC 9110 section 15. What is left is what kept the data server's bytes away: a gateway's trouble. */
export function statusOf(code: ProblemCode): number {
  const known = STATUS[code]
  if (known !== undefined) return known
  switch (catalogue[code].exitCode) {
    case REFUSED_BY_POLICY:
      return 403
    case DISK:
      return 503
    case USAGE:
      return 400
    default:
      return 502
  }
}
