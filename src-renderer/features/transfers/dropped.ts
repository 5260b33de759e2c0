/**
 * What was dropped or pasted, and the links in it. Everything is taken from the event at once, since a
 * DataTransfer is empty when its handler has returned; files are read only if they are small link files.
 */
import {
  linkInDesktopEntry,
  linkInInternetShortcut,
  linksInText,
  linksInUriList,
  mergeFound,
  refuse,
  type FoundLinks
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

export async function linksInDrop({ uriList, text, files }: Dropped): Promise<FoundLinks> {
  const found = uriList.trim() === '' ? null : linksInUriList(uriList)
  // A dragged picture comes with its address and as a file: the address is what was meant.
  if (found && found.links.length > 0) return found
  const inText = text.trim() === '' ? null : linksInText(text)
  if (inText && inText.links.length > 0) return inText
  // File managers send a file both as itself and as a file: address, of which the file says more.
  if (files.length > 0) return mergeFound(await Promise.all(files.slice(0, MAX_FILES).map(linksInFile)))
  return found ?? inText ?? refuse({ kind: 'no-link' })
}

async function linksInFile(file: DroppedFile): Promise<FoundLinks> {
  if (file.isFolder) return refuse({ kind: 'folder' })
  if (/\.(url|desktop)$/i.test(file.name)) {
    if (file.sizeBytes > MAX_LINK_FILE_BYTES) return refuse({ kind: 'text-too-long' })
    const text = await file.readText().catch(() => '')
    return /\.url$/i.test(file.name) ? linkInInternetShortcut(text) : linkInDesktopEntry(text)
  }
  if (file.mediaType.startsWith('image/')) return refuse({ kind: 'image' })
  return refuse({ kind: 'file', name: file.name })
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
