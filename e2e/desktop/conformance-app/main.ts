/**
 * A desktop that is nothing but a wire: each case gets a window whose page hands on every message to this process,
 * where both ends of the contract run. What lies between them is what the real window has: the preload's gate,
 * the context bridge, Electron's IPC and the transport with its check of the sender.
 */
import path from 'node:path'
import { app, BrowserWindow, protocol, session } from 'electron'
import { conformanceCases, type Wire } from '../../../src-shared/rpc/conformance.ts'
import type { Transport } from '../../../src-shared/rpc/transport.ts'
import { declareAppScheme, serveApp } from '../../../src-main/desktop/app-protocol.ts'
import { acceptPages } from '../../../src-main/desktop/ipc-transport.ts'
import { FAR_CHANNEL } from './far-channel.ts'

declareAppScheme(protocol)
app.on('window-all-closed', () => undefined)

/** Runs one case; resolves to null, or to what was expected and did not come. */
async function runCase(name: string): Promise<string | null> {
  await app.whenReady()
  const found = conformanceCases.find((each) => each.name === name)
  if (!found) return `there is no case "${name}"`
  return found.run(makeWire).then(
    () => null,
    (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  )
}

async function makeWire(): Promise<Wire> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { preload: path.join(__dirname, 'preload.cjs'), sandbox: true, contextIsolation: true }
  })
  const contents = window.webContents
  const accepted = new Promise<Transport>((resolve) => acceptPages(contents, resolve))
  const client = farEnd(window)
  await window.loadURL('app://shoal/')
  const server = await accepted
  return {
    client,
    server,
    async close() {
      const heard = new Promise((resolve) => contents.ipc.once(FAR_CHANNEL, resolve))
      server.send({ t: 'closed' })
      await heard
      window.destroy()
    }
  }
}

/** The client's end: says in the page what it is told, and hears what the page hears. */
function farEnd(window: BrowserWindow): Transport {
  return {
    send(message) {
      if (!window.isDestroyed()) window.webContents.send(FAR_CHANNEL, message)
    },
    onMessage(listener) {
      const { ipc } = window.webContents
      const hear = (_event: unknown, message: unknown): void => listener(message)
      ipc.on(FAR_CHANNEL, hear)
      return () => ipc.off(FAR_CHANNEL, hear)
    }
  }
}

void app.whenReady().then(() => serveApp(session.defaultSession.protocol, path.join(__dirname, 'page')))
Object.assign(globalThis, { runCase })
