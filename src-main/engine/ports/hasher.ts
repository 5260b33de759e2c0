/** Computes digests of files somewhere else than on the engine's own thread, which has sockets to serve. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Checksum, DigestAlgorithm } from '../../../src-shared/model/checksum.ts'

export interface Hasher {
  /** Begins to read the file from its first byte, as far as `reach` allows. */
  begin(path: string, algorithms: readonly DigestAlgorithm[]): Hashing
  /** Opens the file to hash parts of it. */
  open(path: string, algorithm: DigestAlgorithm): PartHashing
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

export interface PartHashing {
  /**
   * The digest of bytes that are in the file, in lower-case hexadecimal. Parts are hashed in the order asked for.
   * Rejects with the operating system's own error, and then for every other part too, or when closed.
   */
  digest(range: ByteRange): Promise<string>
  /** Lets go of the file. Harmless when repeated. */
  close(): void
}
