/**
 * What a file is expected to be, and the verdict. Pure. The user's word counts more than a Metalink's, and that more
 * than the server's: a file that is what its user asked for is right, whatever the server announced.
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
  return expecting([given, ...known.filter(({ by }) => by !== 'user')])
}

/** What a Metalink says takes the place of what one said before. */
export function expectedByMetalink(verification: Verification, digests: readonly Checksum[]): Verification {
  const known = digestsOf(verification)
  const of = (...kinds: readonly ExpectedDigest['by'][]) => known.filter(({ by }) => kinds.includes(by))
  const told = digests.map(({ algorithm, hex }): ExpectedDigest => ({ algorithm, hex, by: 'metalink' }))
  const before = of('metalink')
  const same =
    told.length === before.length && told.every((one) => before.some((other) => sameDigest(one, other)))
  return same ? verification : expecting([...of('user'), ...told, ...of('server')])
}

/** The server announces a digest, or none: what it announced before no longer counts. */
export function expectedByServer(
  verification: Verification,
  digest: Checksum | null,
  host: string
): Verification {
  const others = digestsOf(verification).filter(({ by }) => by !== 'server')
  return expecting(digest ? [...others, { ...digest, by: 'server', host }] : others)
}

/** What remains expected when the file is fetched anew. */
export const expectedAnew = (verification: Verification): Verification =>
  expectedByServer(verification, null, '')

/** Whose word counts more: the lower. */
const RANK: Readonly<Record<ExpectedDigest['by'], number>> = { user: 0, metalink: 1, server: 2 }

export type Verdict =
  /** `wrong` is a digest that the word of somebody who counts more overruled. */
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
  const weightiest = (digests: readonly ExpectedDigest[]): ExpectedDigest | null =>
    [...digests].sort((one, other) => RANK[one.by] - RANK[other.by])[0] ?? null
  const wrong = weightiest(missed)
  const right = weightiest(met)
  if (wrong === null || (right && RANK[right.by] < RANK[wrong.by]))
    return { kind: 'right', digests: met, wrong }
  return { kind: 'wrong', expected: wrong, found: hexOf(wrong) }
}

export const sameDigest = (one: Checksum, other: Checksum): boolean =>
  one.algorithm === other.algorithm && one.hex === other.hex

const expecting = (digests: readonly ExpectedDigest[]): Verification =>
  digests.length === 0 ? UNPROVEN : { kind: 'expected', digests }
