/** What a response and its URL propose as a file's name, before it is made safe. */
import type { ResponseHead } from '../connection/response-head.ts'

/**
 * Content-Disposition's `filename*`, then `filename` (RFC 6266 section 4.3), then the last path segment of the final
 * URL or, when only that has an extension, of the one asked for.
 */
export function proposedName(head: ResponseHead, asked: URL, final: URL): string {
  const named = dispositionName(head.fields.get('content-disposition'))
  if (named !== null) return named
  const fromFinal = lastSegment(final)
  const fromAsked = lastSegment(asked)
  const hasExtension = (name: string): boolean => /\.[A-Za-z0-9]{1,10}$/.test(name)
  if (hasExtension(fromFinal) || !hasExtension(fromAsked)) return fromFinal || fromAsked
  return fromAsked
}

/** The last segment of a URL's path, percent-decoded where it decodes. */
export function lastSegment(url: URL): string {
  const segment = url.pathname.split('/').filter(Boolean).pop() ?? ''
  return percentDecoded(segment, 'utf-8') ?? segment
}

function dispositionName(field: string | undefined): string | null {
  if (field === undefined) return null
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(field)
  if (extended?.[1] && extended[2]) {
    const decoded = percentDecoded(extended[2], extended[1])
    if (decoded) return decoded
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(field)
  const value = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]?.trim()
  if (!value) return null
  // Header bytes were read as Latin-1; most servers that send raw non-ASCII names send UTF-8.
  const bytes = Buffer.from(value, 'latin1')
  const utf8 = bytes.toString('utf8')
  return utf8.includes('\ufffd') ? value : utf8
}

function percentDecoded(text: string, charset: string): string | null {
  const label = charset.toLowerCase()
  if (label !== 'utf-8' && label !== 'iso-8859-1') return null
  if (/%(?![0-9a-f]{2})/i.test(text)) return null
  const unescaped = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
  const decoded = Buffer.from(unescaped, 'latin1').toString(label === 'utf-8' ? 'utf8' : 'latin1')
  return decoded.includes('\ufffd') ? null : decoded
}
