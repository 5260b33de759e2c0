/**
 * The digest a response announces for the whole file: `Repr-Digest` and `Content-Digest` (RFC 9530) and the older
 * `Digest` (RFC 3230). All of it comes from the network: what cannot be read strictly counts as not said.
 */
import {
  DIGEST_ALGORITHMS,
  DIGEST_BYTES,
  type Checksum,
  type DigestAlgorithm
} from '../../../src-shared/model/checksum.ts'
import type { ResponseHead } from '../connection/response-head.ts'

/** Every known digest at once takes some 300 characters. */
const FIELD_LIMIT_CHARACTERS = 4096

/**
 * The best digest of the bytes the server would send for the whole file; null when it tells none. They are those of
 * the representation, coded if it is coded: whoever undoes a content coding must not compare with them.
 * `Repr-Digest` and `Digest` cover all of it even in a 206; `Content-Digest` covers what this one answer carries.
 */
export function announcedDigest({ status, fields }: ResponseHead): Checksum | null {
  const told = [
    dictionaryDigests(fields.get('repr-digest')),
    dictionaryDigests(status === 200 ? fields.get('content-digest') : undefined),
    listedDigests(fields.get('digest'))
  ]
  for (const algorithm of DIGEST_ALGORITHMS) {
    for (const digests of told) {
      const hex = digests.get(algorithm)
      if (hex !== undefined) return { algorithm, hex }
    }
  }
  return null
}

type Digests = ReadonlyMap<DigestAlgorithm, string>
const NONE: Digests = new Map()

/** Names of the RFC 9530 registry. */
const REGISTERED: Readonly<Record<string, DigestAlgorithm>> = {
  'sha-256': 'sha-256',
  'sha-512': 'sha-512',
  sha: 'sha-1',
  md5: 'md5'
}

/** One member of a structured dictionary (RFC 8941 section 3.2) that is a byte sequence. */
const MEMBER = /([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):[ \t]*(,[ \t]*|$)/y

function dictionaryDigests(field: string | undefined): Digests {
  const text = bounded(field)
  if (text === null) return NONE
  const digests = new Map<DigestAlgorithm, string>()
  for (let at = 0; at < text.length; at = MEMBER.lastIndex) {
    MEMBER.lastIndex = at
    const member = MEMBER.exec(text)
    // A member of another shape, or a comma with nothing behind it, spoils the whole field (section 4.2).
    if (!member || (member[3] !== '' && MEMBER.lastIndex === text.length)) return NONE
    take(digests, member[1] as string, member[2] as string)
  }
  return digests
}

/** RFC 3230 section 4.3.2: `SHA-256=base64`, separated by commas, names in any case. */
function listedDigests(field: string | undefined): Digests {
  const text = bounded(field)
  if (text === null) return NONE
  const digests = new Map<DigestAlgorithm, string>()
  for (const instance of text.split(',')) {
    const equals = instance.indexOf('=')
    if (equals > 0)
      take(digests, instance.slice(0, equals).trim().toLowerCase(), instance.slice(equals + 1).trim())
  }
  return digests
}

/** An unknown algorithm, or a value that is no digest of a known one, is passed over. */
function take(digests: Map<DigestAlgorithm, string>, name: string, base64: string): void {
  const algorithm = Object.hasOwn(REGISTERED, name) ? REGISTERED[name] : undefined
  if (!algorithm) return
  const bytes = Buffer.from(base64, 'base64')
  // Written back it must be the same: Node reads past what is not base64.
  if (bytes.length !== DIGEST_BYTES[algorithm] || bytes.toString('base64') !== base64) return
  digests.set(algorithm, bytes.toString('hex'))
}

const bounded = (field: string | undefined): string | null =>
  field === undefined || field.length > FIELD_LIMIT_CHARACTERS ? null : field.trim()
