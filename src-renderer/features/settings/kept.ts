/**
 * A setting as its field sees it: what is kept, what is usual, and the one way to keep something else. It says nothing
 * of where it is kept: engine, policy and window have theirs.
 */
import { useStore } from 'zustand'
import type { Ending } from '../../../src-shared/model/ending.ts'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../src-shared/model/settings.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { saidOf } from '../../ui/said.ts'

export interface Kept<Value> {
  readonly value: Value
  readonly usual: Value
  /** Resolves with what went wrong, in words; null when it is kept. */
  keep(value: Value): Promise<string | null>
}

const told = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      return `${message} ${advice}`
    }
  )

/** Null until the engine has told them. */
export function useSetting<Name extends keyof Settings>(name: Name): Kept<Settings[Name]> | null {
  const { client, settings } = useShoal()
  const now = useStore(settings, (state) => state.now)
  if (!now) return null
  return {
    value: now.settings[name],
    usual: DEFAULT_SETTINGS[name],
    keep: (value) => told(client.call('settings.set', { [name]: value }))
  }
}

/** Null until the engine has told it. */
export function useRule<Name extends keyof PeerPolicy>(name: Name): Kept<PeerPolicy[Name]> | null {
  const { policy } = useShoal()
  const { now, change } = useStore(policy)
  if (now.kind !== 'known') return null
  return {
    value: now.policy[name],
    usual: DEFAULT_PEER_POLICY[name],
    keep: (value) => told(change({ [name]: value }))
  }
}

/** Kept by the desktop for this run alone; null where there is none. */
export function useEnding(): Kept<Ending> | null {
  const { client, ending } = useShoal()
  const now = useStore(ending, (state) => state.now?.ending ?? null)
  if (now === null) return null
  return {
    value: now,
    usual: 'nothing',
    keep: (chosen) => told(client.call('desktop.setEnding', { ending: chosen }))
  }
}

export const isUsual = <Value>({ value, usual }: Kept<Value>): boolean =>
  JSON.stringify(value) === JSON.stringify(usual)
