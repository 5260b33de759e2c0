/**
 * What adding needs of the desktop: the links a person has copied. Of the clipboard the page learns addresses Shoal
 * fetches and nothing else, however it asks: what else people copy are passwords and letters.
 */
import { linksIn } from './command-line.ts'
import type { DesktopMethods } from './relay.ts'

/** More text than this was not copied for its link. */
const MAX_COPIED_CHARACTERS = 64 * 1024
const MOST_LINKS = 100

/** Older versions of Electron answer at once, newer ones when they have asked the system. */
interface Clipboard {
  readText(): string | Promise<string>
}

export const addingMethods = (clipboard: Clipboard): Pick<DesktopMethods, 'desktop.copiedLinks'> => ({
  async 'desktop.copiedLinks'() {
    const text = await clipboard.readText()
    return text.length > MAX_COPIED_CHARACTERS ? [] : linksIn(text.split(/\s+/)).slice(0, MOST_LINKS)
  }
})
