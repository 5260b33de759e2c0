/** What a drop, a paste or a list asks for, before anybody has been asked about it. Plain values. */
import type { Checksum } from '../model/checksum.ts'
import type { FoundLinks, Refusal } from './links.ts'

/** One file. */
export interface Wanted {
  readonly uri: string
  /** Further addresses of the same file. */
  readonly mirrors?: readonly string[]
  readonly name?: string
  readonly checksum?: Checksum
}

/** A Metalink description, unread. */
export interface Description {
  readonly fileName: string
  readonly document: string
}

export interface Found {
  /** Each address once, in the order found. */
  readonly wanted: readonly Wanted[]
  readonly descriptions: readonly Description[]
  readonly refused: readonly Refusal[]
}

export const NOTHING_FOUND: Found = { wanted: [], descriptions: [], refused: [] }

export const justLinks = ({ links, refused }: FoundLinks): Found => ({
  wanted: links.map((uri) => ({ uri })),
  descriptions: [],
  refused
})

export const onlyRefused = (refusal: Refusal): Found => ({ ...NOTHING_FOUND, refused: [refusal] })

/** Of an address found twice, the first counts. */
export function together(parts: readonly Found[]): Found {
  const wanted = new Map<string, Wanted>()
  for (const each of parts.flatMap((part) => part.wanted))
    if (!wanted.has(each.uri)) wanted.set(each.uri, each)
  return {
    wanted: [...wanted.values()],
    descriptions: parts.flatMap((part) => part.descriptions),
    refused: parts.flatMap((part) => part.refused)
  }
}
