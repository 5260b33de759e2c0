/**
 * What is in a file that a person hands to Shoal, wherever they drop or open it: a link file, a list, a text with links,
 * a Metalink. What cannot hold links is not read, nor is what is larger than any such file; nothing in it is believed to
 * be more than an address.
 */
import { wantedInList } from './link-list.ts'
import { linkInDesktopEntry, linkInInternetShortcut, MAX_TEXT_LENGTH, type FoundLinks } from './links.ts'
import { linkInWebloc } from './webloc.ts'
import { justLinks, onlyRefused, type Found } from './wanted.ts'

export interface GivenFile {
  readonly name: string
  /** Empty where nobody says; then its name decides. */
  readonly mediaType: string
  readonly sizeBytes: number
  readonly isFolder: boolean
  readBytes(): Promise<Uint8Array>
}

/** A link file holds one address and perhaps an icon's path. */
const MAX_LINK_FILE_BYTES = 256 * 1024
/** Also what the contract accepts. */
export const MAX_METALINK_BYTES = 16 * 1024 * 1024

const METALINK = /\.(meta4|metalink)$/i
const LIST = /\.(txt|text|list|lst|urls|uris?|links?|csv|md)$/i
const LINK_FILES: readonly (readonly [RegExp, (bytes: Uint8Array) => FoundLinks])[] = [
  [/\.url$/i, (bytes) => linkInInternetShortcut(textOf(bytes))],
  [/\.desktop$/i, (bytes) => linkInDesktopEntry(textOf(bytes))],
  [/\.webloc$/i, (bytes) => linkInWebloc(bytes, textOf(bytes))]
]

/** Whether a file of this name is worth a look. */
export const mayBeLinkFile = (name: string): boolean =>
  [METALINK, LIST, ...LINK_FILES.map(([ending]) => ending)].some((ending) => ending.test(name))

export async function lookIntoFile(file: GivenFile): Promise<Found> {
  const { name, mediaType, sizeBytes } = file
  if (file.isFolder) return onlyRefused({ kind: 'folder' })
  const readAtMost = async (most: number, read: (bytes: Uint8Array) => Found): Promise<Found> => {
    if (sizeBytes > most) return onlyRefused({ kind: 'text-too-long' })
    const bytes = await file.readBytes().catch(() => null)
    return bytes === null ? onlyRefused({ kind: 'unreadable', name }) : read(bytes)
  }
  for (const [ending, linkIn] of LINK_FILES)
    if (ending.test(name)) return readAtMost(MAX_LINK_FILE_BYTES, (bytes) => justLinks(linkIn(bytes)))
  if (METALINK.test(name) || /^application\/metalink4?\+xml/.test(mediaType)) {
    if (sizeBytes > MAX_METALINK_BYTES) return onlyRefused({ kind: 'metalink-too-long' })
    return readAtMost(MAX_METALINK_BYTES, (bytes) => ({
      wanted: [],
      descriptions: [{ fileName: name, document: textOf(bytes) }],
      refused: []
    }))
  }
  if (mediaType.startsWith('image/')) return onlyRefused({ kind: 'image' })
  if (mediaType.startsWith('text/') || LIST.test(name))
    return readAtMost(MAX_TEXT_LENGTH, (bytes) => wantedInList(textOf(bytes)))
  return onlyRefused({ kind: 'file', name })
}

/** UTF-8, or what its first two bytes say: Windows writes UTF-16. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/** Every platform has it; only their type definitions put it elsewhere. */
declare class TextDecoder {
  constructor(encoding: string)
  decode(bytes: Uint8Array): string
}
