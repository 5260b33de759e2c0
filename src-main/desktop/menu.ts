/**
 * The application menu, made of the system's own roles: what keyboards and screen readers expect of any window.
 * A packaged Shoal offers no developer tools and no reload.
 */
import type { MenuItemConstructorOptions } from 'electron'
import { words } from './words.ts'

export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  help: MenuItemConstructorOptions | null
): MenuItemConstructorOptions[] {
  const first: MenuItemConstructorOptions =
    platform === 'darwin' ? { role: 'appMenu' } : { label: words.menu.file, submenu: [{ role: 'quit' }] }
  const forDevelopers: MenuItemConstructorOptions[] = isPackaged ? [] : [{ role: 'toggleDevTools' }]
  return [
    first,
    {
      label: words.menu.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' }
      ]
    },
    {
      label: words.menu.view,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...forDevelopers
      ]
    },
    { label: words.menu.window, submenu: [{ role: 'minimize' }, { role: 'close' }] },
    ...(help ? [help] : [])
  ]
}
