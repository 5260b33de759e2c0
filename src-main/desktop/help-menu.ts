/**
 * The Help menu of a package: whose work is in it, and, where it takes updates, a way to ask for one. A checkout has
 * none of this, and so no such menu.
 */
import path from 'node:path'
import type { Dialog, MenuItemConstructorOptions, Shell } from 'electron'
import type { Updates } from './updates.ts'

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
      if (reason !== '') void dialog.showMessageBox({ type: 'info', title: 'Shoal', message: file })
    })
  }
  const check = async (following: Updates): Promise<void> => {
    const message = await following.check().then(
      (version) =>
        version === null
          ? 'This is the newest version.'
          : `Shoal ${version} is on its way. It is installed when you quit.`,
      () => 'Whether there is a newer version could not be found out. Try again later.'
    )
    await dialog.showMessageBox({ type: 'info', title: 'Shoal', message })
  }
  return {
    role: 'help',
    submenu: [
      ...(updates ? [{ label: 'Check for &Updates…', click: () => void check(updates) }] : []),
      { label: '&Licences of Others', click: open('licences.txt') },
      { label: '&Bill of Materials', click: open('sbom.cdx.json') }
    ]
  }
}
