/**
 * A whole Shoal inside the test's own process: real engine, real journal, real files, real sockets, with its contract
 * reached through the same client that windows and terminals use. Each has a folder of its own.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createShoal } from '../../src-main/host/shoal.ts'
import type { PeersOptions } from '../../src-main/host/shoal-options.ts'
import { validateInput } from '../../src-main/host/contract/validate-input.ts'
import type { AddTransfer } from '../../src-shared/contract/contract.ts'
import { applyShifts } from '../../src-shared/model/queue-shift.ts'
import type { Transfer, TransferId, TransferState } from '../../src-shared/model/transfer.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { serve } from '../../src-shared/rpc/server.ts'

export interface TestShoal {
  readonly client: Client
  readonly stateDirectory: string
  readonly downloads: string
  add(uri: string, more?: Partial<AddTransfer>): Promise<TransferId>
  /** The transfer as last heard of. */
  transfer(id: TransferId): Transfer
  /** Resolves as soon as `holds` is true of the transfer. */
  until(id: TransferId, holds: (transfer: Transfer) => boolean): Promise<Transfer>
  /** Resolves when so many bytes of it are here, as the live counters tell. */
  reaches(id: TransferId, bytes: number): Promise<void>
  /** Resolves when it is done, failed or paused. */
  settled(id: TransferId): Promise<Transfer>
  /** Adds and waits. */
  get(uri: string, more?: Partial<AddTransfer>): Promise<Transfer>
  close(): Promise<void>
}

/** A new folder for a test; removed by `removeFolders`. */
export async function newFolder(name: string, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(path.join(parent, `shoal-${name}-`))
  folders.push(folder)
  return folder
}

const folders: string[] = []

export async function removeFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
}

export async function startShoal(
  options: {
    readonly folder?: string
    readonly downloads?: string
    readonly resume?: 'all' | 'none'
    readonly patienceMs?: number
    readonly peers?: PeersOptions
  } = {}
): Promise<TestShoal> {
  const folder = options.folder ?? (await newFolder('test'))
  const stateDirectory = path.join(folder, 'state')
  const downloads = options.downloads ?? path.join(folder, 'downloads')
  await mkdir(downloads, { recursive: true })
  const shoal = await createShoal(
    {
      version: '0.0.0-test',
      stateDirectory,
      downloadDirectory: downloads,
      resume: options.resume ?? 'all',
      settings: 'kept',
      patienceMs: options.patienceMs ?? 20_000,
      peers: options.peers ?? null
    },
    HASH_THREAD
  )
  const wire = memoryWire()
  const stopServing = serve(wire.server, shoal.methods, shoal.streams, validateInput)
  const client = createClient(wire.client)
  const known = new Map<TransferId, Transfer>()
  const waiting = new Set<() => void>()
  const heard = (): void => waiting.forEach((look) => look())
  client.subscribe('transfers.changes', {
    snapshot(transfers) {
      known.clear()
      for (const transfer of transfers) known.set(transfer.id, transfer)
      heard()
    },
    event(change) {
      if (change.kind === 'removed') known.delete(change.id)
      else if (change.kind === 'shifted') applyShifts(known, change.shifts)
      else known.set(change.transfer.id, change.transfer)
      heard()
    }
  })

  const until = (id: TransferId, holds: (transfer: Transfer) => boolean): Promise<Transfer> =>
    new Promise((resolve) => {
      const look = (): void => {
        const transfer = known.get(id)
        if (!transfer || !holds(transfer)) return
        waiting.delete(look)
        resolve(transfer)
      }
      waiting.add(look)
      look()
    })
  const add = async (uri: string, more: Partial<AddTransfer> = {}): Promise<TransferId> =>
    (await client.call('transfers.add', { uri, ...more })).id
  const settled = (id: TransferId): Promise<Transfer> => until(id, ({ state }) => SETTLED.has(state.kind))

  return {
    client,
    stateDirectory,
    downloads,
    add,
    until,
    settled,
    transfer(id) {
      const transfer = known.get(id)
      if (!transfer) throw new Error(`no transfer ${id}`)
      return transfer
    },
    async reaches(id, bytes) {
      for (;;) {
        const { ids, receivedBytes } = await client.call('progress.frame', { expanded: [] })
        if ((receivedBytes[ids.indexOf(id)] ?? 0) >= bytes) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    get: async (uri, more) => settled(await add(uri, more)),
    async close() {
      stopServing()
      await shoal.close()
    }
  }
}

const HASH_THREAD = path.resolve(import.meta.dirname, '../../src-main/host/hash-thread.ts')

const SETTLED = new Set<TransferState['kind']>(['done', 'failed', 'paused'])

/** The code of a failed transfer; its state's kind otherwise. */
export const outcome = ({ state }: Transfer): string =>
  state.kind === 'failed' ? state.problem.code : state.kind
