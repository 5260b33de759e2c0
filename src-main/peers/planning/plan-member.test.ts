import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  cardOf,
  FILE,
  FILE_URI,
  makeDevice,
  startService,
  statusAt
} from '../../../e2e/fixtures/peer-service.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { peerClient } from '../client/peer-client.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'
import type { Link, LinkBook } from '../reaching/link.ts'
import type { PeerHandlers } from '../service/handlers.ts'
import { PlanMember } from './plan-member.ts'

const PLAN = '0123456789abcdef0123456789abcdef'

let me: DeviceIdentity
let them: DeviceIdentity
beforeAll(async () => {
  me = await makeDevice()
  them = await makeDevice()
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A peer that says what `say` is called with, to a member of a plan that writes down what it hears. */
async function memberOf(answers: Partial<PeerHandlers> = {}) {
  const said: PlanStatusMessage[] = []
  let wake = (): void => undefined
  const say = (status: PlanStatusMessage): void => {
    said.push(status)
    wake()
  }
  const service = await startService([me.id], {
    identity: them,
    answers: {
      async *status() {
        for (;;) {
          const next = said.shift()
          if (next) yield next
          else await new Promise<void>((resolve) => (wake = resolve))
          if (next?.state === 'leaving') return
        }
      },
      ...answers
    }
  })
  open.push(() => service.close())
  const { port } = service
  const client = peerClient({
    ...{ identity: me, peer: them.id, host: '127.0.0.1', port, localAddress: null, clock: systemClock }
  })
  open.push(() => client.close())
  const there: Link = { id: them.id, name: 'Test device', card: cardOf(them.id), client, localAddress: null }
  let link: Link | null = there
  const listeners = new Set<(id: string) => void>()
  const heard: string[] = []
  const links: LinkBook = {
    all: () => (link ? [link] : []),
    of: () => link,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    carried: () => undefined,
    doubt: () => void heard.push('doubted')
  }
  const member = new PlanMember({
    ...{ id: them.id, links, clock: systemClock, plan: PLAN, revision: 1 },
    asked: { uri: FILE_URI, file: FILE },
    ranges: [],
    after: Promise.resolve(),
    hears: {
      able: () => void heard.push('able'),
      unable: (reason) => void heard.push(`unable: ${reason}`),
      said: () => undefined,
      failed: () => void heard.push('failed')
    }
  })
  open.push(() => member.end())
  const loseTheWay = (): void => {
    link = null
    for (const listener of [...listeners]) listener(them.id)
  }
  return { member, heard, say, loseTheWay }
}

describe('a member of a plan', () => {
  it('that says good-bye is heard, though the way to it is gone before', async () => {
    const { heard, say, loseTheWay } = await memberOf()
    await expect.poll(() => heard).toEqual(['able'])
    loseTheWay()
    say({ ...statusAt(2), state: 'leaving' })
    await expect.poll(() => heard).toEqual(['able', 'unable: it said good-bye'])
  })

  it('that says good-bye is heard, though it takes no revision any more, and has not failed', async () => {
    const { member, heard, say } = await memberOf({
      putPlan: async (_peer, _plan, { revision }) => {
        if (revision === 1) return statusAt(1)
        say({ ...statusAt(2), state: 'leaving' })
        throw fail('interrupted')
      }
    })
    await expect.poll(() => heard).toEqual(['able'])
    member.assign([{ start: 0, end: 1000 }])
    await expect.poll(() => heard).toEqual(['able', 'unable: it said good-bye'])
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(heard).toHaveLength(2)
  })

  it('whose way is gone, and who says nothing more, can bring nothing', async () => {
    const { heard, loseTheWay } = await memberOf()
    await expect.poll(() => heard).toEqual(['able'])
    loseTheWay()
    await expect.poll(() => heard).toEqual(['able', 'unable: the way to it has changed'])
  })

  it('that takes no revision is doubted, though it goes on saying how it does', async () => {
    const { member, heard } = await memberOf({
      putPlan: async (_peer, _plan, { revision }) => {
        if (revision === 1) return statusAt(1)
        throw fail('interrupted')
      }
    })
    await expect.poll(() => heard).toEqual(['able'])
    member.assign([{ start: 0, end: 1000 }])
    await expect.poll(() => heard.slice(0, 3)).toEqual(['able', 'failed', 'doubted'])
    expect(heard[3]).toMatch(/^unable/)
  })
})
