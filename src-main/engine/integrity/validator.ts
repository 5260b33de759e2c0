/**
 * What proves that two responses show the same bytes (RFC 9110 section 8.8). Invariant 1 rests on this file: bytes
 * from two responses join one file only if `mismatch` finds nothing.
 */
import type { ResponseHead } from '../connection/response-head.ts'
import type { Validator } from '../ports/journal-port.ts'

/** What a response offers as proof; null when it offers none. */
export function validatorOf(head: ResponseHead): Validator | null {
  const tag = head.fields.get('etag') ?? ''
  // Only a strong tag promises identical bytes (section 8.8.1); `W/` marks a weak one.
  const etag = /^"[^"]*"$/.test(tag) ? tag : null
  const lastModified = head.fields.get('last-modified') ?? null
  return etag === null && lastModified === null ? null : { etag, lastModified }
}

/** Why a response does not show the known bytes, in words; null when it is proven that it does. */
export function mismatch(
  known: { readonly validator: Validator; readonly length: number },
  seen: { readonly validator: Validator | null; readonly length: number }
): string | null {
  if (seen.length !== known.length) return `its length was ${known.length} bytes and is now ${seen.length}`
  const { etag, lastModified } = known.validator
  if (etag !== null) {
    if (seen.validator?.etag === etag) return null
    return seen.validator?.etag
      ? `its ETag was ${etag} and is now ${seen.validator.etag}`
      : 'its ETag is gone'
  }
  if (seen.validator?.lastModified === lastModified) return null
  return seen.validator?.lastModified
    ? `it was modified on ${seen.validator.lastModified}`
    : 'its modification date is gone'
}
