/**
 * When to try again and after how long. Pure: time and randomness come in as values.
 */
import type { ProblemCode } from '../../../src-shared/errors/catalogue.ts'
import { ShoalError, type Problem } from '../../../src-shared/errors/problem.ts'

/** A refusal that named its own waiting time (`Retry-After`). */
export class RetryLater extends ShoalError {
  readonly waitMs: number
  constructor(problem: Problem, waitMs: number) {
    super(problem)
    this.waitMs = waitMs
  }
}

/** Failures that time may heal. Everything else needs a person. */
const TRANSIENT = new Set<ProblemCode>([
  'connection-lost',
  'connection-stalled',
  'connection-timeout',
  'body-truncated',
  'body-overlong',
  'http-server-error',
  'http-too-many',
  'remote-busy'
])

/** Failures to reach the server at all: final for a first try, a bad moment for a transfer that has worked. */
const UNREACHABLE = new Set<ProblemCode>([
  'connection-refused',
  'host-unresolved',
  'network-unreachable',
  'proxy-refused'
])

export const isTransient = (code: ProblemCode, hasWorked: boolean): boolean =>
  TRANSIENT.has(code) || (hasWorked && UNREACHABLE.has(code))

/** No other connection and no later try can mend these. */
const FATAL = new Set<ProblemCode>([
  'source-changed',
  'disk-full',
  'disk-failed',
  'directory-missing',
  'directory-unwritable',
  'partial-missing',
  'journal-corrupt',
  'journal-unwritable',
  'policy-address-refused',
  'policy-port-refused',
  'internal'
])

export const isFatal = (code: ProblemCode): boolean => FATAL.has(code)

/** What servers answer to one connection too many. */
const CROWDING = new Set<ProblemCode>([
  'http-too-many',
  'http-forbidden',
  'http-server-error',
  'connection-refused'
])

export const isCrowding = (code: ProblemCode): boolean => CROWDING.has(code)

export const FIRST_BACKOFF_MS = 500
export const LONGEST_BACKOFF_MS = 30_000

/** Exponential with full upper-half jitter, so that many transfers do not come back in step. `attempt` counts from 1. */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** A server may ask for any time; a person waits no longer than this before Shoal asks again. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3) as milliseconds from now; null when absent or bad. */
export function retryAfterMs(value: string | undefined, unixMs: number): number | null {
  if (value === undefined) return null
  const wait = /^\d{1,10}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - unixMs
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS)
}
