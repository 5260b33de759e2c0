/**
 * Reads a finished file anew and says whether it is still what it was expected to be: disks fail, and other programs
 * write. Where nobody said what it should be, it says what it is. It changes nothing.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { Checksum, DigestAlgorithm, Verification } from '../../../src-shared/model/checksum.ts'
import type { FileCheck } from '../../../src-shared/model/file-check.ts'
import type { Disk } from '../ports/disk.ts'
import type { Hasher } from '../ports/hasher.ts'
import { digestsOf, judge } from './verification.ts'

const USUAL: DigestAlgorithm = 'sha-256'

export interface CheckedFile {
  readonly path: string
  /** Bytes it had when it was finished; null: nobody knows. */
  readonly length: number | null
  readonly verification: Verification
}

/** Rejects with ShoalError `file-missing` or `file-unreadable`. */
export async function checkFile(
  { disk, hasher }: { readonly disk: Pick<Disk, 'lengthOf'>; readonly hasher: Pick<Hasher, 'begin'> },
  { path, length, verification }: CheckedFile,
  signal?: AbortSignal
): Promise<FileCheck> {
  const unreadable = (thrown: unknown): never => {
    if (thrown instanceof ShoalError) throw thrown
    throw fail(
      'file-unreadable',
      { path, reason: (thrown as NodeJS.ErrnoException).code ?? String(thrown) },
      thrown
    )
  }
  const found = await disk.lengthOf(path).catch(unreadable)
  if (found === null) throw fail('file-missing', { path })
  if (length !== null && found !== length) return { kind: 'wrong-length', expected: length, found }
  const expected = digestsOf(verification)
  const algorithms =
    expected.length === 0 ? [USUAL] : [...new Set(expected.map(({ algorithm }) => algorithm))]
  signal?.throwIfAborted()
  const hashing = hasher.begin(path, algorithms)
  const onAbort = (): void => hashing.cancel()
  signal?.addEventListener('abort', onAbort)
  try {
    hashing.reach(found)
    const digests = await hashing.finish(found).catch(unreadable)
    const [first] = digests as readonly [Checksum]
    if (expected.length === 0) return { kind: 'unproven', found: first }
    const verdict = judge(expected, digests)
    if (verdict.kind === 'right') return { kind: 'right', digests: verdict.digests }
    const { algorithm } = verdict.expected
    return { kind: 'wrong', expected: verdict.expected, found: { algorithm, hex: verdict.found } }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    hashing.cancel()
  }
}
