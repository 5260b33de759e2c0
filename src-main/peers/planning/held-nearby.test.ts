import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { cardOf, FILE, FILE_URI, makeDevice, startService } from '../../../e2e/fixtures/peer-service.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { peerClient } from '../client/peer-client.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import type { ContentMessage } from '../protocol/availability.ts'
import type { Link } from '../reaching/link.ts'
import { heldNearby, type Nearby } from './held-nearby.ts'

const TIMEOUT_MS = 50
const WHOLE: ContentMessage = { file: FILE, ranges: [{ start: 0, end: FILE.length }] }

let me: DeviceIdentity
let them: DeviceIdentity
beforeAll(async () => {
  me = await makeDevice()
  them = await makeDevice()
})

let over: AbortController
beforeEach(() => void (over = new AbortController()))
const open: (() => unknown)[] = []
afterEach(async () => {
  over.abort()
  for (const close of open.splice(0).reverse()) await close()
})

/** A link to a real peer that says after `ms` that it holds the whole file. */
async function linkTo(ms: number): Promise<Link> {
  const service = await startService([me.id], {
    identity: them,
    answers: {
      availability: async (_peer, _uri, signal) => {
        await systemClock.sleep(ms, signal)
        return [WHOLE]
      }
    }
  })
  open.push(() => service.close())
  const { port } = service
  const client = peerClient({
    ...{ identity: me, peer: them.id, host: '127.0.0.1', port, localAddress: null, clock: systemClock }
  })
  open.push(() => client.close())
  return { id: them.id, name: 'Test device', card: cardOf(them.id), client, localAddress: null }
}

/** Those who are near; `arrives` is called with another that turns up. */
function nearby(links: Link[], isReaching: Nearby['isReaching'] = () => false) {
  const listeners = new Set<(id: string) => void>()
  const around: Nearby = {
    links: {
      all: () => links,
      of: (id) => links.find((link) => link.id === id) ?? null,
      onChange(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      carried: () => undefined,
      doubt: () => undefined
    },
    mayAsk: () => true,
    expected: [],
    isReaching
  }
  const arrives = (link: Link): void => {
    links.push(link)
    listeners.forEach((listener) => listener(link.id))
  }
  return { around, arrives }
}

const held = async (around: Nearby): Promise<{ readonly found: number; readonly tookMs: number }> => {
  const startMs = performance.now()
  const { length } = await heldNearby(systemClock, around, FILE_URI, TIMEOUT_MS, over.signal)
  return { found: length, tookMs: performance.now() - startMs }
}

it('whoever answers within the time is heard', async () => {
  expect((await held(nearby([await linkTo(0)]).around)).found).toBe(1)
})

it('who is being asked may take longer', async () => {
  expect((await held(nearby([await linkTo(5 * TIMEOUT_MS)]).around)).found).toBe(1)
})

it('so may who has just turned up and is being connected to', async () => {
  const links: Link[] = []
  const { around, arrives } = nearby(links, () => links.length === 0)
  const late = await linkTo(0)
  setTimeout(() => arrives(late), 5 * TIMEOUT_MS)
  expect((await held(around)).found).toBe(1)
})

it('nobody is waited for where nobody is known to be near', async () => {
  const { found, tookMs } = await held(nearby([]).around)
  expect(found).toBe(0)
  expect(tookMs).toBeLessThan(500)
})

it.each([
  ['asked', async () => nearby([await linkTo(60_000)])],
  ['reached', async () => nearby([], () => true)]
])('one that is %s and does not answer is given up', async (_, make) => {
  const { around } = await make()
  const { found, tookMs } = await held(around)
  expect(found).toBe(0)
  expect(tookMs).toBeGreaterThan(500)
  expect(tookMs).toBeLessThan(10_000)
})
