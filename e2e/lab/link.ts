/**
 * Two machines and the wire between them, emulated: a link with a rate, a delay and loss joins two network namespaces,
 * and programs run on either side. The link is a small C program (link.c), compiled when it is first needed. Nothing
 * of it has a name, and everything in it ends with the process that made it, so a crash leaves nothing behind.
 *
 *   const link = await makeLink({ rttMs: 20, bitsPerSecond: 100e6, lossFraction: 0, congestionControl: 'cubic' })
 *   spawn(...link.inClient('curl', …)) · link.receivedBytes() · link.drop(port) · await link.close()
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { output } from '../runtime/run-command.ts'

export interface LinkOptions {
  readonly rttMs: number
  readonly bitsPerSecond: number
  /** Of packets from the server to the client. */
  readonly lossFraction: number
  readonly congestionControl: 'cubic' | 'reno'
}

export type Command = readonly [string, ...string[]]

export interface Link {
  readonly serverAddress: string
  /** Payload bytes a second of full-sized TCP segments: the most that any client can see. */
  readonly ceilingBytesPerSecond: number
  /** The command, made to run on that side; it ends with this process. */
  inClient(...command: Command): [string, ...string[]]
  inServer(...command: Command): [string, ...string[]]
  /** Bytes of IP packets that have reached the client's interface. */
  receivedBytes(): number
  /** From now on every packet from and to that TCP port vanishes, as behind a firewall that forgot a connection. */
  drop(port: number): void
  /** Packets towards the client. */
  counts(): Promise<{ readonly carried: number; readonly lost: number; readonly overflowed: number }>
  close(): Promise<void>
}

const SERVER_ADDRESS = '10.77.0.1'
/** Full-sized segments with timestamps, against what they take of an Ethernet's rate. */
export const PAYLOAD_SHARE = 1448 / 1514
/** A router's queue holds about a round trip's worth; a little more on short paths. */
const LEAST_QUEUE_BYTES = 256 * 1024

/** Why links cannot be made here; null when they can. */
export function noLinksBecause(): string | null {
  if (process.platform !== 'linux') return 'emulated links need Linux'
  if (process.getuid?.() !== 0) return 'emulated links need root: they are made of network namespaces'
  try {
    accessSync('/dev/net/tun')
    return null
  } catch {
    return 'emulated links need /dev/net/tun'
  }
}

export async function makeLink(options: LinkOptions): Promise<Link> {
  const reason = noLinksBecause()
  if (reason !== null) throw new Error(reason)
  const { rttMs, bitsPerSecond, lossFraction, congestionControl } = options
  const queueBytes = Math.max(LEAST_QUEUE_BYTES, (bitsPerSecond / 8) * (rttMs / 1000))
  const folder = await mkdtemp(path.join(tmpdir(), 'shoal-link-'))
  const program = path.join(folder, 'link')
  try {
    await output('gcc', ['-O2', '-o', program, path.join(import.meta.dirname, 'link.c')])
    return await start([
      program,
      ...[(rttMs / 2) * 1000, bitsPerSecond, lossFraction * 1e6, queueBytes].map((number) =>
        String(Math.round(number))
      ),
      congestionControl,
      '1'
    ])
  } finally {
    // A running program keeps its file.
    await rm(folder, { recursive: true, force: true })
  }

  async function start([command, ...args]: Command): Promise<Link> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const exit = once(child, 'exit')
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const { value: ready } = (await lines.next()) as { value: string | undefined }
    const serverFile = /^ready (\d+)$/.exec(ready ?? '')?.[1]
    if (serverFile === undefined) throw new Error('the emulated link did not start')
    const own = `/proc/${child.pid}`
    const inside =
      (namespace: string) =>
      (...command: Command): [string, ...string[]] => [
        'setpriv',
        ...['--pdeathsig', 'KILL', 'nsenter', `--net=${own}/${namespace}`, ...command]
      ]
    return {
      serverAddress: SERVER_ADDRESS,
      ceilingBytesPerSecond: (bitsPerSecond / 8) * PAYLOAD_SHARE,
      inClient: inside('ns/net'),
      inServer: inside(`fd/${serverFile}`),
      receivedBytes: () => {
        const counted = /^\s*link:\s*(\d+)/m.exec(readFileSync(`${own}/net/dev`, 'latin1'))?.[1]
        return Number(counted)
      },
      drop: (port) => void child.stdin.write(`drop ${port}\n`),
      async counts() {
        child.stdin.write('count\n')
        const { value } = (await lines.next()) as { value: string }
        const [carried = NaN, lost = NaN, overflowed = NaN] = value.split(' ').slice(1).map(Number)
        return { carried, lost, overflowed }
      },
      async close() {
        child.stdin.end()
        await exit
      }
    }
  }
}
