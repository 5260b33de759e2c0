/** Turns what the operating system and TLS say of a failed connection into the catalogue's words. */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'

export function networkProblem(thrown: unknown, host: string): ShoalError {
  if (thrown instanceof ShoalError) return thrown
  // Happy eyeballs reports one error per address tried; the first is the one people would have got alone.
  const error = (
    thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown
  ) as NodeJS.ErrnoException
  const code = error.code ?? ''
  const reason = error.message
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return fail('host-unresolved', { host }, thrown)
    case 'ECONNREFUSED':
      return fail('connection-refused', { host }, thrown)
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return fail('network-unreachable', { host }, thrown)
    case 'ETIMEDOUT':
      return fail('connection-lost', { host, reason: 'it timed out' }, thrown)
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return fail('connection-lost', { host, reason: 'the other side reset it' }, thrown)
  }
  if (UNTRUSTED.has(code))
    return fail('tls-untrusted', { host, reason: untrustedReason(code, reason) }, thrown)
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return fail('tls-failed', { host, reason: sslReason(reason) }, thrown)
  }
  return fail('connection-lost', { host, reason: reason || 'unknown reason' }, thrown)
}

/** OpenSSL's verification results, as Node names them. */
const UNTRUSTED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID'
])

function untrustedReason(code: string, fallback: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired'
  if (code === 'CERT_NOT_YET_VALID') return 'it is not valid yet'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return 'it belongs to another host'
  if (code.includes('SELF_SIGNED') || code.includes('ISSUER') || code.includes('LEAF'))
    return 'no authority known here signed it'
  return fallback
}

/** OpenSSL's messages carry addresses and source lines; only the sentence between colons helps a person. */
const sslReason = (message: string): string =>
  /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1]?.trim() ?? message.slice(0, 120)
