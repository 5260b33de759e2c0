/** A machine that helps is met at another port, or on no network for a while: the file comes all the same, and from it. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { DESKTOP_PEERS } from '../../src-main/host/shoal-options.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { accepts, freePort } from '../fixtures/server-process.ts'
import { endShoalProcesses, startShoalProcess } from '../fixtures/shoal-process.ts'
import { newFolder, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
const BYTES = 32 * MiB
/** The file would take far longer than anything here; the rest of it comes at once in the end. */
const SLOW_BYTES_PER_SECOND = MiB

/** On a machine that has much else to do. */
const PATIENTLY = { timeout: 30_000 }

const closings: (() => Promise<void>)[] = []
afterEach(async () => {
  endShoalProcesses()
  for (const close of closings.splice(0).reverse()) await close()
  await removeFolders()
})

/** In the LAN of loopback, because its owner chose that network. */
async function startHelper(folder: string, groupKeyFile: string): Promise<TestShoal> {
  const chooses = await startShoal({ folder, peers: { ...DESKTOP_PEERS, interfaces: ['lo'] } })
  await chooses.client.call('settings.set', { peerInterfaces: ['lo'], peerPort: await freePort() })
  await chooses.close()
  const peers = { ...DESKTOP_PEERS, groupKeyFile, policy: { allowPrivate: ['127.0.0.0/8'] } }
  const helper = await startShoal({ folder, peers })
  closings.push(() => helper.close())
  await helper.client.call('membership.join', null)
  return helper
}

const sentBy = async ({ client }: TestShoal): Promise<number> =>
  (await client.call('contributions.list', null)).reduce((sum, { sentBytes }) => sum + sentBytes, 0)

const portOf = async ({ client }: TestShoal): Promise<number | null> =>
  (await client.call('peers.self', null)).port

it('a transfer goes on with a helper that moves to another port, and that leaves its network and comes back', async () => {
  const folder = await newFolder('moving')
  const downloads = path.join(folder, 'got')
  await mkdir(downloads)
  const key = path.join(folder, 'group.key')
  writeFileSync(key, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  const origin = await startOrigin({ bytesPerSecond: SLOW_BYTES_PER_SECOND })
  closings.push(() => origin.stop())
  const served = origin.file('/big.bin', { size: BYTES })
  const helper = await startHelper(path.join(folder, 'helper'), key)
  const before = await portOf(helper)
  const words = ['-d', downloads, '--group-key-file', key, '--interface', 'lo', '--json']
  const run = startShoalProcess(path.join(folder, 'state'), 'get', served.url, ...words)
  const sendsMore = async (): Promise<void> => {
    const from = await sentBy(helper)
    await expect.poll(() => sentBy(helper), PATIENTLY).toBeGreaterThan(from)
  }
  await sendsMore()

  const port = await freePort()
  await helper.client.call('settings.set', { peerPort: port })
  await expect.poll(() => portOf(helper), PATIENTLY).toBe(port)
  expect(await accepts(before!)).toBe(false)
  await sendsMore()
  await sendsMore()

  await helper.client.call('settings.set', { peerInterfaces: ['gone0'] })
  await expect.poll(() => portOf(helper), PATIENTLY).toBe(null)
  expect(await accepts(port)).toBe(false)
  await helper.client.call('settings.set', { peerInterfaces: ['lo'] })
  await expect.poll(() => portOf(helper), PATIENTLY).toBe(port)
  await sendsMore()

  origin.setRate(Infinity)
  const { lines, output } = await run.ended
  expect(lines.at(-1)?.event, output).toBe('done')
  expect(await sha256File(path.join(downloads, 'big.bin'))).toBe(served.sha256())
}, 120_000)
