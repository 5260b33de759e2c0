/** Computes digests of files somewhere else than on the engine's own thread, which has sockets to serve. */
import type { Checksum, DigestAlgorithm } from '../../../src-shared/model/checksum.ts'

export interface Hasher {
  /** Begins to read the file from its first byte, as far as `reach` allows. */
  begin(path: string, algorithms: readonly DigestAlgorithm[]): Hashing
}

export interface Hashing {
  readonly algorithms: readonly DigestAlgorithm[]
  /** Bytes `[0, end)` are in the file and stay as they are. */
  reach(end: number): void
  /** The file is `length` bytes long. Rejects with the operating system's own error, or when cancelled. */
  finish(length: number): Promise<readonly Checksum[]>
  /** Lets go of the file. Harmless after the end. */
  cancel(): void
}
