/**
 * What Shoal's tests and a desktop need from the system, as Debian packages. Presence is judged by the command or
 * library itself, so other distributions are as welcome. Root gets what is missing installed; anyone else gets the
 * exact command to run.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { exitCode, output } from './run-command.ts'
import type { Say } from './say.ts'

export interface SystemNeed {
  /** Package names, one per Debian generation; the first that this system knows is taken. */
  readonly packages: readonly string[]
  readonly provides: { readonly command: string } | { readonly library: string } | { readonly file: string }
}

const command = (name: string, ...packages: string[]): SystemNeed => ({
  packages: packages.length > 0 ? packages : [name],
  provides: { command: name }
})
const library = (name: string, ...packages: string[]): SystemNeed => ({
  packages,
  provides: { library: name }
})

/** Libraries that Electron is linked against; each brings the rest of its family. */
export const ELECTRON_NEEDS: readonly SystemNeed[] = [
  library('libgtk-3.so.0', 'libgtk-3-0', 'libgtk-3-0t64'),
  library('libnss3.so', 'libnss3'),
  library('libasound.so.2', 'libasound2', 'libasound2t64'),
  library('libgbm.so.1', 'libgbm1'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'),
  library('libcups.so.2', 'libcups2', 'libcups2t64'),
  command('dbus-daemon', 'dbus')
]
/** To build SQLite's binding for an assembled Electron. */
export const COMPILER_NEEDS: readonly SystemNeed[] = [command('g++'), command('gcc')]
export const TEST_NEEDS: readonly SystemNeed[] = [
  command('nginx', 'nginx-light', 'nginx'),
  command('openssl'),
  command('curl'),
  command('sshd', 'openssh-server'),
  command('ssh-agent', 'openssh-client'),
  // ProFTPD with its TLS and SFTP.
  { packages: ['proftpd-mod-crypto'], provides: { file: '/usr/lib/proftpd/mod_sftp.so' } },
  // Networks of namespaces.
  command('tc', 'iproute2'),
  // Another DNS-SD than ours, with a system bus of its own.
  command('avahi-daemon'),
  command('avahi-browse', 'avahi-utils'),
  command('dbus-daemon', 'dbus'),
  // The page in a browser.
  command('chromium'),
  command('Xvfb', 'xvfb'),
  command('xauth')
]
/** The programs that Shoal is measured against. */
export const BENCH_NEEDS: readonly SystemNeed[] = [command('aria2c', 'aria2'), command('axel')]

/** Resolves when everything is there. Rejects with a sentence that holds the command to run. */
export async function ensureSystemPackages(needs: readonly SystemNeed[], say: Say): Promise<void> {
  if (process.platform !== 'linux') return
  const missing = await missingNeeds(needs)
  if (missing.length === 0) return
  const isRoot = process.getuid?.() === 0
  const hasApt = hasCommand('apt-get')
  if (isRoot && hasApt) {
    say(`Installing Debian packages: ${names(missing).join(' ')}`)
    await install(missing)
    const still = await missingNeeds(needs)
    if (still.length === 0) return
    throw new Error(`apt-get ran, but these are still missing: ${still.map(describe).join(', ')}`)
  }
  throw new Error(
    hasApt
      ? `Some Debian packages are missing. Run:\n  sudo apt-get install -y --no-install-recommends ${names(missing).join(' ')}`
      : `These are missing; install them with your system's package tool: ${missing.map(describe).join(', ')}`
  )
}

export async function missingNeeds(needs: readonly SystemNeed[]): Promise<readonly SystemNeed[]> {
  const libraries = await knownLibraries()
  return needs.filter(({ provides }) => {
    if ('command' in provides) return !hasCommand(provides.command)
    if ('file' in provides) return !existsSync(provides.file)
    return !libraries.includes(`${provides.library} `)
  })
}

async function install(missing: readonly SystemNeed[]): Promise<void> {
  // Nobody asked for nginx as a service of this machine: RUNLEVEL keeps Debian from starting what it installs.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await output('apt-get', ['update', '-q'], { env })
  const chosen: string[] = []
  for (const { packages } of missing) chosen.push(await firstKnown(packages))
  // Two FTP servers exclude each other: a test is no reason to take somebody's away.
  const options = ['-q', '-y', '--no-install-recommends', '--no-remove']
  const code = await exitCode('apt-get', ['install', ...options, ...chosen], {
    env,
    stdio: ['ignore', 'ignore', 'inherit']
  })
  if (code !== 0) throw new Error(`apt-get install ${chosen.join(' ')} ended with ${code}`)
}

async function firstKnown(packages: readonly string[]): Promise<string> {
  for (const name of packages) {
    const policy = await output('apt-cache', ['policy', name]).catch(() => '')
    if (/Candidate: (?!\(none\))/.test(policy)) return name
  }
  return packages[0] ?? ''
}

const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin']

export const hasCommand = (name: string): boolean => commandPath(name) !== undefined

/** The file of a command, or undefined when there is none. */
export function commandPath(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(path.delimiter), ...SYSTEM_DIRECTORIES]
  return directories
    .map((directory) => path.join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Every library the dynamic linker knows, by name, each followed by a space. */
const knownLibraries = (): Promise<string> =>
  output('ldconfig', ['-p'], {
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/sbin:/usr/sbin` }
  }).catch(() => '')

const names = (needs: readonly SystemNeed[]): string[] => needs.map(({ packages }) => packages[0] ?? '')
const describe = ({ provides }: SystemNeed): string => Object.values(provides)[0] ?? ''
