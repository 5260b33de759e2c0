/** Pairing as a person or a script goes through it, against peers of memory. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problem } from '../../src-shared/errors/problem.ts'
import { openControlSocket } from '../host/control/control-socket.ts'
import { memoryPeers, OTHER_ID } from '../host/contract/peers-port.fixture.ts'
import type { PairCommand } from './commands/pair.ts'
import { runPair } from './run-pair.ts'
import { engineWire, someSurroundings } from './surroundings.fixture.ts'

let memory: ReturnType<typeof memoryPeers>
let around: ReturnType<typeof someSurroundings>
beforeEach(() => {
  memory = memoryPeers()
  around = someSurroundings(memory.port)
})
afterEach(() => around.remove())

const command: PairCommand = {
  stateDirectory: null,
  json: false,
  meeting: { port: null, interfaces: null, groupKeyFile: null, name: null },
  target: null,
  yes: false,
  newGroupKey: null
}
const pair = (over: Partial<PairCommand> = {}): Promise<number> =>
  runPair({ ...command, ...over }, around.surroundings)

const comparing = (code: string, confirmed: 'nobody' | 'there' = 'nobody') =>
  ({ kind: 'comparing', code, peer: OTHER_ID, name: 'Attic\u001b[1m', confirmed }) as const
const paired = { kind: 'paired', peer: OTHER_ID, name: 'Attic' } as const

test('a person compares the codes, says yes, and the machines are paired', async () => {
  memory.onPair = () => memory.pairs(comparing('123456'))
  memory.onConfirm = () => memory.pairs(paired)
  around.answer = 'y'
  expect(await pair()).toBe(0)
  expect(around.stderr).toContain('shoal pair MFZWI3D-')
  expect(around.stderr).toContain('1 2 3   4 5 6')
  expect(around.stderr).toContain(`Attic[1m wants to pair with this machine.\n  ${OTHER_ID}`)
  expect(around.questions).toEqual(['Do both screens show 123 456? [y/N] '])
  expect(around.stdout).toBe('Attic is paired with this machine\n')
  expect(memory.asked.slice(0, 2)).toEqual(['pair null', 'confirm 123456'])
  expect(around.started).toMatchObject([{ listen: true, contribute: false }])
  expect(around.closed).toBe(1)
})

test.each(['n', '', 'yikes', 'Y E S', null])(
  'the answer %j is no yes: nothing is confirmed',
  async (answer) => {
    memory.onPair = () => memory.pairs(comparing('123456'))
    around.answer = answer
    await expect(pair()).rejects.toMatchObject({ code: 'pairing-declined' })
    expect(memory.asked).toEqual(['pair null', 'cancel'])
  }
)

test('a script that compares otherwise says --yes, and the code is printed', async () => {
  memory.onPair = () => memory.pairs(comparing('000042', 'there'))
  memory.onConfirm = () => memory.pairs(paired)
  expect(await pair({ yes: true, json: true, target: '192.0.2.7' })).toBe(0)
  expect(around.questions).toEqual([])
  expect(around.lines()).toEqual([
    { event: 'waiting', id: expect.stringMatching(/^MFZ/) as string, target: '192.0.2.7' },
    { event: 'code', code: '000042', peer: OTHER_ID, name: 'Attic\u001b[1m' },
    { event: 'confirmed', by: 'there' },
    { event: 'paired', peer: OTHER_ID, name: 'Attic' }
  ])
  expect(memory.asked[0]).toBe('pair 192.0.2.7')
})

test('a yes to one code is none to another that took its place meanwhile', async () => {
  memory.onPair = () => memory.pairs(comparing('111111'))
  const surroundings = {
    ...around.surroundings,
    ask(question: string) {
      around.questions.push(question)
      if (question.includes('111')) memory.pairs(comparing('222222'))
      return new Promise<string>((resolve) => setTimeout(resolve, 20, question.includes('111') ? 'y' : 'n'))
    }
  }
  await expect(runPair(command, surroundings)).rejects.toMatchObject({ code: 'pairing-declined' })
  expect(around.questions).toHaveLength(2)
  expect(memory.asked).toEqual(['pair null', 'cancel'])
})

test('a pairing that fails says why; one that was ended elsewhere, too', async () => {
  memory.onPair = () =>
    memory.pairs({ kind: 'failed', problem: problem('connection-refused', { host: 'there' }) })
  await expect(pair()).rejects.toMatchObject({ code: 'connection-refused' })
  memory.onPair = () => memory.pairs({ kind: 'idle' })
  await expect(pair()).rejects.toMatchObject({ code: 'pairing-ended' })
})

test('Ctrl-C ends the pairing, not only the command', async () => {
  memory.onPair = () => around.interrupt.abort()
  expect(await pair()).toBe(130)
  expect(memory.asked).toEqual(['pair null', 'cancel'])
  expect(around.closed).toBe(1)
})

test('one that runs and does not listen will do to go to another machine, not to wait for one', async () => {
  const running = memoryPeers(null)
  const { stateDirectory } = around.surroundings
  const control = await openControlSocket(stateDirectory, () => engineWire(running.port))
  try {
    for (const each of [running, memory]) {
      each.onPair = () => each.pairs(comparing('123456'))
      each.onConfirm = () => each.pairs(paired)
    }
    expect(await pair({ yes: true, target: '192.0.2.7' })).toBe(0)
    expect([running.asked[0], memory.asked]).toEqual(['pair 192.0.2.7', []])
    expect(await pair({ yes: true })).toBe(0)
    expect(memory.asked[0]).toBe('pair null')
  } finally {
    await control.close()
  }
})
