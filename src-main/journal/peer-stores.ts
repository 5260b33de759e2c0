/**
 * What peers keep in the journal, behind their ports. Every write is one immediate transaction of what the rows say at
 * that moment, since several processes share them.
 */
import type { PeerStores } from '../peers/ports/peer-stores.ts'
import { isAlive, isSameProcess, type ProcessIdentity } from '../platform/process-identity.ts'
import { cacheQueries } from './queries/cache.ts'
import { membershipQueries } from './queries/membership.ts'
import { peerPlanQueries } from './queries/peer-plans.ts'
import { peerPolicyQueries } from './queries/peer-policy.ts'
import { peerUsageQueries } from './queries/peer-usage.ts'
import { peerQueries } from './queries/peers.ts'
import type { Sqlite } from './sqlite.ts'

/** How the journal reads and writes: its problems told in words, its transactions immediate. */
export interface Access {
  read<T>(work: () => T): T
  commit<T>(work: () => T): T
  /** Committed at once for other processes, and for the disk with the next commit. */
  commitUnhurried<T>(work: () => T): T
}

export interface JournaledPeerStores extends PeerStores {
  /** Ends every use this process has of a content; call inside a transaction. */
  releaseAll(): void
}

export function peerStores(
  db: Sqlite,
  { read, commit, commitUnhurried }: Access,
  self: ProcessIdentity
): JournaledPeerStores {
  const peers = peerQueries(db)
  const plans = peerPlanQueries(db)
  const policy = peerPolicyQueries(db)
  const usage = peerUsageQueries(db)
  const cache = cacheQueries(db)
  const membership = membershipQueries(db)

  /** A process that died uses nothing; one that lives, or this one, does. */
  const isUsed = (id: number): boolean =>
    cache.users(id).some((user) => isSameProcess(user, self) || isAlive(user))

  return {
    directory: {
      all: () => read(() => db.transaction(() => peers.all())()),
      revise: (id, change) =>
        commit(() => {
          const revised = change(peers.of(id))
          if (revised) peers.put(revised)
          else peers.remove(id)
          return revised
        }),
      version: () => read(() => db.pragma('data_version', { simple: true }) as number)
    },
    cache: {
      all: () => read(() => cache.all()),
      of: (uri) => read(() => cache.of(uri)),
      use: (content) =>
        commit(() => {
          const id = cache.open(content)
          cache.use(id, self)
          const found = cache.find(id)
          if (!found) throw new Error('a row just written cannot be read')
          return found
        }),
      release: (id, atMs) =>
        commit(() => {
          cache.release(id, self)
          cache.touch(id, atMs)
        }),
      mark: (id, mark) => commit(() => cache.mark(id, mark)),
      durable: (id) => read(() => cache.ranges(id)),
      // What a dead machine forgets of this costs a fetch, never a wrong byte.
      add: (id, ranges) =>
        commitUnhurried(() => {
          if (!cache.find(id)) return null
          for (const range of ranges) cache.add(id, range)
          return cache.bytes()
        }),
      bytes: () => read(() => cache.bytes()),
      forget: (id) =>
        commit(() => {
          if (isUsed(id)) return false
          cache.remove(id)
          return true
        }),
      keepAs: (id, kind) => commit(() => cache.keepAs(id, kind)),
      touch: (id, atMs) => commitUnhurried(() => cache.touch(id, atMs))
    },
    plans: {
      of: (transfer) => read(() => plans.of(transfer)),
      put: (records) =>
        commitUnhurried(() => {
          for (const record of records) plans.put(record)
        }),
      forget: (transfer) => commit(() => plans.forget(transfer))
    },
    usage: {
      fetchedToday: () => read(() => usage.fetched(dayOf(new Date()))),
      add: (bytes) => commitUnhurried(() => usage.add(dayOf(new Date()), bytes))
    },
    policy: {
      policy: () => read(() => policy.all()),
      savePolicy: (given) => commit(() => policy.put(given))
    },
    membership: {
      hasJoined: () => read(() => membership.hasJoined()),
      saveJoined: (joined) => commit(() => membership.put(joined))
    },
    releaseAll: () => cache.releaseAll(self)
  }
}

/** Of the clock on the wall: `2026-01-31`. */
const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
