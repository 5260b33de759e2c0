/**
 * New versions of a packaged Shoal. It is off until whoever made the package named a feed in it (`app-update.yml`
 * beside the program, written by electron-builder): without one nothing is loaded and nothing is asked of any
 * network. What the feed has is fetched in the background and installed when Shoal ends, never while it runs.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { App, Session } from 'electron'
import type { AppUpdater } from 'electron-updater'

export interface Updates {
  /** Asks now. Resolves to the version that is on its way, or null when this is the newest. */
  check(): Promise<string | null>
}

/** Just after the start there is better to do. */
const FIRST_CHECK_MS = 5_000
const BETWEEN_CHECKS_MS = 24 * 60 * 60 * 1000

/** The partition that electron-updater asks the network from. */
const PARTITION = 'electron-updater'

export interface UpdateSurroundings {
  readonly isPackaged: boolean
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the program's own resources are. */
  readonly resources: string
}

/** The address below which updates are, or null when this Shoal takes none. */
export function updateFeed(here: UpdateSurroundings): string | null {
  // Other Linux packages are the system's to update.
  if (!here.isPackaged || (here.platform === 'linux' && !here.env['APPIMAGE'])) return null
  try {
    const file = readFileSync(path.join(here.resources, 'app-update.yml'), 'utf8')
    return trustworthy(/^url: ['"]?([^\s'"]+)['"]?$/m.exec(file)?.[1] ?? '')
  } catch {
    return null
  }
}

/** The address with a slash at its end, or null: programs come over TLS, or from this very machine. */
function trustworthy(address: string): string | null {
  const { protocol, hostname, href } = new URL(address)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(hostname))
  return isSafe ? href.replace(/\/*$/, '/') : null
}

/** Follows the feed that this Shoal was made with; null when it takes no updates. */
export function startUpdates(app: Pick<App, 'isPackaged'>, sessions: Sessions): Updates | null {
  const { platform, env, resourcesPath } = process
  const feed = updateFeed({ isPackaged: app.isPackaged, platform, env, resources: resourcesPath })
  return feed === null ? null : followUpdates(feed, platform, sessions)
}

/** Asks soon, and then once a day. */
function followUpdates(feed: string, platform: NodeJS.Platform, sessions: Sessions): Updates {
  letThrough(sessions.fromPartition(PARTITION, { cache: false }), feed)
  let loading: Promise<AppUpdater> | null = null
  const check = async (): Promise<string | null> => {
    const updater = await (loading ??= load(platform))
    const found = await updater.checkForUpdates()
    // The download says on the updater itself when it fails; the next check tries again.
    found?.downloadPromise?.catch(() => undefined)
    return found?.isUpdateAvailable ? found.updateInfo.version : null
  }
  // A feed that is out of reach is no news; who wants to know asks by hand.
  const quietly = (): void => void check().catch(() => undefined)
  setTimeout(quietly, FIRST_CHECK_MS).unref()
  setInterval(quietly, BETWEEN_CHECKS_MS).unref()
  return { check }
}

interface Sessions {
  fromPartition(partition: string, options: { cache: boolean }): Session
}

/** Every session is shut; this one is opened for what lies below the feed, and for nothing else. */
function letThrough(session: Session, feed: string): void {
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !url.startsWith(feed) }))
}

async function load(platform: NodeJS.Platform): Promise<AppUpdater> {
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater')
  const updater =
    platform === 'darwin'
      ? new MacUpdater()
      : platform === 'win32'
        ? new NsisUpdater()
        : new AppImageUpdater()
  updater.logger = null
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  // It raises what also rejects; without a listener that would end the program.
  updater.on('error', () => undefined)
  return updater
}
