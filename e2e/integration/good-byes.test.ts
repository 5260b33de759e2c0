/**
 * A plan that has ended keeps nobody waiting for peers to hear of it, and what comes after reaches them after that: the
 * next plan of the same transfer has the same name, and would end with the last one's good-bye.
 */
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import type { PlanListener } from '../../src-main/engine/ports/contributors.ts'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { peerClient } from '../../src-main/peers/client/peer-client.ts'
import { createDirectory } from '../../src-main/peers/directory/directory.ts'
import { clientSecureContext } from '../../src-main/peers/identity/pinned-tls.ts'
import { createContributors } from '../../src-main/peers/planning/contributors.ts'
import type { Link } from '../../src-main/peers/reaching/link.ts'
import { cardOf, FILE, FILE_URI, makeDevice, startService, statusAt } from '../fixtures/peer-service.ts'
import { newFolder, removeFolders } from './shoal.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  await removeFolders()
})

/** Contributors that know one peer, which writes down what it is told and hears good-byes when `hear` is called. */
async function nearOne() {
  const [me, them] = [await makeDevice(), await makeDevice()]
  const told: string[] = []
  let hear = (): void => undefined
  const service = await startService([me.id], {
    identity: them,
    answers: {
      putPlan: async (_peer, plan, { revision }) => {
        told.push(`plan ${plan}`)
        return statusAt(revision)
      },
      dropPlan: async (_peer, plan) => {
        told.push(`good-bye ${plan}`)
        await new Promise<void>((resolve) => (hear = resolve))
      },
      async *status() {
        yield statusAt(1)
        await new Promise((resolve) => setTimeout(resolve, 60_000).unref())
      }
    }
  })
  open.push(() => service.close())
  const { port } = service
  const client = peerClient({
    ...{ identity: me, peer: them.id, host: '127.0.0.1', port, localAddress: null, clock: systemClock }
  })
  open.push(() => client.close())
  const journal = openJournal({ stateDirectory: path.join(await newFolder('good-byes'), 'state') })
  open.push(() => journal.close())
  const directory = createDirectory(journal.peers.directory, systemClock)
  open.push(() => directory.close())
  const link: Link = { id: them.id, name: 'Test device', card: cardOf(them.id), client, localAddress: null }
  const contributors = createContributors({
    clock: systemClock,
    links: {
      all: () => [link],
      of: () => link,
      onChange: () => () => undefined,
      carried: () => undefined,
      doubt: () => undefined
    },
    directory,
    store: journal.peers.plans,
    secureContext: clientSecureContext(me),
    lookAround: () => undefined,
    mayFindMore: () => false,
    isReaching: () => false
  })
  const heard: string[] = []
  const hears: PlanListener = {
    joined: () => void heard.push('joined'),
    left: () => void heard.push('left'),
    event: (kind) => void heard.push(kind)
  }
  const begin = () => {
    const plan = contributors.open({ transfer: 't1', uri: FILE_URI }, hears)
    plan.offer(FILE, () => [])
    return plan
  }
  return { contributors, directory, peer: them.id, begin, told, heard, hear: () => hear() }
}

const names = (told: readonly string[]): readonly string[] => told.map((each) => each.split(' ')[0] ?? '')

it('the next plan reaches a peer when it has heard of the end of the last one', async () => {
  const { contributors, begin, told, heard, hear } = await nearOne()
  const first = begin()
  await expect.poll(() => heard).toContain('joined')
  first.end()
  const before = heard.length
  begin()
  await expect.poll(() => names(told)).toEqual(['plan', 'good-bye'])
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(names(told)).toEqual(['plan', 'good-bye'])
  hear()
  await expect.poll(() => names(told)).toEqual(['plan', 'good-bye', 'plan'])
  await contributors.quiet()
  // Of the first plan nothing was heard after its end.
  expect(heard.slice(before)).toEqual(['plan-offered', 'plan-status', 'joined'])
})

it('the end of the program waits for good-byes, also to a peer that was sent away, and not for ever', async () => {
  const { contributors, begin, heard, told, peer, hear } = await nearOne()
  const plan = begin()
  await expect.poll(() => heard).toContain('joined')
  plan.quarantine(peer, 'it sent wrong bytes')
  plan.end()
  let isQuiet = false
  const quiet = contributors.quiet().then(() => (isQuiet = true))
  await expect.poll(() => names(told)).toEqual(['plan', 'good-bye'])
  expect(isQuiet).toBe(false)
  hear()
  await quiet

  const { contributors: others, begin: beginThere, heard: heardThere } = await nearOne()
  const another = beginThere()
  await expect.poll(() => heardThere).toContain('joined')
  another.end()
  // It never answers.
  await others.quiet()
})
