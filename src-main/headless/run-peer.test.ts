/** Contributing in the foreground, against peers of memory. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aContribution, aPeer, memoryPeers, OTHER_ID } from '../host/contract/peers-port.fixture.ts'
import { runPeer } from './run-peer.ts'
import { someSurroundings } from './surroundings.fixture.ts'

let memory: ReturnType<typeof memoryPeers>
let around: ReturnType<typeof someSurroundings>
beforeEach(() => {
  memory = memoryPeers()
  around = someSurroundings(memory.port)
})
afterEach(() => around.remove())

const command = {
  stateDirectory: null,
  json: false,
  meeting: { port: 0, interfaces: ['eth0'], groupKeyFile: null, name: 'Attic' },
  policy: { uploadLimitBytesPerSecond: 5_000_000 },
  share: true
}

test('it contributes with the options given, says what happens, and stops politely', async () => {
  const ended = runPeer(command, around.surroundings)
  await expect.poll(() => around.stderr).toContain('Ready to help')
  memory.change({ kind: 'added', peer: aPeer({ trust: 'none' }) })
  memory.change({ kind: 'changed', peer: aPeer() })
  memory.change({
    kind: 'changed',
    peer: aPeer({ name: 'Attic', reached: { host: '192.0.2.8', port: 1, rttMs: 1 } })
  })
  memory.change({ kind: 'changed', peer: aPeer({ reached: null }) })
  memory.contributions = [aContribution()]
  await expect.poll(() => around.stderr).toContain('Fetching parts of')
  memory.contributions = []
  await expect.poll(() => around.stderr).toContain('Done for')
  around.interrupt.abort()
  expect(await ended).toBe(0)
  expect(around.stderr.split('\n')).toEqual([
    'This machine is Study',
    expect.stringMatching(/^ {2}MFZWI3D-/),
    '  at 192.0.2.1',
    'Ready to help the machines it is paired with; Ctrl-C ends that',
    `Attic is on this network, not paired; shoal pair ${OTHER_ID}`,
    'Attic is here, at 192.0.2.7',
    'Attic has left',
    'Fetching parts of https://example.org/a.iso for Attic',
    'Done for Attic: 5.00 MB of https://example.org/a.iso fetched, 4.00 MB passed on',
    'Stopped',
    ''
  ])
  expect(around.stdout).toBe('')
  expect(around.started).toEqual([
    {
      ...command.meeting,
      membership: 'fixed',
      policy: command.policy,
      share: true,
      contribute: true,
      listen: true,
      needed: true
    }
  ])
  expect(around.closed).toBe(1)
})

test('for scripts every event is one object', async () => {
  const ended = runPeer({ ...command, json: true }, around.surroundings)
  await expect.poll(() => around.stdout).toContain('"listening"')
  memory.change({ kind: 'added', peer: aPeer() })
  memory.contributions = [aContribution()]
  await expect.poll(() => around.lines().length).toBe(3)
  // Only a new revision, state or problem is news; counters are not.
  memory.contributions = [aContribution({ fetchedBytes: 6_000_000 })]
  await new Promise((resolve) => setTimeout(resolve, 600))
  memory.contributions = [aContribution({ revision: 2 })]
  await expect.poll(() => around.lines().length).toBe(4)
  around.interrupt.abort()
  await ended
  expect(around.lines().map(({ event, revision }) => [event, revision ?? null])).toEqual([
    ['listening', null],
    ['joined', null],
    ['plan', 1],
    ['plan', 2],
    ['leaving', 2],
    ['stopped', null]
  ])
  expect(around.lines()[0]).toMatchObject({ id: expect.stringMatching(/^MFZ/) as string, port: 7490 })
})

test('on a terminal one line shows what is done now', async () => {
  memory.contributions = [aContribution(), aContribution({ plan: '1'.repeat(32), name: 'Den\u001b[2J' })]
  const ended = runPeer(command, { ...around.surroundings, columns: () => 80 })
  await expect.poll(() => around.stderr).toContain('\r\u001b[K2.00 MB/s for Attic, Den[2J, 8.00 MB passed on')
  around.interrupt.abort()
  await ended
  expect(around.stderr.replaceAll('\r\u001b[K', '')).not.toContain('\u001b')
})

test('without peers, and when the engine dies, it ends with the reason', async () => {
  const off = someSurroundings(null)
  await expect(runPeer(command, off.surroundings)).rejects.toMatchObject({ code: 'peers-off' })
  expect(off.closed).toBe(1)
  off.remove()
  const ended = runPeer(command, around.surroundings)
  await expect.poll(() => around.stderr).toContain('Ready')
  around.die()
  await expect(ended).rejects.toMatchObject({ code: 'internal' })
  expect(around.closed).toBe(1)
})
