/**
 * What a command line asks for: links to fetch, and files that hold links or describe downloads. Electron's own switches,
 * the application's folder and anything else a launcher adds share that line, so only whole addresses and names with the
 * ending of such a file are taken. It must never take a word for a switch or a command: any web page can make a system open
 * a `shoal:` link.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mayBeLinkFile } from '../../src-shared/links/link-file.ts'
import { isFetchable } from '../../src-shared/model/schemes.ts'

export interface Asked {
  /** Addresses Shoal fetches, in their normal form. */
  readonly links: readonly string[]
  /** Absolute paths of files that may hold links: link files, lists, Metalinks. */
  readonly files: readonly string[]
}

export const askedIn = (words: readonly string[], workingDirectory: string): Asked => ({
  links: linksIn(words),
  files: filesIn(words, workingDirectory)
})

/** Links Shoal fetches among `words`, in order, each once, in their normal form. */
export function linksIn(words: readonly string[]): readonly string[] {
  const links = words.map(asLink).filter((link) => link !== null)
  return [...new Set(links)]
}

/** `shoal:` and a whole address, as registered with the system: what is behind it is as any link, and no deeper. */
const DEEP_LINK = /^shoal:(?!shoal:)/i

function asLink(word: string): string | null {
  try {
    const { protocol, href } = new URL(word.trim().replace(DEEP_LINK, ''))
    return isFetchable(protocol) ? href : null
  } catch {
    return null
  }
}

/** Files that may hold links among `words`: paths, or the `file:` addresses that Linux desktops pass for them. */
export function filesIn(words: readonly string[], workingDirectory: string): readonly string[] {
  const files = words.map((word) => asFile(word, workingDirectory)).filter((file) => file !== null)
  return [...new Set(files)]
}

function asFile(word: string, workingDirectory: string): string | null {
  if (!mayBeLinkFile(word) || word.startsWith('-')) return null
  try {
    if (/^file:/i.test(word)) return fileURLToPath(word)
  } catch {
    return null // another host's file, or a broken address
  }
  return hasScheme(word) ? null : path.resolve(workingDirectory, word)
}

/** Two letters at least, for `C:\` is none. */
const hasScheme = (word: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(word)
