/** What an HTTP status other than 200 and 206 means for a transfer. */
import { problem, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { ResponseHead } from '../../connection/response-head.ts'
import { retryAfterMs, RetryLater } from '../../schedule/retry-policy.ts'

/** The error a response stands for; it carries the server's own waiting time where it named one. */
export function statusProblem(head: ResponseHead, host: string, unixMs: number): ShoalError {
  const { status } = head
  const named = problem(codeFor(status), { host, status })
  const waitMs = retryAfterMs(head.fields.get('retry-after'), unixMs)
  return waitMs === null ? new ShoalError(named) : new RetryLater(named, waitMs)
}

function codeFor(status: number) {
  switch (status) {
    case 401:
    case 407:
      return 'http-unauthorized'
    case 403:
      return 'http-forbidden'
    case 404:
      return 'http-not-found'
    case 410:
      return 'http-gone'
    case 416:
      return 'http-range-refused'
    case 429:
      return 'http-too-many'
    case 408: // Request Timeout: the server gave up waiting, nothing is wrong with the request (RFC 9110 section 15.5.9).
      return 'http-server-error'
    default:
      return status >= 500 ? 'http-server-error' : 'http-rejected'
  }
}
