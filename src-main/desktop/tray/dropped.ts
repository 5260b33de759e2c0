/**
 * What is dropped on the tray's icon, where the system has that (macOS): files and text, on the way that what comes from
 * outside the window always takes. What has nothing in it to fetch is said to have nothing.
 */
import path from 'node:path'
import { linksInText } from '../../../src-shared/links/links.ts'
import { askedIn, type Asked } from '../command-line.ts'

/** What of a tray is needed. */
export interface DropTarget {
  on(event: 'drop-files', hear: (event: unknown, files: string[]) => void): unknown
  on(event: 'drop-text', hear: (event: unknown, text: string) => void): unknown
}

/** As many as one looks through before they are dropped; who has more brings them to the window, which asks first. */
const MOST_AT_ONCE = 100
const MOST_CHARACTERS = 64 * 1024

export function takeDrops(tray: DropTarget, take: (asked: Asked) => void, nothingInIt: () => void): void {
  const give = ({ links, files }: Asked): void => {
    if (links.length + files.length === 0) nothingInIt()
    else take({ links: links.slice(0, MOST_AT_ONCE), files: files.slice(0, MOST_AT_ONCE) })
  }
  tray.on('drop-files', (_event, files) => give(askedIn(files, path.sep)))
  tray.on('drop-text', (_event, text) => {
    const { links } = linksInText(text.slice(0, MOST_CHARACTERS))
    give({ links, files: [] })
  })
}
