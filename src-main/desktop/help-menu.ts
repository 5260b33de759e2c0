/**
 * The Help menu of a package: whose work is in it, and, where it takes updates, a way to ask for one. A checkout has
 * none of this, and so no such menu.
 */
import path from 'node:path'
import type { Dialog, MenuItemConstructorOptions, Shell } from 'electron'
import type { Updates } from './updates.ts'
import { words } from './words.ts'

export interface Help {
  /** The folder with licences and bill of materials. */
  readonly notices: string
  readonly updates: Updates | null
  readonly shell: Pick<Shell, 'openPath'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
}

export function helpMenu({ notices, updates, shell, dialog }: Help): MenuItemConstructorOptions {
  const open = (name: string) => (): void => {
    const file = path.join(notices, name)
    void shell.openPath(file).then((reason) => {
      // No program for it: at least say where it is.
      if (reason !== '') void dialog.showMessageBox({ type: 'info', title: words.appName, message: file })
    })
  }
  const check = async (following: Updates): Promise<void> => {
    const message = await following.check().then(
      (version) => (version === null ? words.updates.newest : words.updates.coming(version)),
      () => words.updates.unknown
    )
    await dialog.showMessageBox({ type: 'info', title: words.appName, message })
  }
  return {
    role: 'help',
    submenu: [
      ...(updates ? [{ label: words.menu.checkForUpdates, click: () => void check(updates) }] : []),
      { label: words.menu.licences, click: open('licences.txt') },
      { label: words.menu.bill, click: open('sbom.cdx.json') }
    ]
  }
}
