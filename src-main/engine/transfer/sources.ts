/**
 * Where the bytes of one transfer come from: the origin first, then whatever has shown that it serves the same file.
 * Each source has its own proof of that, against which every answer of its is checked. It decides which source a
 * connection is opened to; it opens none itself.
 */
import { authorityOf } from '../connection/endpoint.ts'
import type { KnownFile } from './range-answer.ts'

export interface Source {
  readonly kind: 'origin' | 'mirror'
  /** Where it answers, after redirects. */
  readonly url: URL
  /** Host and port: its name for people, and whose budget of connections it has. */
  readonly host: string
  /** What each of its answers must show. */
  readonly known: KnownFile
}

export const sourceOf = (kind: Source['kind'], url: URL, known: KnownFile): Source => ({
  kind,
  url,
  host: authorityOf(url),
  known
})
