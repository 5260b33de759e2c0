/**
 * Reads a list of links as aria2 and others write them: a file a line, its addresses parted by tabs, options in indented
 * lines below. Any other text is read as text with links in it. Pure and total; what is passed over is named.
 */
import { digestAlgorithm, isDigestHex, type Checksum } from '../model/checksum.ts'
import { linksInText, MAX_TEXT_LENGTH } from './links.ts'
import { justLinks, onlyRefused, together, type Found, type Wanted } from './wanted.ts'

const OPTION = /^[ \t]+([a-z][a-z0-9-]*)=(.*)$/

export function wantedInList(text: string): Found {
  if (text.length > MAX_TEXT_LENGTH) return onlyRefused({ kind: 'text-too-long' })
  const parts: Found[] = []
  const passedOver = new Set<string>()
  let last: Wanted | null = null
  const settle = (): void => {
    if (last) parts.push({ wanted: [last], descriptions: [], refused: [] })
    last = null
  }
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [, option, value = ''] = OPTION.exec(line) ?? []
    if (option !== undefined && last) {
      const changed = withOption(last, option, value.trim())
      if (changed) last = changed
      else passedOver.add(option)
      continue
    }
    settle()
    last = fileIn(line)
    if (!last) parts.push(prose(line))
  }
  settle()
  const found = together(parts)
  const refused = [
    ...(passedOver.size > 0 ? [{ kind: 'list-options', options: [...passedOver] } as const] : []),
    ...found.refused
  ]
  return found.wanted.length === 0 && refused.length === 0
    ? onlyRefused({ kind: 'no-link' })
    : { ...found, refused }
}

/** The file of a line that holds addresses and nothing else. */
function fileIn(line: string): Wanted | null {
  const fields = line
    .split('\t')
    .map((field) => field.trim())
    .filter((field) => field !== '')
  const links = fields.map((field) => {
    const { links: found } = linksInText(field)
    // What ends a sentence ends an address, too.
    const [link] = found
    return link !== undefined && found.length === 1 && !/\s/.test(field) && field.startsWith(link)
      ? link
      : null
  })
  const [uri, ...mirrors] = links.filter((link) => link !== null)
  if (uri === undefined || links.includes(null)) return null
  return mirrors.length > 0 ? { uri, mirrors } : { uri }
}

/** Words without a link are no fault of a list; an address that Shoal does not fetch is worth a word. */
function prose(line: string): Found {
  const found = justLinks(linksInText(line))
  return { ...found, refused: found.refused.filter(({ kind }) => kind !== 'no-link') }
}

/** Null for an option that means nothing here, or nothing safe. */
function withOption(wanted: Wanted, option: string, value: string): Wanted | null {
  if (option === 'out') return /^[^/\\]+$/.test(value) ? { ...wanted, name: value } : null
  const checksum = option === 'checksum' ? checksumIn(value) : null
  return checksum && { ...wanted, checksum }
}

/** `sha-256=…`, `SHA256:…` or the digits alone, whose number tells which it is; null when it is none of these. */
export function checksumIn(text: string): Checksum | null {
  const [, name, digits = ''] = /^\s*(?:([A-Za-z0-9_-]+)\s*[=:]\s*)?([0-9A-Fa-f]+)\s*$/.exec(text) ?? []
  const algorithm = name === undefined ? OF_LENGTH[digits.length] : digestAlgorithm(name)
  if (!algorithm || !isDigestHex(algorithm, digits)) return null
  return { algorithm, hex: digits.toLowerCase() }
}

const OF_LENGTH: Readonly<Record<number, Checksum['algorithm']>> = {
  32: 'md5',
  40: 'sha-1',
  64: 'sha-256',
  128: 'sha-512'
}
