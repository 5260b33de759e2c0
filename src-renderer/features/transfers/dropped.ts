/**
 * What was dropped or pasted, and what it asks for. Everything is taken from the event at once, since a
 * DataTransfer is empty when its handler has returned; files are read only if they may hold links and are small.
 */
import { lookIntoFile, type GivenFile } from '../../../src-shared/links/link-file.ts'
import { wantedInList } from '../../../src-shared/links/link-list.ts'
import { linksInText, linksInUriList } from '../../../src-shared/links/links.ts'
import { justLinks, onlyRefused, together, type Found } from '../../../src-shared/links/wanted.ts'

export interface Dropped {
  readonly uriList: string
  readonly text: string
  readonly files: readonly GivenFile[]
}

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

function takeFile(item: DataTransferItem): readonly GivenFile[] {
  const isFolder = item.webkitGetAsEntry()?.isDirectory ?? false
  const file = item.getAsFile()
  if (!file) return isFolder ? [folder] : []
  return [
    {
      name: file.name,
      mediaType: file.type,
      sizeBytes: file.size,
      isFolder,
      readBytes: async () => new Uint8Array(await file.arrayBuffer())
    }
  ]
}

const folder: GivenFile = {
  name: '',
  mediaType: '',
  sizeBytes: 0,
  isFolder: true,
  readBytes: () => Promise.resolve(new Uint8Array())
}
