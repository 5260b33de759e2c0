/**
 * Which words of a command line are links to fetch. Electron's own switches, the application's folder and anything
 * else a launcher adds share that line, so only whole addresses are taken. It must never take a word for a switch, a
 * path or a command.
 */
import { isFetchable } from '../../src-shared/model/schemes.ts'

/** Links Shoal fetches among `words`, in order, each once, in their normal form. */
export function linksIn(words: readonly string[]): readonly string[] {
  const links = words.map(asLink).filter((link) => link !== null)
  return [...new Set(links)]
}

function asLink(word: string): string | null {
  try {
    const { protocol, href } = new URL(word.trim())
    return isFetchable(protocol) ? href : null
  } catch {
    return null
  }
}
