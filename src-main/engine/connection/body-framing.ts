/**
 * Where a response's body ends (RFC 9112 section 6.3), decided from its head alone.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ResponseHead } from './response-head.ts'

export type BodyFraming =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Until the server closes: the only framing that cannot tell a whole body from a cut one. */
  | { readonly kind: 'close' }

/** Throws ShoalError `response-invalid` on contradicting lengths, `encoding-unsupported` on unknown transfer codings. */
export function framingOf(head: ResponseHead, host: string): BodyFraming {
  if (head.status === 204 || head.status === 304) return { kind: 'length', bytes: 0 }
  const coding = head.fields.get('transfer-encoding')
  if (coding !== undefined) {
    if (coding.trim().toLowerCase() === 'chunked') return { kind: 'chunked' }
    throw fail('encoding-unsupported', { host, coding: coding.slice(0, 60) })
  }
  const length = head.fields.get('content-length')
  if (length === undefined) return { kind: 'close' }
  // A repeated but equal length may be folded into one (RFC 9110 section 8.6); anything else splits readers.
  const values = new Set(length.split(',').map((value) => value.trim()))
  const [only] = values
  if (
    values.size !== 1 ||
    only === undefined ||
    !/^\d{1,16}$/.test(only) ||
    !Number.isSafeInteger(Number(only))
  ) {
    throw fail('response-invalid', { host, reason: 'its Content-Length makes no sense' })
  }
  return { kind: 'length', bytes: Number(only) }
}

/** Whether another request may follow on the same connection (RFC 9112 section 9.3). */
export function keepsAlive(head: ResponseHead, framing: BodyFraming): boolean {
  if (framing.kind === 'close') return false
  if (head.fields.has('transfer-encoding') && head.fields.has('content-length')) return false
  const options = (head.fields.get('connection') ?? '')
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
  return head.minorVersion === 1 ? !options.includes('close') : options.includes('keep-alive')
}
