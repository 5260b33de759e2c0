/**
 * The icon in the system's tray: drawn when there is a place for it, and again only when it would look or say otherwise.
 */
import { Menu, Tray } from 'electron'
import { hasTrayHost } from './tray-host.ts'
import { trayIcon } from './tray-icons.ts'
import { trayTemplate, type TrayActions, type TrayPicture, type TrayState } from './tray-menu.ts'

export interface TrayPlace {
  /** Shows this from now on. */
  show(picture: TrayPicture): void
  /** Whether a person can see the icon now; it is put there if that has become possible. */
  isVisible(): Promise<boolean>
}

export function trayPlace(actions: TrayActions, first: TrayPicture): TrayPlace {
  let picture = first
  let tray: Tray | null = null
  let shownState: TrayState | null = null
  let shownMenu = ''

  const draw = (): void => {
    if (!tray || tray.isDestroyed()) return
    if (shownState !== picture.state) tray.setImage(trayIcon(picture.state, process.platform))
    shownState = picture.state
    const menu = JSON.stringify(picture)
    if (menu === shownMenu) return
    shownMenu = menu
    tray.setToolTip(picture.tooltip)
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(picture, actions)))
  }

  return {
    show(next) {
      picture = next
      draw()
    },
    async isVisible() {
      if (!(await hasTrayHost())) {
        // What was drawn for a host that went would not come back with another.
        tray?.destroy()
        tray = null
        return false
      }
      if (!tray) {
        tray = new Tray(trayIcon(picture.state, process.platform))
        // On macOS a click opens the menu.
        if (process.platform !== 'darwin') tray.on('click', actions.open)
        shownState = picture.state
        shownMenu = ''
        draw()
      }
      return true
    }
  }
}
