/**
 * The files that the built page is made of, for whoever serves it: the desktop's own scheme, or HTTP on this machine. It
 * must never hand out a file from outside the page's folder, nor one of a kind it does not know.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export interface PageFile {
  readonly body: Buffer
  /** For `Content-Type`. */
  readonly type: string
}

/** Every kind of file a built page is made of; what is not named here is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2'
}

/** A plain name: no leading dot, no separator of any system, nothing percent-encoded. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

/** The file that the path of an address names, relative to the page's folder; null when it names none. */
export function fileOf(pathname: string): string | null {
  if (pathname === '/' || pathname === '') return 'index.html'
  const segments = pathname.slice(1).split('/')
  return segments.every((segment) => SEGMENT.test(segment)) ? segments.join('/') : null
}

/** Null when `directory` holds no such file of a page. */
export async function pageFile(directory: string, relative: string | null): Promise<PageFile | null> {
  const type = relative === null ? undefined : MIME_TYPES[path.extname(relative)]
  if (relative === null || type === undefined) return null
  try {
    return { body: await readFile(path.join(directory, relative)), type }
  } catch {
    // Missing, or a directory: to the page both are the same.
    return null
  }
}
