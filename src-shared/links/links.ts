/**
 * Finds the links in what people drop and paste. Pure and total: any text gives links or the reason why there are
 * none, and nothing but addresses Shoal fetches ever comes out. It never touches the network or the page.
 */
import { ADDRESS_START, isFetchable } from '../model/schemes.ts'

/** Why something was not taken. */
export type Refusal =
  | { readonly kind: 'no-link' | 'folder' | 'image' | 'uri-too-long' | 'text-too-long' | 'metalink-too-long' }
  /** An address of a kind Shoal does not fetch: `file`, `javascript`, `mailto` … */
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'file' | 'unreadable'; readonly name: string }
  /** A list asks for what Shoal does not do. */
  | { readonly kind: 'list-options'; readonly options: readonly string[] }
  /** More files in one drop than are looked at. */
  | { readonly kind: 'many-files'; readonly left: number }

export interface FoundLinks {
  /** Each once, in the order found. */
  readonly links: readonly string[]
  readonly refused: readonly Refusal[]
}

/** Longest address taken, in bytes. Servers stop long before; data smuggled as a link does not. */
export const MAX_URI_BYTES = 64 * 1024
/** Longest text searched, in characters. */
export const MAX_TEXT_LENGTH = 2 * 1024 * 1024

/** `text/uri-list` (RFC 2483 §5): one URI a line, lines that start with # are comments. */
export function linksInUriList(text: string): FoundLinks {
  if (text.length > MAX_TEXT_LENGTH) return refuse({ kind: 'text-too-long' })
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim())
  return judge(lines.filter((line) => line !== '' && !line.startsWith('#')))
}

const ADDRESSES = new RegExp(`(?<![a-z])${ADDRESS_START}[^\\s<>"]+`, 'gi')

/** Any text: every address in it that Shoal fetches; else what it holds instead. */
export function linksInText(text: string): FoundLinks {
  if (text.length > MAX_TEXT_LENGTH) return refuse({ kind: 'text-too-long' })
  const candidates = (text.match(ADDRESSES) ?? []).map(withoutTrailingPunctuation)
  if (candidates.length > 0) return judge(candidates)
  const other = /(?:^|[\s<"'(])([a-z][a-z0-9+.-]*):[^\s]/i.exec(text)?.[1]?.toLowerCase()
  // An address that got this far is the beginning of one and no more.
  if (other === undefined || isFetchable(`${other}:`)) return refuse({ kind: 'no-link' })
  // One letter before a colon is a drive, not a scheme.
  return refuse({ kind: 'scheme', scheme: other.length === 1 ? 'file' : other })
}

/** A Windows internet shortcut (`.url`): the URL of its [InternetShortcut] section. */
export const linkInInternetShortcut = (text: string): FoundLinks =>
  linkInIni(text, 'internetshortcut', (keys) => keys.get('url'))

/** A freedesktop entry (`.desktop`): the URL of an entry of Type=Link, and of no other type. */
export const linkInDesktopEntry = (text: string): FoundLinks =>
  linkInIni(text, 'desktop entry', (keys) => (keys.get('type') === 'Link' ? keys.get('url') : undefined))

export function mergeFound(parts: readonly FoundLinks[]): FoundLinks {
  return {
    links: [...new Set(parts.flatMap((part) => part.links))],
    refused: parts.flatMap((part) => part.refused)
  }
}

export const refuse = (refusal: Refusal): FoundLinks => ({ links: [], refused: [refusal] })

function judge(candidates: readonly string[]): FoundLinks {
  if (candidates.length === 0) return refuse({ kind: 'no-link' })
  return mergeFound(candidates.map(judgeOne))
}

function judgeOne(candidate: string): FoundLinks {
  let url: URL
  try {
    url = new URL(candidate)
  } catch {
    return refuse({ kind: 'no-link' })
  }
  if (!isFetchable(url.protocol)) {
    return refuse({ kind: 'scheme', scheme: url.protocol.slice(0, -1) })
  }
  // The parsed form is ASCII, so its length is what goes over the wire; the given form is what the person meant.
  if (url.href.length > MAX_URI_BYTES || candidate.length > MAX_URI_BYTES)
    return refuse({ kind: 'uri-too-long' })
  return { links: [candidate], refused: [] }
}

const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** Drops what ends a sentence or closes a bracket opened before the address; keeps `…/Shoal_(fish)`. */
function withoutTrailingPunctuation(address: string): string {
  const balance: Record<string, number> = { ')': 0, ']': 0, '}': 0 }
  for (const character of address) {
    if (character in balance) balance[character]!--
    for (const closer of Object.keys(balance)) if (OPENERS[closer] === character) balance[closer]!++
  }
  let end = address.length
  for (; end > 0; end--) {
    const last = address[end - 1]!
    if (/[.,;:!?'*_~|…’”»`]/.test(last)) continue
    if (!(last in balance) || balance[last]! >= 0) break
    balance[last]!++
  }
  return address.slice(0, end)
}

function linkInIni(
  text: string,
  wantedSection: string,
  pick: (keys: ReadonlyMap<string, string>) => string | undefined
): FoundLinks {
  if (text.length > MAX_TEXT_LENGTH) return refuse({ kind: 'text-too-long' })
  const keys = new Map<string, string>()
  let section = ''
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1]
    if (heading !== undefined) section = heading.trim().toLowerCase()
    const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (section !== wantedSection || key === undefined || value === undefined) continue
    if (!keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), value)
  }
  const uri = pick(keys)
  return uri === undefined || uri === '' ? refuse({ kind: 'no-link' }) : judgeOne(uri)
}

/** Every platform has it; only their type definitions put it elsewhere. */
declare class URL {
  constructor(address: string)
  readonly href: string
  readonly protocol: string
}
