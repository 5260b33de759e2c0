/**
 * What was dropped or pasted, and what it asks for. Everything is taken from the event at once, since a
 * DataTransfer is empty when its handler has returned; files are read only if they may hold links and are small.
 */
import { wantedInList } from '../adding/link-list.ts'
import { justLinks, onlyRefused, together, type Found } from '../adding/wanted.ts'
import {
  linkInDesktopEntry,
  linkInInternetShortcut,
  linksInText,
  linksInUriList,
  MAX_TEXT_LENGTH
} from './links.ts'

export interface Dropped {
  readonly uriList: string
  readonly text: string
  readonly files: readonly DroppedFile[]
}

export interface DroppedFile {
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly isFolder: boolean
  readText(): Promise<string>
}

/** A link file holds one address and perhaps an icon's path. */
const MAX_LINK_FILE_BYTES = 256 * 1024
/** More files than this in one drop are not looked at: nobody drops so many links by hand. */
const MAX_FILES = 1000

export function takeDropped(transfer: DataTransfer): Dropped {
  return {
    uriList: transfer.getData('text/uri-list'),
    text: transfer.getData('text/plain'),
    files: [...transfer.items].filter((item) => item.kind === 'file').flatMap(takeFile)
  }
}

/** Whether a drag may hold something to download; its contents stay hidden until the drop. */
export const mayHoldLinks = (transfer: DataTransfer | null): boolean =>
  transfer !== null &&
  transfer.types.some((type) => type === 'text/uri-list' || type === 'text/plain' || type === 'Files')

export async function lookInto({ uriList, text, files }: Dropped): Promise<Found> {
  const found = uriList.trim() === '' ? null : linksInUriList(uriList)
  // A dragged picture comes with its address and as a file: the address is what was meant.
  if (found && found.links.length > 0) return justLinks(found)
  const inText = text.trim() === '' ? null : linksInText(text)
  if (inText && inText.links.length > 0) return wantedInList(text)
  // File managers send a file both as itself and as a file: address, of which the file says more.
  if (files.length > 0) {
    const left = files.length - MAX_FILES
    const parts = await Promise.all(files.slice(0, MAX_FILES).map(lookIntoFile))
    return together([...parts, ...(left > 0 ? [onlyRefused({ kind: 'many-files', left })] : [])])
  }
  return justLinks(found ?? inText ?? { links: [], refused: [{ kind: 'no-link' }] })
}

const MAX_METALINK_BYTES = 16 * 1024 * 1024

async function lookIntoFile(file: DroppedFile): Promise<Found> {
  const { name, mediaType, sizeBytes } = file
  if (file.isFolder) return onlyRefused({ kind: 'folder' })
  const readAtMost = async (bytes: number, read: (text: string) => Found): Promise<Found> => {
    if (sizeBytes > bytes) return onlyRefused({ kind: 'text-too-long' })
    const text = await file.readText().catch(() => null)
    return text === null ? onlyRefused({ kind: 'unreadable', name }) : read(text)
  }
  if (/\.url$/i.test(name))
    return readAtMost(MAX_LINK_FILE_BYTES, (text) => justLinks(linkInInternetShortcut(text)))
  if (/\.desktop$/i.test(name))
    return readAtMost(MAX_LINK_FILE_BYTES, (text) => justLinks(linkInDesktopEntry(text)))
  if (/\.(meta4|metalink)$/i.test(name) || /^application\/metalink4?\+xml/.test(mediaType)) {
    if (sizeBytes > MAX_METALINK_BYTES) return onlyRefused({ kind: 'metalink-too-long' })
    return readAtMost(MAX_METALINK_BYTES, (document) => ({
      wanted: [],
      descriptions: [{ fileName: name, document }],
      refused: []
    }))
  }
  if (mediaType.startsWith('image/')) return onlyRefused({ kind: 'image' })
  if (mediaType.startsWith('text/') || /\.(txt|text|list|lst|urls|uris?|links?|csv|md)$/i.test(name))
    return readAtMost(MAX_TEXT_LENGTH, wantedInList)
  return onlyRefused({ kind: 'file', name })
}

function takeFile(item: DataTransferItem): readonly DroppedFile[] {
  const isFolder = item.webkitGetAsEntry()?.isDirectory ?? false
  const file = item.getAsFile()
  if (!file) return isFolder ? [folder] : []
  return [
    { name: file.name, mediaType: file.type, sizeBytes: file.size, isFolder, readText: () => file.text() }
  ]
}

const folder: DroppedFile = {
  name: '',
  mediaType: '',
  sizeBytes: 0,
  isFolder: true,
  readText: () => Promise.resolve('')
}
