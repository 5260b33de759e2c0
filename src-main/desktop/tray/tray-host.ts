/**
 * Whether this desktop shows tray icons. Windows and macOS always do; on Linux some program must (a StatusNotifier
 * host, as KDE has it and GNOME with an extension), and only the session bus knows whether there is one. Whoever closes
 * its window must never be left without a way back in.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const OBJECT = '/StatusNotifierWatcher'
const GET = 'org.freedesktop.DBus.Properties.Get'
const PROPERTY = 'IsStatusNotifierHostRegistered'

/** One of them comes with every desktop: the bus's own, GLib's, systemd's. */
const QUESTIONS: readonly (readonly [command: string, ...words: string[]])[] = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    '--reply-timeout=1000',
    `--dest=${WATCHER}`,
    OBJECT,
    GET,
    `string:${WATCHER}`,
    `string:${PROPERTY}`
  ],
  [
    'gdbus',
    'call',
    '--session',
    '--timeout',
    '1',
    '--dest',
    WATCHER,
    '--object-path',
    OBJECT,
    '--method',
    GET,
    WATCHER,
    PROPERTY
  ],
  ['busctl', '--user', '--timeout=1', 'get-property', WATCHER, OBJECT, WATCHER, PROPERTY]
]
const ANSWER_MS = 2_000

/** Never rejects: who cannot tell says no. */
export async function hasTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return true
  if (!hasSessionBus(process.env)) return false
  for (const question of QUESTIONS) {
    const said = await answer(question)
    if (said !== null) return /\btrue\b/.test(said)
  }
  return false
}

/** Asked without one, these commands would start a bus. */
function hasSessionBus(env: NodeJS.ProcessEnv): boolean {
  const runtime = env['XDG_RUNTIME_DIR']
  return (
    Boolean(env['DBUS_SESSION_BUS_ADDRESS']) ||
    (runtime !== undefined && existsSync(path.join(runtime, 'bus')))
  )
}

/** Null: there is no such command. An error is an answer: nobody is there. */
function answer([command, ...rest]: readonly [string, ...string[]]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, rest, { timeout: ANSWER_MS, encoding: 'utf8' }, (error, stdout) => {
      if (error?.code === 'ENOENT') resolve(null)
      else resolve(error ? '' : stdout)
    })
  })
}
