/**
 * What a file is compared with when all of it is here: digests that a person gave or a server announced, and how the
 * comparison went. Plain data; who computes them is the engine's business.
 */
export const DIGEST_ALGORITHMS = ['sha-256', 'sha-512', 'sha-1', 'md5'] as const
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

/** Length of a digest in bytes. */
export const DIGEST_BYTES: Readonly<Record<DigestAlgorithm, number>> = {
  'sha-256': 32,
  'sha-512': 64,
  'sha-1': 20,
  md5: 16
}

export interface Checksum {
  readonly algorithm: DigestAlgorithm
  /** Lower case. */
  readonly hex: string
}

/** A digest the file should have, and who says so. */
export type ExpectedDigest =
  | (Checksum & { readonly by: 'user' })
  /** From the Metalink description that led to the file. */
  | (Checksum & { readonly by: 'metalink' })
  /** `host` announced it with the file; it proves that nothing was lost on the way, not that the host is honest. */
  | (Checksum & { readonly by: 'server'; readonly host: string })

export type Verification =
  /** Nobody has said what the file should be. */
  | { readonly kind: 'unproven' }
  /** `expected`: to be compared when the last byte is here. `verified`, `refuted`: compared with these. */
  | {
      readonly kind: 'expected' | 'verified' | 'refuted'
      readonly digests: readonly ExpectedDigest[]
    }

/** Reads names as people and tools write them: `sha256`, `SHA-256`, `SHA_256`. Null for one that is not known. */
export function digestAlgorithm(name: string): DigestAlgorithm | null {
  const plain = name.toLowerCase().replace(/[-_]/g, '')
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm.replace('-', '') === plain) ?? null
}

/** Whether `hex` (of either case) has the length and the digits of a digest of this kind. */
export const isDigestHex = (algorithm: DigestAlgorithm, hex: string): boolean =>
  hex.length === DIGEST_BYTES[algorithm] * 2 && /^[0-9a-f]*$/i.test(hex)
