/** Commands about peers against peers of memory, in an engine of their own or in running ones. */
import { afterEach, expect, test } from 'vitest'
import { openControlSocket, type ControlSocket } from '../host/control/control-socket.ts'
import { socketPlace } from '../host/control/run-directory.ts'
import { aPeer, memoryPeers, OTHER_ID } from '../host/contract/peers-port.fixture.ts'
import { runCache } from './run-cache.ts'
import { runPeers } from './run-peers.ts'
import { runPolicy } from './run-policy.ts'
import { runUnpair } from './run-unpair.ts'
import { engineWire, someSurroundings } from './surroundings.fixture.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const common = { stateDirectory: null, json: false, interfaces: null }
const json = { ...common, json: true }

function stage(memory = memoryPeers()) {
  const around = someSurroundings(memory.port)
  cleanups.push(around.remove)
  return { memory, around, ...around }
}

const hostile = aPeer({
  id: `${OTHER_ID.slice(0, -1)}A`,
  name: 'gone\u001b[2J\u202e',
  trust: 'quarantined',
  quarantine: { atMs: 1, reason: 'wrong bytes\nin a.iso' },
  reached: null
})

test('the directory is told in lines that cannot write to a terminal', async () => {
  const { memory, around, surroundings } = stage()
  const bandwidth = { originBytesPerSecond: 5e6, lanBytesPerSecond: 9e7, measuredAtMs: 400_000 }
  const history = { receivedBytes: 1e9, sentBytes: 2e6, failures: 1, lastSeenAtMs: 995_000 }
  memory.peers = [aPeer({ bandwidth, history }), hostile]
  expect(await runPeers({ ...common, action: { kind: 'list', test: false } }, surroundings)).toBe(0)
  expect(around.stdout).toMatch(/^This machine is Study\n {2}MFZWI3D-.*\n {2}at 192\.0\.2\.1\n/)
  expect(around.stdout).toContain(`Attic: paired, at 192.0.2.7:7490, 0.4 ms\n  ${OTHER_ID}\n`)
  expect(around.stdout).toContain('5.00 MB/s over its own link, 90.0 MB/s on the LAN, measured 10:00 ago')
  expect(around.stdout).toContain('1.00 GB from it, 2.00 MB to it, failed 1 time, seen just now')
  expect(around.stdout).toContain('gone[2J: quarantined, not reached now, last known at 192.0.2.7:7490')
  expect(around.stdout).toContain('  wrong bytes in a.iso ("shoal peers forgive P56IOI7" asks it again)')
  expect(around.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(around.started).toMatchObject([{ contribute: false, listen: false }])
  expect(around.closed).toBe(1)
})

test('for scripts every peer is one object, whole', async () => {
  const { memory, around, surroundings } = stage()
  memory.peers = [aPeer()]
  await runPeers({ ...json, action: { kind: 'list', test: false } }, surroundings)
  expect(around.lines()).toEqual([
    expect.objectContaining({ event: 'self', name: 'Study', port: 7490 }),
    { event: 'peer', ...aPeer() }
  ])
})

test('the self-test says per peer what to do, and fails when something does', async () => {
  const { memory, around, surroundings } = stage()
  memory.peers = [aPeer()]
  memory.tests = [
    { peer: null, step: 'multicast', ok: false, saw: 'Nothing was heard.', advice: 'Open UDP port 5353.' },
    { peer: OTHER_ID, step: 'tcp', ok: true, saw: 'It answered in 1 ms.', advice: null }
  ]
  expect(await runPeers({ ...common, action: { kind: 'list', test: true } }, surroundings)).toBe(1)
  expect(around.stdout).toContain(
    'Test of this machine\n  FAILS  finding by multicast: Nothing was heard. Open UDP port 5353.\n' +
      'Test of Attic\n  ok     connecting: It answered in 1 ms.\n'
  )
  memory.tests = memory.tests.slice(1)
  expect(await runPeers({ ...json, action: { kind: 'list', test: true } }, surroundings)).toBe(0)
})

test('what was agreed with a peer is said, and told of it from then on where it is not as usual', async () => {
  const { memory, around, surroundings } = stage()
  memory.peers = [aPeer({ terms: { asks: true, contributes: false } })]
  const terms = { contributes: false }
  expect(await runPeers({ ...common, action: { kind: 'agree', peer: 'Attic', terms } }, surroundings)).toBe(0)
  expect(memory.asked).toEqual([`agree ${OTHER_ID} {"contributes":false}`])
  expect(around.stdout).toBe('Attic is asked for help, and gets none\n')
  await runPeers({ ...common, action: { kind: 'list', test: false } }, surroundings)
  expect(around.stdout).toContain('  it is asked for help, and gets none\n')
})

test('a peer is meant by its id, the beginning of it as it was copied, or its name', async () => {
  const { memory, surroundings } = stage()
  memory.peers = [aPeer()]
  for (const peer of [OTHER_ID, 'p56i0i7 mzj', 'P56I', 'Attic'])
    await runPeers({ ...common, action: { kind: 'forgive', peer } }, surroundings)
  expect(memory.asked).toEqual(Array(4).fill(`forgive ${OTHER_ID}`))
})

test.each(['', 'P56', 'attic', 'ABCDEFG', 'Twin'])('%j means nobody, or not one alone', async (peer) => {
  const { memory, around, surroundings } = stage()
  memory.peers = [aPeer(), aPeer({ id: 'A', name: 'Twin' }), aPeer({ id: 'B', name: 'Twin' })]
  await expect(runUnpair({ ...common, peer }, surroundings)).rejects.toMatchObject({
    code: 'peer-not-listed'
  })
  expect(memory.asked).toEqual([])
  expect(around.closed).toBe(1)
})

test('a policy is shown, changed, and shown as it is then', async () => {
  const { around, surroundings } = stage()
  await runPolicy({ ...common, change: null }, surroundings)
  expect(around.stdout).toContain('upload-limit    none\n')
  expect(around.stdout).toContain('cache           10.7 GB\n')
  await runPolicy({ ...json, change: { shareFinished: true, allowPrivate: ['10.0.0.0/8'] } }, surroundings)
  expect(around.stdout).toContain('{"event":"policy","allowPrivate":["10.0.0.0/8"]')
})

test('the cache is shown and cleared', async () => {
  const { around, surroundings } = stage()
  await runCache({ ...common, action: 'show' }, surroundings)
  await runCache({ ...common, action: 'clear' }, surroundings)
  expect(around.stdout).toBe('3.00 GB of 10.7 GB in 2 files\n0 B of 10.7 GB in 2 files\n')
})

test('without peers a command says so and ends the engine that it started', async () => {
  const around = someSurroundings(null)
  cleanups.push(around.remove)
  await expect(runPolicy({ ...common, change: null }, around.surroundings)).rejects.toMatchObject({
    code: 'peers-off'
  })
  expect(around.closed).toBe(1)
})

test('what runs already is asked; a change is told to all that have peers, and none is started', async () => {
  const { around, surroundings } = stage()
  const [quiet, listening] = [memoryPeers(null), memoryPeers(1234)]
  for (const memory of [quiet, listening]) memory.peers = [aPeer()]
  let number = 0
  const run = async (wire: () => ReturnType<typeof engineWire>): Promise<ControlSocket> => {
    // Three processes would have three ids; the folder's names are made from this one's parents'.
    const { path } = socketPlace(surroundings.stateDirectory, process.pid)
    const pid = [process.pid, process.ppid, 1][number++]
    const place = { path: path.replace(`${process.pid}.sock`, `${pid}.sock`), pointer: null }
    return openControlSocket(surroundings.stateDirectory, wire, place)
  }
  for (const memory of [quiet, listening, null]) {
    const socket = await run(() => engineWire(memory?.port ?? null))
    cleanups.push(() => socket.close())
  }
  await runPeers({ ...json, action: { kind: 'list', test: false } }, surroundings)
  expect(around.lines()[0]).toMatchObject({ event: 'self', port: 1234 })
  await runUnpair({ ...common, peer: 'Attic' }, surroundings)
  await runPeers({ ...common, action: { kind: 'add', host: 'a.example', port: 9 } }, surroundings)
  expect(quiet.asked).toEqual([`unpair ${OTHER_ID}`, 'add a.example 9'])
  expect(listening.asked).toEqual(quiet.asked)
  expect(around.started).toEqual([])
})
