import { expect, test } from 'vitest'
import { fail } from '../../../src-shared/errors/problem.ts'
import { DEFAULT_PEER_POLICY } from '../../../src-shared/model/peer-policy.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../src-shared/model/settings.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'
import { createAppearanceStore } from '../../stores/appearance.ts'
import { createPolicyStore } from '../../stores/policy.ts'
import { createToastsStore } from '../../stores/toasts.ts'
import { exportedText, importText } from './backup.ts'

function window({ policyFails = false } = {}) {
  let settings: Settings = { ...DEFAULT_SETTINGS, mostActive: 2 }
  let policy = DEFAULT_PEER_POLICY
  const methods: Record<string, (input: object) => unknown> = {
    'settings.get': () => ({ settings, inForce: { kind: 'unlimited' } }),
    'settings.set': (change) => (settings = { ...settings, ...change }),
    'peers.policy.get': () => policy,
    'peers.policy.set'(change) {
      if (policyFails) throw fail('journal-unwritable', { path: '/state', reason: 'it is full' })
      policy = { ...policy, ...change }
    }
  }
  const client = {
    call: async (method: string, input: object) => methods[method]!(input)
  } as unknown as Client
  const kept = new Map<string, string>()
  const appearance = createAppearanceStore({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value)
  })
  const toasts = createToastsStore()
  const shoal = { client, policy: createPolicyStore(client), appearance, toasts }
  return { shoal, toasts, now: () => ({ settings, policy, appearance: appearance.getState() }) }
}

const file = (parts: object): string => JSON.stringify({ format: 'shoal-settings', version: 1, ...parts })

test('an import sets what differs, and undone it is as it was', async () => {
  const { shoal, toasts, now } = window()
  const first = now()
  const text = file({
    settings: { mostActive: 9, connections: 16 },
    policy: { cacheBytes: 0 },
    appearance: { theme: 'dark' }
  })
  expect(await importText(shoal, text)).toBeNull()
  expect(now()).toMatchObject({
    settings: { mostActive: 9 },
    policy: { cacheBytes: 0 },
    appearance: { theme: 'dark' }
  })
  const [toast] = toasts.getState().shown
  expect(toast?.detail).toBe('3 settings changed.')
  toasts.getState().undo(toast!.id)
  await expect.poll(now).toEqual(first)
})

test('what is exported here is imported there', async () => {
  const here = window()
  const there = window()
  await importText(here.shoal, file({ settings: { proxy: 'none' }, policy: { onBattery: 'contribute' } }))
  expect(await importText(there.shoal, await exportedText(here.shoal))).toBeNull()
  expect(there.now()).toEqual(here.now())
})

test('a file with one mistake changes nothing of the rest', async () => {
  const { shoal, toasts, now } = window()
  const first = now()
  const text = file({ settings: { mostActive: 9 }, policy: { mostContributions: 'all' } })
  expect(await importText(shoal, text)).toBe(
    'In the file, at “policy.mostContributions”: Give a whole number from 0 to 64.'
  )
  expect(now()).toEqual(first)
  expect(toasts.getState().shown).toEqual([])
})

test('when the engine cannot keep all of it, it has kept none of it', async () => {
  const { shoal, now } = window({ policyFails: true })
  const first = now()
  const text = file({ settings: { mostActive: 9 }, policy: { cacheBytes: 0 }, appearance: { theme: 'dark' } })
  expect(await importText(shoal, text)).toContain('it is full')
  expect(now()).toEqual(first)
})
