/**
 * The running desktop, put together: the engine, the window, and what Shoal does beside its window. It does no slow
 * work, because this thread also paints; that is the engine thread's, behind the contract.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { app, clipboard, dialog, Menu, session, shell } from 'electron'
import type { Problem } from '../../src-shared/errors/problem.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { validateInput } from '../host/contract/validate-input.ts'
import { openControlSocket } from '../host/control/control-socket.ts'
import { startEngine } from '../host/start-engine.ts'
import { powerOff, systemPower } from '../platform/power-off.ts'
import { addingMethods } from './adding-methods.ts'
import { serveApp } from './app-protocol.ts'
import { desktopMethods } from './desktop-methods.ts'
import { engineOptions } from './engine-options.ts'
import { startHabits } from './habits/habits.ts'
import { helpMenu } from './help-menu.ts'
import type { Intake } from './intake.ts'
import { followLanguage, speakingMethods } from './language.ts'
import { knownTransfers } from './known-transfers.ts'
import { openMemory } from './memory.ts'
import { menuTemplate } from './menu.ts'
import { oneWindow } from './one-window.ts'
import { openReadingWindow } from './reading-window.ts'
import { relay } from './relay.ts'
import { rememberedPlace, rememberWindow } from './remember-window.ts'
import { residentEngine } from './resident-engine.ts'
import { systemDialogs } from './system-dialogs.ts'
import { tell } from './tell.ts'
import { startUpdates } from './updates.ts'
import { openWindow } from './window.ts'
import { words } from './words.ts'

export interface Desktop {
  /** Brings the window to the front, and makes one where there is none. */
  open(): void
  /** Makes it look ended. */
  hide(): void
  /** Ends what works behind the window. */
  close(): Promise<void>
}

/** Call it when the application is ready. `lost` hears that there is no engine and will be none. */
export function startDesktop(directory: string, intake: Intake, lost: (reason: Problem) => void): Desktop {
  const memory = openMemory(directory)
  const updates = startUpdates(app, session)
  const showMenu = (): void => {
    const help = helpMenu({
      notices: path.join(app.isPackaged ? process.resourcesPath : path.join(__dirname, '..'), 'notices'),
      updates,
      dialog,
      read: (title, file) => openReadingWindow(session, title, file)
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, help)))
  }
  const speakAsTheWindow = followLanguage(app, memory, () => {
    showMenu()
    habits.spokenTo()
  })
  showMenu()
  serveApp(session.defaultSession.protocol, path.join(__dirname, '..', 'renderer'))

  const options = engineOptions(app.getVersion(), directory)
  // A new user may have no such folder yet. If it cannot be made, each transfer says so in its own words.
  mkdir(options.downloadDirectory, { recursive: true }).catch(() => undefined)
  const known = knownTransfers()
  const methods = {
    ...desktopMethods(
      known,
      directory,
      shell,
      systemDialogs(dialog, () => window.now())
    ),
    ...addingMethods(clipboard),
    ...speakingMethods(speakAsTheWindow)
  }

  const engine = residentEngine(() => startEngine(options, path.join(__dirname, 'engine-thread.cjs')), {
    restarting(reason) {
      client = connect()
      window.now()?.webContents.reload()
      void tell(dialog, window.now(), words.trouble.restarted, reason)
    },
    lost
  })
  // Other commands are a convenience: without the socket this program does all that it does for its windows.
  const control = openControlSocket(directory, () => engine.connect()).catch(() => null)

  /** The main process's own client; starts anew with the engine. */
  const connect = (): Promise<Client> => {
    const connecting = engine.connect().then(createClient)
    connecting.then(
      (connected) => {
        known.follow(connected)
        habits.follow(connected)
      },
      () => undefined // `lost` tells
    )
    return connecting
  }
  let client = connect()

  const window = oneWindow(() => {
    const opened = openWindow({
      preloadFile: path.join(__dirname, 'preload.cjs'),
      devTools: !app.isPackaged,
      place: rememberedPlace(memory),
      showAfter: engine.connect(),
      accept: (page) =>
        relay(page, engine.connect(), { ...methods, ...habits.methods }, habits.streams, validateInput)
    })
    rememberWindow(opened, memory)
    habits.opened(opened)
    return opened
  })
  const habits = startHabits({
    known,
    memory,
    client: () => client,
    window: () => window.now(),
    openWindow: () => window.open(),
    showInFolder: (id) =>
      void Promise.resolve(methods['desktop.showInFolder']({ id })).catch(() => window.open()),
    open: async (id) => methods['desktop.open']({ id }),
    powerOff: () => powerOff(systemPower()),
    take: (asked) => intake.take(asked)
  })

  window.open()
  intake.deliver(
    () => client,
    (what, reason, extent) =>
      void tell(
        dialog,
        window.now(),
        extent === 'all' ? words.trouble.notAdded(what) : words.trouble.partlyAdded(what),
        reason
      )
  )
  app.on('activate', () => window.open())
  // Where nothing shows that it is there, or its owner wants it so, a program without a window ends.
  app.on('window-all-closed', () => {
    void habits.staysInTray(process.platform).then((stays) => {
      if (!stays && window.now() === null) app.quit()
    })
  })

  return {
    open: () => window.open(),
    hide: () => window.now()?.hide(),
    async close() {
      await (await control)?.close()
      await engine.close()
    }
  }
}
