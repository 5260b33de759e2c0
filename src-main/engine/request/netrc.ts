/** Reads a .netrc file as ftp, curl and wget know it. Only entries of named machines count: `default` is for any host. */
import type { Login } from '../../../src-shared/model/request-options.ts'

/** The login for exactly this host, or null. */
export function netrcLogin(text: string, host: string): Login | null {
  const words = wordsOf(text)
  let here = false
  let user: string | null = null
  let password: string | null = null
  for (let at = 0; at < words.length; at++) {
    const keyword = words[at]
    if (keyword === 'machine' || keyword === 'default') {
      if (here && password !== null) break
      here = keyword === 'machine' && words[++at]?.toLowerCase() === host.toLowerCase()
      user = password = null
    } else if (keyword === 'login') {
      user = words[++at] ?? null
    } else if (keyword === 'password') {
      password = words[++at] ?? null
    } else if (keyword === 'account') {
      at++
    }
  }
  return here && password !== null ? { kind: 'password', user: user ?? '', password } : null
}

/** Words between white space; one may stand in quotes. Comments and macros (up to an empty line) are left out. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  let inMacro = false
  for (const line of text.split(/\r?\n/)) {
    if (inMacro) {
      inMacro = line.trim() !== ''
      continue
    }
    for (const [word, quoted] of line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)) {
      if (quoted === undefined && word.startsWith('#') && !isValue(words)) break
      if (word === 'macdef' && !isValue(words)) {
        inMacro = true
        break
      }
      words.push(quoted === undefined ? word : quoted.replace(/\\(.)/g, '$1'))
    }
  }
  return words
}

/** Whether the next word is the value of the one before: a password may begin with "#". */
const isValue = (words: readonly string[]): boolean =>
  /^(login|password|account|machine)$/.test(words.at(-1) ?? '')
