/**
 * A machine's network and a folder in memory, both without a name: an idle process holds them in namespaces, and they
 * end with the process that asked for them, even when that one is killed. What runs inside ends with it too, so there
 * is never anything to clean up.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from '../lab/link.ts'

export interface Namespace {
  /** Of the process that holds it. */
  readonly pid: number
  /** A folder in memory that nobody else sees, as programs inside know it. */
  readonly folder: string
  /** The same folder for programs outside. */
  readonly folderFromOutside: string
  /** The command, made to run inside; it ends with this process, and its process id is the command's own. */
  run(...command: Command): [string, ...string[]]
  /** Commands of ip(8), tc(8) or bridge(8), one a line, inside. Rejects with what the program said. */
  configure(program: 'ip' | 'tc' | 'bridge', lines: readonly string[]): Promise<void>
  /** Bytes that this interface has received, link headers included. */
  receivedBytes(networkInterface: string): number
  /** Local port and state of each of its TCP sockets, as proc_pid_net_tcp(5) has them. */
  tcpSockets(): { readonly localPort: number; readonly state: number }[]
  end(): Promise<void>
}

/** A file system in memory wherever there is Linux; the one here is put over it. */
const FOLDER = '/dev/shm'

/**
 * CUBIC whatever the machine prefers, so that results compare. What one connection learnt of a path must not help the
 * next: each run starts cold. /sys shows the interfaces of the network that it was mounted in.
 */
const PREPARE = `
set -e
echo cubic > /proc/sys/net/ipv4/tcp_congestion_control
echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save
ip link set lo up
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs ${FOLDER}
echo ready
exec cat`

const ALLOWED = '/proc/sys/net/ipv4/tcp_allowed_congestion_control'

/**
 * A namespace may only use what the machine lets unprivileged programs choose. Adding to that list outlives this process,
 * until the machine restarts; it changes no default.
 */
async function allowCubic(): Promise<void> {
  const allowed = (await readFile(ALLOWED, 'utf8')).trim().split(' ')
  if (!allowed.includes('cubic')) await writeFile(ALLOWED, [...allowed, 'cubic'].join(' '))
}

/** Held until this process ends or `end` is called. */
export async function holdNamespace(): Promise<Namespace> {
  const words = ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', 'sh', '-c', PREPARE]
  await allowCubic()
  const child = spawn('setpriv', words, { stdio: ['pipe', 'pipe', 'inherit'], env: systemEnvironment() })
  const exit = once(child, 'exit')
  const ready = await Promise.race([once(child.stdout, 'data'), exit.then(() => null)])
  const { pid } = child
  if (!ready || pid === undefined) throw new Error('a network namespace could not be made')
  const own = `/proc/${pid}`
  const run: Namespace['run'] = (...command) => [
    'setpriv',
    ...['--pdeathsig', 'KILL', 'nsenter', `--net=${own}/ns/net`, `--mount=${own}/ns/mnt`, ...command]
  ]
  return {
    pid,
    folder: FOLDER,
    folderFromOutside: `${own}/root${FOLDER}`,
    run,
    async configure(program, lines) {
      const [command, ...args] = run(program, '-batch', '-')
      const worker = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'], env: systemEnvironment() })
      let said = ''
      worker.stderr.on('data', (data: Buffer) => (said += data.toString()))
      worker.stdin.end(`${lines.join('\n')}\n`)
      const [code] = (await once(worker, 'close')) as [number | null]
      if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.trim()}`)
    },
    receivedBytes(networkInterface) {
      const table = readFileSync(`${own}/net/dev`, 'latin1')
      return Number(new RegExp(`^\\s*${networkInterface}:\\s*(\\d+)`, 'm').exec(table)?.[1])
    },
    tcpSockets: () =>
      readFileSync(`${own}/net/tcp`, 'latin1')
        .split('\n')
        .slice(1)
        .filter((line) => line !== '')
        .map((line) => {
          const [, local = '', , state = ''] = line.trim().split(/\s+/)
          return {
            localPort: Number.parseInt(local.slice(local.indexOf(':') + 1), 16),
            state: Number.parseInt(state, 16)
          }
        }),
    async end() {
      child.stdin.end()
      await exit
    }
  }
}

/** Where ip, tc and nginx are is not in everybody's PATH. */
export const systemEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
})
