/**
 * The icon in the system's tray: drawn when there is a place for it, and again only when it would look or say otherwise.
 */
import { Menu, Tray } from 'electron'
import type { Asked } from '../command-line.ts'
import { takeDrops } from './dropped.ts'
import { hasTrayHost } from './tray-host.ts'
import { trayIcon } from './tray-icons.ts'
import { spoken } from '../words.ts'
import { trayTemplate, type TrayActions, type TrayPicture, type TrayState } from './tray-menu.ts'

export interface TrayPlace {
  /** Shows this from now on. */
  show(picture: TrayPicture): void
  /** Whether a person can see the icon now; it is put there if that has become possible. */
  isVisible(): Promise<boolean>
}

export interface TrayDoes extends TrayActions {
  /** Something was dropped on the icon. */
  take(asked: Asked): void
  /** Something was, and there is nothing to fetch in it. */
  nothingInDrop(): void
}

/** So long at most a menu that is being read is not replaced for a rate alone; not every system says that it closed. */
const READING_MS = 15_000

export function trayPlace(actions: TrayDoes, first: TrayPicture): TrayPlace {
  let picture = first
  let tray: Tray | null = null
  let shownState: TrayState | null = null
  let shownMenu = ''
  let shownBesideRates = ''
  let openedAtMs = -Infinity

  const draw = (): void => {
    if (!tray || tray.isDestroyed()) return
    if (shownState !== picture.state) tray.setImage(trayIcon(picture.state, process.platform))
    shownState = picture.state
    const menu = JSON.stringify([spoken, picture])
    if (menu === shownMenu) return
    const besideRates = JSON.stringify([spoken, { ...picture, rates: [], tooltip: '' }])
    if (besideRates === shownBesideRates && performance.now() - openedAtMs < READING_MS) return
    shownMenu = menu
    shownBesideRates = besideRates
    openedAtMs = -Infinity
    tray.setToolTip(picture.tooltip)
    const made = Menu.buildFromTemplate(trayTemplate(picture, actions))
    made.on('menu-will-show', () => (openedAtMs = performance.now()))
    made.on('menu-will-close', () => (openedAtMs = -Infinity))
    tray.setContextMenu(made)
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
        takeDrops(tray, (asked) => actions.take(asked), actions.nothingInDrop)
        shownState = picture.state
        shownMenu = ''
        draw()
      }
      return true
    }
  }
}
