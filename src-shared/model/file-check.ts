/** What a finished file was found to be when it was read anew from the disk. */
import type { Checksum, ExpectedDigest } from './checksum.ts'

export type FileCheck =
  /** What it should be, by these digests. */
  | { readonly kind: 'right'; readonly digests: readonly ExpectedDigest[] }
  /** Nobody said what it should be; this is what it is. */
  | { readonly kind: 'unproven'; readonly found: Checksum }
  | { readonly kind: 'wrong'; readonly expected: ExpectedDigest; readonly found: Checksum }
  /** Bytes. */
  | { readonly kind: 'wrong-length'; readonly expected: number; readonly found: number }
