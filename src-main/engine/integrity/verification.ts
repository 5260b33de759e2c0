/**
 * What a file is expected to be, and the verdict. Pure. The user's word counts more than the server's: a file that
 * is what its user asked for is right, whatever the server announced.
 */
import type { Checksum, ExpectedDigest, Verification } from '../../../src-shared/model/checksum.ts'

export const UNPROVEN: Verification = { kind: 'unproven' }

export const digestsOf = (verification: Verification): readonly ExpectedDigest[] =>
  verification.kind === 'unproven' ? [] : verification.digests

/** The user gives a checksum. Said again, it changes nothing: what was found wrong by it stays wrong. */
export function expectedByUser(verification: Verification, { algorithm, hex }: Checksum): Verification {
  const given: ExpectedDigest = { algorithm, hex: hex.toLowerCase(), by: 'user' }
  const known = digestsOf(verification)
  if (known.some(({ by, ...digest }) => by === 'user' && sameDigest(digest, given))) return verification
  return expecting([given, ...known.filter(({ by }) => by === 'server')])
}

/** The server announces a digest, or none: what it announced before no longer counts. */
export function expectedByServer(
  verification: Verification,
  digest: Checksum | null,
  host: string
): Verification {
  const others = digestsOf(verification).filter(({ by }) => by === 'user')
  return expecting(digest ? [...others, { ...digest, by: 'server', host }] : others)
}

/** What remains expected when the file is fetched anew. */
export const expectedAnew = (verification: Verification): Verification =>
  expectedByServer(verification, null, '')

export type Verdict =
  /** `wrong` is a server's digest that the user's own checksum overruled. */
  | {
      readonly kind: 'right'
      readonly digests: readonly ExpectedDigest[]
      readonly wrong: ExpectedDigest | null
    }
  | { readonly kind: 'wrong'; readonly expected: ExpectedDigest; readonly found: string }

/** `found` has every algorithm that `expected` names. */
export function judge(expected: readonly ExpectedDigest[], found: readonly Checksum[]): Verdict {
  const hexOf = (digest: Checksum): string =>
    found.find(({ algorithm }) => algorithm === digest.algorithm)?.hex ?? 'not computed'
  const met = expected.filter((digest) => hexOf(digest) === digest.hex)
  const missed = expected.filter((digest) => !met.includes(digest))
  const wrong = missed.find(({ by }) => by === 'user') ?? missed[0] ?? null
  if (wrong === null || (wrong.by === 'server' && met.some(({ by }) => by === 'user')))
    return { kind: 'right', digests: met, wrong }
  return { kind: 'wrong', expected: wrong, found: hexOf(wrong) }
}

export const sameDigest = (one: Checksum, other: Checksum): boolean =>
  one.algorithm === other.algorithm && one.hex === other.hex

const expecting = (digests: readonly ExpectedDigest[]): Verification =>
  digests.length === 0 ? UNPROVEN : { kind: 'expected', digests }
