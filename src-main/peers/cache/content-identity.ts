/**
 * When two contents are the same: one address without fragment and credentials, one length, and one strong validator.
 * What shows no validator is never kept, for nothing would tell another version of it.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'

/** Throws ShoalError `uri-invalid`, `scheme-unsupported`. */
export function canonicalUri(uri: string): string {
  const url = parse(uri)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw fail('scheme-unsupported', { scheme: url.protocol.replace(/:$/, '') })
  url.hash = ''
  url.username = ''
  url.password = ''
  return url.href
}

function parse(uri: string): URL {
  try {
    return new URL(uri)
  } catch (thrown) {
    throw fail('uri-invalid', { uri }, thrown)
  }
}

export const isSameFile = (a: FileIdentity, b: FileIdentity): boolean =>
  a.length === b.length &&
  a.validator.etag === b.validator.etag &&
  (a.validator.etag !== null || a.validator.lastModified === b.validator.lastModified)

/** A weak entity tag promises similar bytes, not the same ones (RFC 9110 section 8.8.1). */
export const isProven = ({ validator }: FileIdentity): boolean =>
  validator.etag !== null ? /^"[^"]*"$/.test(validator.etag) : validator.lastModified !== null
