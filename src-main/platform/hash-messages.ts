/** What the engine thread and the hash thread say to each other. A job is one file being hashed, whole or in parts. */
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import type { DigestAlgorithm } from '../../src-shared/model/checksum.ts'

export type ToHashThread =
  | {
      readonly kind: 'begin'
      readonly job: number
      readonly path: string
      readonly algorithms: readonly DigestAlgorithm[]
    }
  /** Bytes before `end` may be read. */
  | { readonly kind: 'reach'; readonly job: number; readonly end: number }
  | { readonly kind: 'finish'; readonly job: number; readonly length: number }
  | {
      readonly kind: 'open'
      readonly job: number
      readonly path: string
      readonly algorithm: DigestAlgorithm
    }
  /** One more part of an opened file. */
  | { readonly kind: 'part'; readonly job: number; readonly range: ByteRange }
  | { readonly kind: 'cancel'; readonly job: number }

export type FromHashThread =
  /** In the order of the algorithms asked for. */
  | { readonly kind: 'digests'; readonly job: number; readonly hexes: readonly string[] }
  /** Of the next part, in the order asked for. */
  | { readonly kind: 'part-digest'; readonly job: number; readonly hex: string }
  /** `code` is the operating system's, null when it was not the one to complain. */
  | { readonly kind: 'failed'; readonly job: number; readonly code: string | null; readonly message: string }
