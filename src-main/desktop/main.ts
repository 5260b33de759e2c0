/**
 * The desktop's entry: puts the pieces together in the order Electron needs them. It decides nothing about
 * transfers and does no slow work; those live on the engine thread, behind the contract.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { app, dialog, Menu, protocol, session, shell, type BrowserWindow } from 'electron'
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { validateInput } from '../host/contract/validate-input.ts'
import { openControlSocket, type ControlSocket } from '../host/control/control-socket.ts'
import { DESKTOP_PATIENCE_MS, DESKTOP_PEERS } from '../host/shoal-options.ts'
import { startEngine } from '../host/start-engine.ts'
import { downloadDirectory } from '../platform/download-directory.ts'
import { ensureStateDirectory, stateDirectory } from '../platform/state-directory.ts'
import { declareAppScheme, serveApp } from './app-protocol.ts'
import { askedIn, type Asked } from './command-line.ts'
import { desktopMethods } from './desktop-methods.ts'
import { readDescription } from './description-file.ts'
import { startHabits, type Habits } from './habits/habits.ts'
import { helpMenu } from './help-menu.ts'
import { knownTransfers } from './known-transfers.ts'
import { openMemory, type Memory } from './memory.ts'
import { menuTemplate } from './menu.ts'
import { guardAll } from './navigation-guard.ts'
import { interfacesNamed } from './peer-network.ts'
import { quitCleanly, quitOnSignals } from './quit.ts'
import { relay } from './relay.ts'
import { rememberedPlace, rememberWindow } from './remember-window.ts'
import { residentEngine, type ResidentEngine } from './resident-engine.ts'
import { becomeFirst } from './single-instance.ts'
import { tell } from './tell.ts'
import { followUpdates, updateFeed, updateSurroundings } from './updates.ts'
import { openWindow, present } from './window.ts'

const known = knownTransfers()
const methods = desktopMethods(known, shell)
let engine: ResidentEngine | null = null
let control: Promise<ControlSocket | null> | null = null
let window: BrowserWindow | null = null
let habits: Habits | null = null
/** Brings the window to the front, and makes one where there is none; nothing before the start is that far. */
let open = (): void => undefined
/** The main process's own client; starts anew with the engine. */
let client: Promise<Client> | null = null
/** What was asked before there was an engine to take it. */
const early: Asked[] = []

declareAppScheme(protocol)
guardAll(app)
// Root must pass --no-sandbox, and then Chromium refuses to start a sandboxed process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
quitCleanly(
  app,
  () => window?.hide(),
  async () => {
    await (await control)?.close()
    await engine?.close()
  }
)
void app.whenReady().then(() => quitOnSignals(app))
app.on('open-url', (event, link) => {
  event.preventDefault()
  take(askedIn([link], path.sep))
})
app.on('open-file', (event, file) => {
  event.preventDefault()
  take(askedIn([file], path.sep))
})

try {
  const directory = stateDirectory()
  ensureStateDirectory(directory)
  const asked = askedIn(process.argv, process.cwd())
  if (becomeFirst(app, directory, asked, onLaterStart)) {
    take(asked)
    void app.whenReady().then(() => run(directory))
  } else {
    app.quit()
  }
} catch (thrown) {
  void app.whenReady().then(() => giveUp(problemOf(thrown)))
}

function run(directory: string): void {
  const feed = updateFeed(updateSurroundings(app))
  const updates = feed === null ? null : followUpdates(feed, process.platform, session)
  const notices = path.join(process.resourcesPath, 'notices')
  const help = app.isPackaged ? helpMenu({ notices, updates, shell, dialog }) : null
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, help)))
  serveApp(session.defaultSession.protocol, path.join(__dirname, '..', 'renderer'))
  const downloads = downloadDirectory()
  // A new user may have no such folder yet. If it cannot be made, each transfer says so in its own words.
  mkdir(downloads, { recursive: true }).catch(() => undefined)
  const options = {
    version: app.getVersion(),
    stateDirectory: directory,
    downloadDirectory: downloads,
    sqliteBinding: process.env['SHOAL_SQLITE_BINDING'],
    resume: 'all',
    settings: 'kept',
    patienceMs: DESKTOP_PATIENCE_MS,
    peers: { ...DESKTOP_PEERS, interfaces: interfacesNamed(process.env) }
  } as const
  const resident = residentEngine(() => startEngine(options, path.join(__dirname, 'engine-thread.cjs')), {
    restarting(reason) {
      followEngine(resident)
      window?.webContents.reload()
      void tell(dialog, window, 'The engine stopped and was started again; transfers resume', reason)
    },
    lost: (reason) => void giveUp(reason)
  })
  engine = resident
  reachable(directory, resident)
  const memory = openMemory(directory)
  const openOrPresent = (): void => (window ? present(window) : showWindow(resident, memory))
  const living = startHabits({
    known,
    memory,
    client: () => client,
    window: () => window,
    openWindow: openOrPresent,
    showInFolder: (id) => void Promise.resolve(methods['desktop.showInFolder']({ id })).catch(openOrPresent)
  })
  habits = living
  followEngine(resident)
  showWindow(resident, memory)
  early.splice(0).forEach(take)
  open = openOrPresent

  app.on('activate', openOrPresent)
  // On macOS a program goes on without windows; elsewhere it does where the tray shows that it is there.
  app.on('window-all-closed', () => {
    if (process.platform === 'darwin') return
    void living.staysInTray().then((stays) => {
      if (!stays && window === null) app.quit()
    })
  })
}

/** Other commands are a convenience: without the socket this program does all that it does for its windows. */
function reachable(directory: string, resident: ResidentEngine): void {
  control = openControlSocket(directory, () => resident.connect()).catch(() => null)
}

function showWindow(resident: ResidentEngine, memory: Memory): void {
  const opened = openWindow({
    preloadFile: path.join(__dirname, 'preload.cjs'),
    devTools: !app.isPackaged,
    place: rememberedPlace(memory),
    showAfter: resident.connect(),
    accept: (page) => relay(page, resident.connect(), methods, validateInput)
  })
  opened.once('closed', () => {
    if (window === opened) window = null
  })
  window = opened
  rememberWindow(opened, memory)
  habits?.opened(opened)
}

function followEngine(resident: ResidentEngine): void {
  client = resident.connect().then(createClient)
  client.then(
    (connected) => {
      known.follow(connected)
      habits?.follow(connected)
    },
    () => undefined // `lost` tells
  )
}

function onLaterStart(asked: Asked): void {
  open()
  take(asked)
}

function take(asked: Asked): void {
  if (!client) {
    early.push(asked)
    return
  }
  for (const uri of asked.links) add(uri, (connected) => connected.call('transfers.add', { uri }))
  for (const file of asked.descriptions) {
    add(file, async (connected) =>
      connected.call('transfers.addMetalink', { document: await readDescription(file) })
    )
  }
}

/** `what` is the word that a person would know it by. */
function add(what: string, call: (connected: Client) => Promise<unknown>): void {
  client?.then(call).catch((thrown: unknown) => {
    const reason = problemOf(thrown)
    if (reason.code !== 'disconnected') void tell(dialog, window, `${what} was not added`, reason)
  })
}

/** The end of a Shoal that has no engine: says why, and leaves with the catalogue's exit code. */
async function giveUp(reason: Problem): Promise<void> {
  process.exitCode = catalogue[reason.code].exitCode
  window?.hide()
  await tell(dialog, null, 'Shoal cannot go on', reason)
  app.quit()
}
