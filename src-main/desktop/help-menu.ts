/**
 * The Help menu of a package: whose work is in it, and, where it takes updates, a way to ask for one. A checkout of
 * which no package was ever made has none of this, and so no such menu.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Dialog, MenuItemConstructorOptions } from 'electron'
import type { Updates } from './updates.ts'
import { words } from './words.ts'

export interface Help {
  /** The folder with licences and bill of materials. */
  readonly notices: string
  readonly updates: Updates | null
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  /** Shows a text. */
  read(title: string, file: string): Promise<void>
}

export function helpMenu({ notices, updates, dialog, read }: Help): MenuItemConstructorOptions | null {
  if (!existsSync(notices)) return null
  const say = (message: string): void =>
    void dialog.showMessageBox({ type: 'info', title: words.appName, message, buttons: [words.ok] })
  const open = (title: string, name: string) => (): void => {
    const file = path.join(notices, name)
    read(title, file).catch(() => say(words.trouble.notRead(file)))
  }
  const check = async (following: Updates): Promise<void> => {
    const message = await following.check().then(
      (version) => (version === null ? words.updates.newest : words.updates.coming(version)),
      () => words.updates.unknown
    )
    say(message)
  }
  return {
    role: 'help',
    label: words.menu.help,
    submenu: [
      ...(updates ? [{ label: words.menu.checkForUpdates, click: () => void check(updates) }] : []),
      { id: 'licences', label: words.menu.licences, click: open(words.notices.licences, 'licences.txt') },
      { id: 'bill', label: words.menu.bill, click: open(words.notices.bill, 'sbom.cdx.json') }
    ]
  }
}
