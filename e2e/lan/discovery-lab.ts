/**
 * A few hosts on LANs of their own, made of network namespaces without names that end with this process. A host sees
 * its own /sys and /run, so programs in it may have their own system bus.
 *
 *   const lan = await makeLan() · const host = await makeHost() · await lan.plug(host, { name: 'eth0', address })
 *   spawn(...host.inside('ip', 'addr')) · lan.close() · host.close()
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { output } from '../runtime/run-command.ts'

export type Command = readonly [string, ...string[]]

export interface Host {
  readonly pid: number
  /** The command, made to run there; it ends with this process. */
  inside(...command: Command): [string, ...string[]]
  run(...command: Command): Promise<string>
  close(): Promise<void>
}

/** A switch: everything plugged into it is on one wire. */
export interface Lan {
  plug(host: Host, nic: { readonly name: string; readonly address: string }): Promise<void>
  close(): Promise<void>
}

/** Why there are no LANs here; null when there are. */
export function noLansBecause(): string | null {
  if (process.platform !== 'linux') return 'LANs in namespaces need Linux'
  return process.getuid?.() === 0 ? null : 'LANs in namespaces need root'
}

export async function makeHost(): Promise<Host> {
  const setup = 'mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /run; ip link set lo up; echo up'
  const holder = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', 'sh', '-c', `${setup}; exec sleep infinity`],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  await once(holder.stdout, 'data')
  const pid = holder.pid ?? 0
  const inside = (...command: Command): [string, ...string[]] => [
    'setpriv',
    ...['--pdeathsig', 'KILL', 'nsenter', `--net=/proc/${pid}/ns/net`, `--mount=/proc/${pid}/ns/mnt`],
    ...command
  ]
  return {
    pid,
    inside,
    run(...command) {
      const [program, ...args] = inside(...command)
      return output(program, args)
    },
    close: () => ended(holder)
  }
}

export async function makeLan(): Promise<Lan> {
  const box = await makeHost()
  await box.run('ip', 'link', 'add', 'lan', 'type', 'bridge', 'mcast_snooping', '0')
  await box.run('ip', 'link', 'set', 'lan', 'up')
  let ports = 0
  return {
    async plug(host, { name, address }) {
      const port = `port${ports++}`
      await box.run(
        ...(['ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', name] as const),
        ...['netns', String(host.pid)]
      )
      await box.run('ip', 'link', 'set', port, 'master', 'lan', 'up')
      await host.run('ip', 'addr', 'add', address, 'dev', name, ...(address.includes(':') ? ['nodad'] : []))
      await host.run('ip', 'link', 'set', name, 'up')
    },
    close: () => box.close()
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
