/**
 * Where the bytes of one transfer come from: the origin first, then whatever has shown that it serves the same file.
 * Each source has its own proof of that, against which every answer of its is checked. It decides which source a
 * connection is opened to; it opens none itself.
 */
import { authorityOf } from '../../connection/endpoint.ts'
import type { Contributor } from '../../ports/contributors.ts'
import type { KnownFile } from './range-answer.ts'

export interface Source {
  readonly kind: 'origin' | 'mirror' | 'peer'
  /** Where it answers, after redirects. */
  readonly url: URL
  /** Host and port, which are its name for people and whose budget of connections it has; a peer's id. */
  readonly host: string
  /** What each of its answers must show. */
  readonly known: KnownFile
  /** The machine behind it, when that is another Shoal's. */
  readonly peer: Contributor | null
}

export const sourceOf = (kind: 'origin' | 'mirror', url: URL, known: KnownFile): Source => ({
  kind,
  url,
  host: authorityOf(url),
  known,
  peer: null
})

export const peerSource = (peer: Contributor): Source => ({
  kind: 'peer',
  get url() {
    return peer.url()
  },
  host: peer.id,
  known: peer.file,
  peer
})
