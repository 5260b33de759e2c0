/**
 * Content codings a server applied although `identity` was asked for (RFC 9110 section 8.4). The file people want is
 * the decoded one, unless its own name says it is a compressed file: then the server has merely labelled it.
 */
import zlib from 'node:zlib'
import type { Transform } from 'node:stream'

export type ContentCoding = 'gzip' | 'deflate' | 'br'

const SUFFIXES: Record<ContentCoding, RegExp> = {
  gzip: /\.(gz|tgz|gzip|svgz|emz)$/i,
  deflate: /\.(zz|z)$/i,
  br: /\.(br)$/i
}

/** Whether a Content-Encoding field names any coding. */
export const isCoded = (field: string | undefined): boolean =>
  field !== undefined && !/^\s*(identity)?\s*$/i.test(field)

/** The coding to undo; null for none; `unknown` carries the name of one Shoal cannot undo. */
export function codingToUndo(
  field: string | undefined,
  fileName: string
): ContentCoding | null | { readonly unknown: string } {
  const names = (field ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity')
  const [name] = names
  if (name === undefined) return null
  if (names.length > 1 || !Object.hasOwn(SUFFIXES, name)) return { unknown: names.join(', ').slice(0, 60) }
  const coding = name as ContentCoding
  return SUFFIXES[coding].test(fileName) ? null : coding
}

/** A stream that undoes the coding; it emits an error on data that is not so coded, or is cut short. */
export function decoderFor(coding: ContentCoding): Transform {
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip()
    case 'deflate':
      return zlib.createInflate()
    case 'br':
      return zlib.createBrotliDecompress()
  }
}
