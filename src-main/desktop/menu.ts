/**
 * The application menu, made of the system's own roles, which keyboards and screen readers expect of any window, in our
 * own words, since those of the roles are English everywhere.
 * A packaged Shoal offers no developer tools and no reload.
 */
import type { MenuItemConstructorOptions } from 'electron'
import { words } from './words.ts'

export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  help: MenuItemConstructorOptions | null
): MenuItemConstructorOptions[] {
  const { menu } = words
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const quit: MenuItemConstructorOptions = { role: 'quit', label: menu.quit }
  const first: MenuItemConstructorOptions =
    platform === 'darwin'
      ? {
          role: 'appMenu',
          label: words.appName,
          submenu: [
            { role: 'about', label: menu.about },
            separator,
            { role: 'services', label: menu.services },
            separator,
            { role: 'hide', label: menu.hide },
            { role: 'hideOthers', label: menu.hideOthers },
            { role: 'unhide', label: menu.showAll },
            separator,
            quit
          ]
        }
      : { label: menu.file, submenu: [quit] }
  const forDevelopers: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ role: 'toggleDevTools', label: menu.developerTools }]
  return [
    first,
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        separator,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll }
      ]
    },
    {
      label: menu.view,
      submenu: [
        { role: 'resetZoom', label: menu.actualSize },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        separator,
        { role: 'togglefullscreen', label: menu.fullScreen },
        ...forDevelopers
      ]
    },
    {
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimize },
        { role: 'close', label: menu.close }
      ]
    },
    ...(help ? [help] : [])
  ]
}
