import { expect, test } from 'vitest'
import { problem, ShoalError } from '../../src-shared/errors/problem.ts'
import type { EndingNow } from '../../src-shared/model/ending.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { serve, type InputValidator, type MethodHandlers } from '../../src-shared/rpc/server.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { relay } from './relay.ts'

const accept: InputValidator = (_method, input) =>
  (input as { id?: unknown } | null)?.id === 'bad' ? { ok: false, reason: 'bad' } : { ok: true, input }

function setUp(connecting?: Promise<Transport>) {
  const page = memoryWire()
  const engine = memoryWire()
  const opened: string[] = []
  const endings = new Set<(seq: number, now: EndingNow) => void>()
  const paused: string[] = []
  const engineMethods: Partial<MethodHandlers> = {
    'transfers.startNow': ({ id }) => {
      paused.push(id)
      return null
    },
    'desktop.open': () => {
      throw new Error('the engine must not be asked')
    }
  }
  serve(engine.server, engineMethods, {}, accept)
  relay(
    page.server,
    connecting ?? Promise.resolve(engine.client),
    {
      'desktop.abilities': () => [],
      'desktop.open': ({ id }) => {
        opened.push(id)
        return null
      },
      'desktop.showInFolder': () => null,
      'desktop.copiedLinks': () => [],
      'desktop.chooseFolder': () => null,
      'desktop.openStateFolder': () => null,
      'desktop.saveSettings': () => null,
      'desktop.speak': () => null,
      'desktop.setEnding': () => null,
      'desktop.endNow': () => null
    },
    {
      'desktop.ending.changes': {
        subscribe(listener) {
          endings.add(listener)
          return {
            seq: 0,
            snapshot: { ending: 'quit', secondsLeft: null },
            unsubscribe: () => endings.delete(listener)
          }
        }
      }
    },
    accept
  )
  return { client: createClient(page.client), page, engine, opened, paused, endings }
}

test('desktop calls are answered here, all others by the engine', async () => {
  const { client, opened, paused } = setUp()
  await client.call('desktop.open', { id: 'a' })
  await client.call('transfers.startNow', { id: 'b' })
  expect({ opened, paused }).toEqual({ opened: ['a'], paused: ['b'] })
})

test('what only the desktop can tell is told from here, until nobody listens', async () => {
  const { client, endings } = setUp()
  const heard: (number | null)[] = []
  const hear = ({ secondsLeft }: EndingNow): void => void heard.push(secondsLeft)
  const stop = client.subscribe('desktop.ending.changes', { snapshot: hear, event: hear })
  await expect.poll(() => heard).toEqual([null])
  for (const listener of endings) listener(1, { ending: 'quit', secondsLeft: 60 })
  await expect.poll(() => heard).toEqual([null, 60])
  stop()
  await expect.poll(() => endings.size).toBe(0)
})

test('a desktop call is validated here', async () => {
  const { client, opened } = setUp()
  await expect(client.call('desktop.open', { id: 'bad' })).rejects.toMatchObject({ code: 'input-invalid' })
  expect(opened).toEqual([])
})

test('what the page says before the engine is there waits for it, in order', async () => {
  let arrive: (wire: Transport) => void = () => undefined
  const late = new Promise<Transport>((resolve) => (arrive = resolve))
  const { client, engine, paused } = setUp(late)
  const calls = ['a', 'b', 'c'].map((id) => client.call('transfers.startNow', { id }))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(paused).toEqual([])
  arrive(engine.client)
  await Promise.all(calls)
  expect(paused).toEqual(['a', 'b', 'c'])
})

test('the page learns that the engine ended, or never came', async () => {
  const { client, engine } = setUp()
  await client.call('transfers.startNow', { id: 'a' })
  engine.close()
  await expect(client.call('transfers.startNow', { id: 'b' })).rejects.toMatchObject({ code: 'disconnected' })

  const never = setUp(Promise.reject(new ShoalError(problem('journal-corrupt'))))
  await expect(never.client.call('transfers.startNow', { id: 'a' })).rejects.toMatchObject({
    code: 'disconnected'
  })
})
