/**
 * One file of the suite's origin, served at the far end of an emulated link. It ends with whoever started it.
 *
 *   const origin = await startFarOrigin(link, { path: '/a.bin', behaviour: { size } })
 *   origin.url · await origin.sha256() · origin.sendingPorts() · await origin.stop()
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Link } from './link.ts'
import type { FarOriginMessage, FarOriginOptions } from './origin-process.ts'

export interface FarOrigin {
  readonly url: string
  sha256(): Promise<string>
  /** Ports of clients to whom bytes are on their way right now, lowest first. */
  sendingPorts(): number[]
  stop(): Promise<void>
}

export async function startFarOrigin(
  link: Link,
  options: Omit<FarOriginOptions, 'host'>
): Promise<FarOrigin> {
  const program = path.join(import.meta.dirname, 'origin-process.ts')
  const what: FarOriginOptions = { ...options, host: link.serverAddress }
  const [command, ...args] = link.inServer(process.execPath, program, JSON.stringify(what))
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exit = once(child, 'exit')
  const told = async (): Promise<FarOriginMessage> =>
    (
      await Promise.race([
        once(child, 'message'),
        exit.then(() => {
          throw new Error('the far origin ended')
        })
      ])
    )[0] as FarOriginMessage
  const ready = await told()
  if (ready.kind !== 'ready') throw new Error('the far origin did not say where it is')
  return {
    url: ready.url,
    async sha256() {
      child.send('sha256')
      const answer = await told()
      return answer.kind === 'sha256' ? answer.sha256 : ''
    },
    sendingPorts: () => sendingPorts(readFileSync(`/proc/${child.pid}/net/tcp`, 'latin1'), ready.port),
    async stop() {
      child.disconnect()
      await exit
    }
  }
}

/** From proc_pid_net_tcp(5): established, of this server's port, with bytes unacknowledged or unsent. */
function sendingPorts(table: string, serverPort: number): number[] {
  const ESTABLISHED = '01'
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state, queues = '']) => {
      const [unsent = ''] = queues.split(':')
      return portOf(local) === serverPort && state === ESTABLISHED && Number.parseInt(unsent, 16) > 0
    })
    .map(([, , remote = '']) => portOf(remote))
    .sort((a, b) => a - b)
}

const portOf = (address: string): number => Number.parseInt(address.slice(address.indexOf(':') + 1), 16)
