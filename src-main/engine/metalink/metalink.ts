/**
 * What a Metalink says: files, where each can be had, and what proves that it is right (RFC 5854). Plain values, made
 * harmless already; whoever wrote the description is as untrusted as any server.
 */
import type { Checksum } from '../../../src-shared/model/checksum.ts'
import type { PieceDigests } from '../../../src-shared/model/piece-digests.ts'

export interface Metalink {
  /** At least one. */
  readonly files: readonly MetalinkFile[]
  /** What was passed over, in sentences for a person; few. */
  readonly notes: readonly string[]
}

export interface MetalinkFile {
  /** Safe as a file name; folders that the description named are left out. */
  readonly name: string
  /** Bytes; null when not told. */
  readonly length: number | null
  /** Of the whole file, each algorithm once, best first. */
  readonly digests: readonly Checksum[]
  readonly pieces: PieceDigests | null
  /** Preferred first; each address once. */
  readonly addresses: readonly MetalinkAddress[]
}

export interface MetalinkAddress {
  /** http or https, without credentials and fragment. */
  readonly uri: string
  /** 1 is best (RFC 5854 section 4.2.16.1). */
  readonly priority: number
  /** Country as ISO 3166-1 alpha-2 in lower case, null when not told. */
  readonly location: string | null
}

/** The priority of who names none: the last. */
export const LAST_PRIORITY = 999_999

/** An address for bytes as the network names one; null when Shoal does not fetch from there. */
export function byteAddress(text: string, base?: URL): string | null {
  let url: URL
  try {
    url = new URL(text.trim(), base)
  } catch {
    return null
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  // Credentials from the network are not the user's.
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

export const countryCode = (text: string | undefined): string | null =>
  text !== undefined && /^[a-z]{2}$/i.test(text) ? text.toLowerCase() : null
