/**
 * Compares a file with the digests expected of it. Hashing follows the bytes while they arrive, so that a long
 * transfer is nearly verified when it ends; each attempt begins at the file's first byte, because only the file
 * itself can say what a crash or a pause left in it. A file found wrong must never get its name.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import type { ExpectedDigest } from '../../../../src-shared/model/checksum.ts'
import { digestsOf, judge } from '../../integrity/verification.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Hashing } from '../../ports/hasher.ts'
import { diskProblem } from '../../storage/disk-problem.ts'
import type { PartFile } from '../../storage/part-file.ts'
import type { PieceCheck } from './piece-check.ts'
import type { RunContext } from '../run-context.ts'

/** Anything else that ends the hashing is a fault of the program's. */
const isSystemError = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code !== undefined

const FOLLOW_EVERY_MS = 250

const cannotMend = (): Promise<boolean> => Promise.resolve(false)

const SUPPLIERS: { readonly [By in ExpectedDigest['by']]: (digest: ExpectedDigest) => string } = {
  user: () => 'the checksum you gave is',
  metalink: () => 'its Metalink says',
  server: (digest) => `${digest.by === 'server' ? digest.host : ''} announced`
}

export class Verifier {
  readonly #context: RunContext
  readonly #file: PartFile
  #hashing: Hashing | null = null
  #stopFollowing: () => void = () => undefined

  constructor(context: RunContext, file: PartFile) {
    this.#context = context
    this.#file = file
  }

  /** Hashes what is durable in one piece from the first byte on, as it grows, and right as far as pieces can tell. */
  followLedger(ledger: Ledger, pieces: PieceCheck | null = null): void {
    this.#follow(async () => {
      if (pieces) return pieces.rightBytes
      const first = ledger.durable[0]
      return first?.start === 0 ? first.end : 0
    })
  }

  /** Hashes what has been written of an answer that comes from its first byte to its last. */
  followStream(): void {
    this.#follow(async () => {
      const written = this.#context.live.streamedBytes
      // Writes may end out of order. When all begun by now have ended, no gap is left before the bytes counted.
      await this.#file.settled()
      return written
    })
  }

  /**
   * Resolves when the whole file is what was expected, or nothing was. When it is not, `mend` may put wrong bytes right
   * and say so by true; then it is compared once more. Rejects with ShoalError `checksum-mismatch`, `interrupted`, a
   * disk's, or what `mend` does.
   */
  async verify(length: number, mend: () => Promise<boolean> = cannotMend): Promise<void> {
    this.#stopFollowing()
    const { record, signal } = this.#context
    const digests = digestsOf(record().verification)
    if (digests.length === 0) return
    this.#context.phase('verifying')
    if (!digests.every(({ algorithm }) => this.#hashing?.algorithms.includes(algorithm))) this.#begin(digests)
    const onAbort = (): void => this.stop()
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    try {
      let verdict = judge(digests, await (this.#hashing as Hashing).finish(length))
      if (verdict.kind === 'wrong' && (await mend()))
        verdict = judge(digests, await this.#begin(digests).finish(length))
      if (verdict.kind === 'wrong') this.#refute(digests, verdict.expected, verdict.found)
      else this.#confirm(verdict.digests, verdict.wrong)
    } catch (thrown) {
      if (signal.aborted) throw fail('interrupted')
      throw isSystemError(thrown) ? diskProblem(thrown, this.#file.directory, this.#file.path) : thrown
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Lets go of the file. */
  stop(): void {
    this.#stopFollowing()
    this.#hashing?.cancel()
  }

  #begin(digests: readonly ExpectedDigest[]): Hashing {
    this.#hashing?.cancel()
    const algorithms = [...new Set(digests.map(({ algorithm }) => algorithm))]
    return (this.#hashing = this.#context.hasher.begin(this.#file.path, algorithms))
  }

  #follow(reached: () => Promise<number>): void {
    const digests = digestsOf(this.#context.record().verification)
    if (digests.length === 0) return
    const hashing = this.#begin(digests)
    this.#stopFollowing = this.#context.clock.every(FOLLOW_EVERY_MS, () => {
      void reached().then((end) => hashing.reach(end))
    })
  }

  #refute(digests: readonly ExpectedDigest[], expected: ExpectedDigest, found: string): never {
    this.#context.update({ verification: { kind: 'refuted', digests } })
    throw fail('checksum-mismatch', {
      algorithm: expected.algorithm,
      subject: 'the file',
      found,
      supplier: SUPPLIERS[expected.by](expected),
      expected: expected.hex
    })
  }

  #confirm(digests: readonly ExpectedDigest[], wrong: ExpectedDigest | null): void {
    this.#context.update({ verification: { kind: 'verified', digests } })
    for (const { algorithm, hex, by } of digests) this.#context.event('verified', { algorithm, hex, by })
    if (wrong && wrong.by !== 'user') {
      const met = digests.some(({ by }) => by === 'user') ? 'the checksum you gave' : 'its Metalink'
      const missed = wrong.by === 'server' ? `that ${wrong.host} announced` : 'of its Metalink'
      this.#context.notice({
        code: 'digest-wrong',
        message: `The file matches ${met}, but not the ${wrong.algorithm} digest ${missed}.`
      })
    }
  }
}
