/**
 * What adding needs of the desktop: the links a person has copied, and a folder they choose. Of the clipboard the page
 * learns addresses Shoal fetches and nothing else, however it asks: what else people copy are passwords and letters.
 */
import type { BrowserWindow, Dialog } from 'electron'
import { linksIn } from './command-line.ts'
import type { DesktopMethods } from './relay.ts'

/** More text than this was not copied for its link. */
const MAX_COPIED_CHARACTERS = 64 * 1024
const MOST_LINKS = 100

interface AddingPorts {
  /** Older versions of Electron answer at once, newer ones when they have asked the system. */
  readonly clipboard: { readText(): string | Promise<string> }
  readonly dialog: Pick<Dialog, 'showOpenDialog'>
  window(): BrowserWindow | null
}

export const addingMethods = ({
  clipboard,
  dialog,
  window
}: AddingPorts): Pick<DesktopMethods, 'desktop.copiedLinks' | 'desktop.chooseFolder'> => ({
  async 'desktop.copiedLinks'() {
    const text = await clipboard.readText()
    return text.length > MAX_COPIED_CHARACTERS ? [] : linksIn(text.split(/\s+/)).slice(0, MOST_LINKS)
  },
  async 'desktop.chooseFolder'({ from }) {
    const asked = {
      properties: ['openDirectory' as const, 'createDirectory' as const],
      ...(from !== null && { defaultPath: from })
    }
    const over = window()
    const { canceled, filePaths } = await (over
      ? dialog.showOpenDialog(over, asked)
      : dialog.showOpenDialog(asked))
    return { path: canceled ? null : (filePaths[0] ?? null) }
  }
})
