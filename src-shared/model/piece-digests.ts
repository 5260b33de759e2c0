/**
 * Digests of a file's pieces, as a Metalink gives them: they say which part of a file is wrong, where a digest of the
 * whole can only say that something is. All pieces have one length, but for the last.
 */
import { DIGEST_BYTES, type DigestAlgorithm } from './checksum.ts'

export interface PieceDigests {
  readonly algorithm: DigestAlgorithm
  /** Bytes of each piece but the last. */
  readonly pieceBytes: number
  /** The digests one after the other, in the order of the pieces. */
  readonly digests: Uint8Array
}

export const pieceCount = ({ algorithm, digests }: PieceDigests): number =>
  digests.length / DIGEST_BYTES[algorithm]

/** Whether they cover a file of `length` bytes, no more and no less. */
export const coversLength = (pieces: PieceDigests, length: number): boolean =>
  Math.ceil(length / pieces.pieceBytes) === pieceCount(pieces)
