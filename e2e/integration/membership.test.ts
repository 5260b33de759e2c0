/** A Shoal that stays joins and leaves the LAN while it runs, and is in again after its next start. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { DESKTOP_PEERS } from '../../src-main/host/shoal-options.ts'
import type { Membership } from '../../src-shared/model/membership.ts'
import { freePort } from '../fixtures/server-process.ts'
import { endShoalProcesses, startShoalProcess } from '../fixtures/shoal-process.ts'
import { newFolder, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const PEERS = { ...DESKTOP_PEERS, interfaces: ['lo'], port: 0 } as const
/** On a machine that has much else to do. */
const PATIENTLY = { timeout: 20_000 }
let running: TestShoal | null = null

afterEach(async () => {
  await running?.close()
  running = null
  endShoalProcesses()
  await removeFolders()
})

async function start(folder: string): Promise<TestShoal> {
  return (running = await startShoal({ folder, peers: PEERS }))
}

async function stop(): Promise<void> {
  await running?.close()
  running = null
}

/** Everything that was told, the state at the beginning first. */
function follow({ client }: TestShoal): Membership[] {
  const told: Membership[] = []
  const hear = (membership: Membership): void => void told.push(membership)
  client.subscribe('membership.changes', { snapshot: hear, event: hear })
  return told
}

const answersAt = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const portOf = (told: readonly Membership[]): number => {
  const last = told.at(-1)
  if (last?.kind !== 'joined') throw new Error(`it is ${JSON.stringify(last)}`)
  return last.port
}

test('it joins and leaves as often as its owner likes, and each time the port opens and closes', async () => {
  const shoal = await start(await newFolder('membership'))
  const told = follow(shoal)
  expect(await shoal.client.call('peers.self', null)).toMatchObject({ port: null, contributing: false })
  for (let time = 0; time < 2; time++) {
    await shoal.client.call('membership.join', null)
    const port = portOf(told)
    expect(await shoal.client.call('peers.self', null)).toMatchObject({ port, contributing: true })
    expect(await answersAt(port)).toBe(true)
    await shoal.client.call('membership.leave', null)
    expect(await answersAt(port)).toBe(false)
    expect(await shoal.client.call('peers.self', null)).toMatchObject({ port: null, contributing: false })
  }
  expect(told.map(({ kind }) => kind).join(' ')).toBe(
    'out joining joined leaving out joining joined leaving out'
  )
})

test('who has joined is in again after the next start; who has left stays out', async () => {
  const folder = await newFolder('membership')
  await (await start(folder)).client.call('membership.join', null)
  await stop()
  const again = await start(folder)
  const told = follow(again)
  await expect.poll(() => told.at(-1)?.kind).toBe('joined')
  expect(await answersAt(portOf(told))).toBe(true)
  await again.client.call('membership.leave', null)
  await stop()
  const third = follow(await start(folder))
  await expect.poll(() => third).toEqual([{ kind: 'out', problem: null }])
})

test('a leave while it joins wins, and one after the other nothing is left open', async () => {
  const shoal = await start(await newFolder('membership'))
  const told = follow(shoal)
  const joining = shoal.client.call('membership.join', null)
  await shoal.client.call('membership.leave', null)
  await joining
  expect(told.at(-1)).toEqual({ kind: 'out', problem: null })
  expect(await shoal.client.call('peers.self', null).catch(() => null)).not.toMatchObject({
    contributing: true
  })
})

test('where another Shoal of the same owner listens it says so, and stays out', async () => {
  const folder = await newFolder('membership')
  const other = startShoalProcess(
    path.join(folder, 'state'),
    'peer',
    '--interface',
    'lo',
    '--port',
    '0',
    '--json'
  )
  await other.line('listening')
  const shoal = await start(folder)
  const told = follow(shoal)
  await expect(shoal.client.call('membership.join', null)).rejects.toMatchObject({ code: 'peer-running' })
  expect(told.at(-1)).toEqual({ kind: 'out', problem: null })
  await other.end('SIGINT')
  await shoal.client.call('membership.join', null)
  expect(told.at(-1)?.kind).toBe('joined')
})

/** On loopback alone, because its owner chose so. */
async function startChosen(): Promise<TestShoal> {
  const folder = await newFolder('membership')
  await (await start(folder)).client.call('settings.set', { peerInterfaces: ['lo'] })
  await stop()
  return (running = await startShoal({ folder, peers: DESKTOP_PEERS }))
}

test('a port that is chosen is listened on at once and the one before no longer; one that is taken is told of', async () => {
  const shoal = await startChosen()
  const { client } = shoal
  const told = follow(shoal)
  await client.call('membership.join', null)
  const first = portOf(told)
  const wanted = await freePort()
  await client.call('settings.set', { peerPort: wanted })
  await expect.poll(() => told.at(-1), PATIENTLY).toEqual({ kind: 'joined', port: wanted, problem: null })
  expect(await answersAt(wanted)).toBe(true)
  expect(await answersAt(first)).toBe(false)
  expect(await client.call('peers.self', null)).toMatchObject({ port: wanted, contributing: true })

  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port: taken } = other.address() as AddressInfo
  await client.call('settings.set', { peerPort: taken })
  const problem = {
    code: 'peer-port-taken',
    message: expect.stringContaining(`Port ${taken} is taken`) as string
  }
  await expect.poll(() => told.at(-1), PATIENTLY).toMatchObject({ kind: 'joined', problem })
  const instead = portOf(told)
  expect(instead).not.toBe(taken)
  expect(await answersAt(instead)).toBe(true)
  other.close()
  await once(other, 'close')
  // It is tried again by itself; a word of its owner is quicker.
  await client.call('membership.join', null)
  expect(told.at(-1)).toEqual({ kind: 'joined', port: taken, problem: null })
  expect(await answersAt(instead)).toBe(false)
})

test('an interface that is chosen is listened on at once; without any that is there it is out and says so', async () => {
  const shoal = await startChosen()
  const { client } = shoal
  const told = follow(shoal)
  await client.call('settings.set', { peerPort: await freePort() })
  await client.call('membership.join', null)
  const port = portOf(told)
  expect((await client.call('peers.self', null)).addresses).toContainEqual({
    host: '127.0.0.1',
    interface: 'lo'
  })
  expect((await client.call('peers.network', null)).interfaces.map(({ name }) => name)).toContain('lo')
  await client.call('settings.set', { peerInterfaces: ['gone0'] })
  await expect
    .poll(() => told.at(-1), PATIENTLY)
    .toMatchObject({
      kind: 'out',
      problem: { code: 'peer-interfaces-absent', message: expect.stringContaining('(gone0)') as string }
    })
  expect(await answersAt(port)).toBe(false)
  await client.call('settings.set', { peerInterfaces: ['gone0', 'lo'] })
  await expect.poll(() => told.at(-1), PATIENTLY).toEqual({ kind: 'joined', port, problem: null })
  expect(await answersAt(port)).toBe(true)
})

test('interfaces and port that a run was given hold over those that are kept', async () => {
  const folder = await newFolder('membership')
  const shoal = await start(folder)
  const told = follow(shoal)
  await shoal.client.call('membership.join', null)
  const wanted = await freePort()
  await shoal.client.call('settings.set', { peerInterfaces: ['gone0'], peerPort: wanted })
  await shoal.client.call('membership.join', null)
  expect(told.filter(({ kind }) => kind === 'joined')).toHaveLength(1)
  expect(await answersAt(wanted)).toBe(false)
  expect(await shoal.client.call('peers.network', null)).toMatchObject({ named: ['lo'] })
})

test('a Shoal that runs for one command cannot be made to join', async () => {
  running = await startShoal({
    folder: await newFolder('membership'),
    peers: { ...PEERS, membership: 'fixed' }
  })
  await expect(running.client.call('membership.join', null)).rejects.toMatchObject({
    code: 'membership-fixed'
  })
})
