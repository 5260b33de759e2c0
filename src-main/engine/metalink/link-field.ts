/**
 * The mirrors a server names in its `Link` fields: `<address>; rel=duplicate; pri=1; geo=de` (RFC 8288 for the grammar,
 * RFC 6249 for the meaning). It reads strictly from left to right in one pass; where the grammar breaks, the rest
 * counts as not said. That the mirrors have the same file is the server's claim, no proof.
 */
import type { ResponseHead } from '../connection/response-head.ts'
import { byteAddress, countryCode, LAST_PRIORITY, type MetalinkAddress } from './metalink.ts'

/** More would be a burden to check, not a help. */
const MIRROR_LIMIT = 64

/** Preferred first; each address once, none that Shoal does not fetch from. `url` is where the answer came from. */
export function duplicatesOf({ fields }: ResponseHead, url: URL): readonly MetalinkAddress[] {
  const found = new Map<string, MetalinkAddress>()
  for (const { target, parameters } of links(fields.get('link') ?? '')) {
    if (found.size === MIRROR_LIMIT) break
    // With an anchor, it is a statement about another resource (RFC 8288 section 3.2).
    if (parameters.has('anchor') || !relations(parameters).includes('duplicate')) continue
    const uri = byteAddress(target, url)
    if (uri === null || uri === url.href || found.has(uri)) continue
    const told = parameters.get('pri') ?? ''
    const priority = /^[1-9]\d{0,5}$/.test(told) ? Number(told) : LAST_PRIORITY
    found.set(uri, { uri, priority, location: countryCode(parameters.get('geo')) })
  }
  return [...found.values()].sort((a, b) => a.priority - b.priority)
}

interface Link {
  readonly target: string
  /** Names in lower case; of a name given twice, the first counts (RFC 8288 section 3.3). */
  readonly parameters: ReadonlyMap<string, string>
}

const relations = (parameters: ReadonlyMap<string, string>): readonly string[] =>
  (parameters.get('rel') ?? '').toLowerCase().split(/[ \t]+/)

const TARGET = /[ \t,]*<([^<>]{0,8192})>[ \t]*/y
const PARAMETER =
  /;[ \t]*(?:([!#$%&'*+.^_`|~0-9a-z-]{1,64})[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.){0,8192})"|([^ \t;,"]{0,8192}))[ \t]*)?)?/iy

function* links(field: string): Generator<Link> {
  let at = 0
  while (at < field.length) {
    TARGET.lastIndex = at
    const opened = TARGET.exec(field)
    if (!opened) return
    at = TARGET.lastIndex
    const parameters = new Map<string, string>()
    for (;;) {
      PARAMETER.lastIndex = at
      const found = PARAMETER.exec(field)
      if (!found) break
      at = PARAMETER.lastIndex
      const name = found[1]?.toLowerCase()
      if (name !== undefined && !parameters.has(name))
        parameters.set(name, found[2]?.replace(/\\(.)/g, '$1') ?? found[3] ?? '')
    }
    if (at < field.length && field[at] !== ',') return
    yield { target: opened[1] as string, parameters }
  }
}
