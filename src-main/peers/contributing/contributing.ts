/**
 * The contributor's side: plans of other machines taken on, told of and served. Whatever they ask for is a public
 * content known by its address and validator; nothing here learns a file's name or place from a peer, and nothing is
 * passed on to a third machine's contribution (one hop).
 */
import { fail, problem, problemOf, ShoalError } from '../../../src-shared/errors/problem.ts'
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { canonicalUri } from '../cache/content-identity.ts'
import type { Directory } from '../directory/directory.ts'
import type { Asker, Decision, Running } from '../policy/contribution-policy.ts'
import type { UsageBook } from '../ports/usage-book.ts'
import { STATUS_SPACING_MS } from '../protocol/limits.ts'
import type { PlanId } from '../protocol/paths.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'
import type { PeerHandlers } from '../service/handlers.ts'
import { ContributedPlan } from './contributed-plan.ts'
import { OwnLink } from './own-link.ts'
import { PlanFetch, type FetchParts } from './plan-fetch.ts'

/** A requester follows its plans' statuses; one that does not, and asks for nothing, is gone. */
export const SILENCE_MS = 60_000
const TICK_MS = 1_000
/** A data server that is near has shown the file by then: the answer to a plan can tell, and saves a message. */
const RESOLVES_WITHIN_MS = 100
const RESOLVING_SPACING_MS = 10
/** How long a plan that is over is told of. */
const ENDED_SHOWN_MS = 2_000
/** How long peers have to read that this machine leaves. */
const LEAVING_MS = 500

export interface ContributingParts extends FetchParts {
  readonly directory: Pick<Directory, 'peer' | 'trustOf' | 'termsOf' | 'sent' | 'onChange'>
  readonly policy: {
    mayBegin(asker: Asker, running: Running): Decision
    mayGoOn(): Decision
  }
  readonly usage: UsageBook
}

export interface Contributing extends Pick<
  PeerHandlers,
  'availability' | 'putPlan' | 'dropPlan' | 'status' | 'bytes'
> {
  /** Contributions that ask data servers now. */
  readonly running: number
  /** What this machine's own link carried lately for others; null: not measured. */
  readonly originBytesPerSecond: number | null
  /** Every plan that is open here, and those that have just ended. */
  now(): readonly ContributionNow[]
  /** Tells the peer of each plan, then ends them all. Plans that come meanwhile are refused. */
  leave(): Promise<void>
}

export function createContributing(parts: ContributingParts): Contributing {
  const { clock, cache, directory, policy, usage } = parts
  const plans = new Map<string, ContributedPlan>()
  const fetches = new Set<PlanFetch>()
  const ownLink = new OwnLink()
  /** Changes of one plan happen one after the other. */
  const turns = new Map<string, Promise<unknown>>()
  let isLeaving = false
  let ended: readonly { readonly atMs: number; readonly contribution: ContributionNow }[] = []

  const picture = (key: string, plan: ContributedPlan, fetch: PlanFetch | null): ContributionNow => {
    const { revision, state, bytesPerSecond, connections, problem } = plan.status()
    return {
      plan: key.slice(key.lastIndexOf('/') + 1),
      peer: plan.peer,
      name: directory.peer(plan.peer)?.name ?? '',
      uri: plan.message.uri,
      revision,
      state,
      bytesPerSecond,
      connections,
      problem,
      fetchedBytes: fetch?.fetchedBytes ?? 0,
      sentBytes: plan.sentBytes,
      ended: plan.isOver
    }
  }

  const running = (): number => [...fetches].filter((fetch) => fetch.asksServer).length

  const runningFor = (peer: PeerId): number => {
    const its = [...plans.values()].filter((plan) => plan.peer === peer && plan.fetch?.asksServer)
    return new Set(its.map((plan) => plan.fetch)).size
  }

  const mayBegin = (peer: PeerId): Decision =>
    policy.mayBegin(
      {
        trust: directory.trustOf(peer),
        quarantineReason: directory.peer(peer)?.quarantine?.reason ?? null
      },
      { all: running(), forAsker: runningFor(peer) }
    )

  const isTrusted = (peer: PeerId): boolean => {
    const trust = directory.trustOf(peer)
    return trust === 'paired' || trust === 'group'
  }

  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(key) ?? Promise.resolve()).then(work, work)
    turns.set(key, mine)
    const done = (): void => {
      if (turns.get(key) === mine) turns.delete(key)
    }
    mine.then(done, done)
    return mine
  }

  const planOf = (peer: PeerId, id: PlanId): ContributedPlan => {
    const plan = plans.get(keyOf(peer, id))
    if (!plan) throw fail('plan-unknown', { plan: id })
    plan.heardAtMs = clock.nowMs()
    return plan
  }

  const leaveFetch = async (plan: ContributedPlan): Promise<void> => {
    const { fetch } = plan
    plan.fetch = null
    await fetch?.leave(plan)
    if (fetch?.isClosed) {
      // Its last bytes were counted when it closed.
      book(fetch.tick({ kind: 'allowed' }))
      fetches.delete(fetch)
    }
  }

  /** Gives the plan a fetch for what it asks now: the one it has, one that others have, or a new one. */
  const attach = async (plan: ContributedPlan): Promise<void> => {
    plan.refusal = directory.termsOf(plan.peer).contributes ? null : problem('policy-terms')
    if (plan.refusal) return leaveFetch(plan)
    const { file } = plan.message
    const uri = canonicalUri(plan.message.uri)
    if (plan.fetch && !plan.fetch.isFor(uri, file)) await leaveFetch(plan)
    if (!plan.fetch) {
      const rival = (): PlanFetch | undefined => [...fetches].find((fetch) => fetch.canServe(uri, file))
      plan.fetch = rival() ?? (await PlanFetch.open(parts, uri, file))
      fetches.add(plan.fetch)
    }
    plan.fetch.want(plan)
  }

  const settled = async (plan: ContributedPlan): Promise<void> => {
    const untilMs = clock.nowMs() + RESOLVES_WITHIN_MS
    const never = new AbortController().signal
    while (plan.status().state === 'resolving' && !plan.isOver && clock.nowMs() < untilMs)
      await clock.sleep(RESOLVING_SPACING_MS, never)
  }

  const drop = (key: string): Promise<void> =>
    inTurn(key, async () => {
      const plan = plans.get(key)
      if (!plan) return
      plans.delete(key)
      plan.isOver = true
      const { fetch } = plan
      const last = picture(key, plan, fetch)
      await leaveFetch(plan).finally(() => {
        const fetchedBytes = fetch?.fetchedBytes ?? 0
        const contribution = {
          ...last,
          bytesPerSecond: 0,
          connections: 0,
          fetchedBytes,
          sentBytes: plan.sentBytes
        }
        ended = [...recent(), { atMs: clock.nowMs(), contribution }]
      })
    })

  const recent = (): typeof ended => ended.filter(({ atMs }) => clock.nowMs() - atMs < ENDED_SHOWN_MS)

  const book = (bytes: number): void => {
    if (bytes > 0) usage.add(bytes)
  }

  /** The plan is gone in any case; what could not be given back to the cache is found at its next start. */
  const dropInPassing = (key: string): void => void drop(key).catch(() => undefined)

  /** Whether what the owner lets this machine do for the plan's peer is other than what is done. */
  const haveChanged = ({ peer, refusal }: ContributedPlan): boolean =>
    directory.termsOf(peer).contributes === (refusal !== null)

  /** What cannot be attached is said when the peer asks for it next. */
  const attachInPassing = (key: string, plan: ContributedPlan): void =>
    void inTurn(key, async () => {
      if (!plan.isOver) await attach(plan)
    }).catch(() => undefined)

  const askPolicy = (): void => {
    try {
      const mayGoOn = policy.mayGoOn()
      let fetchedBytes = 0
      for (const fetch of fetches) fetchedBytes += fetch.tick(mayGoOn)
      ownLink.add(fetchedBytes, clock.nowMs())
      book(fetchedBytes)
    } catch (thrown) {
      // The books of what was fetched today cannot be read or written for the moment: nothing is fetched off the books.
      const decision: Decision = { kind: 'refused', problem: problemOf(thrown) }
      for (const fetch of fetches) fetch.tick(decision)
    }
  }

  const tick = (): void => {
    askPolicy()
    for (const [key, plan] of plans) {
      const isSilent = plan.openAnswers === 0 && clock.nowMs() - plan.heardAtMs >= SILENCE_MS
      if (isSilent || !isTrusted(plan.peer)) dropInPassing(key)
    }
  }
  const stopTicking = clock.every(TICK_MS, tick)
  const stopHearing = directory.onChange((peer) => {
    const areIts = [...plans].filter(([, plan]) => plan.peer === peer)
    if (!isTrusted(peer)) for (const [key] of areIts) dropInPassing(key)
    else for (const [key, plan] of areIts) if (haveChanged(plan)) attachInPassing(key, plan)
  })

  return {
    get running() {
      return running()
    },

    get originBytesPerSecond() {
      return ownLink.bytesPerSecond(clock.nowMs())
    },

    now: () => [
      ...[...plans].map(([key, plan]) => picture(key, plan, plan.fetch)),
      ...recent().map(({ contribution }) => contribution)
    ],

    async availability(peer, uri) {
      if (!directory.termsOf(peer).contributes) return []
      const held = await cache.held(uri)
      const fullestFirst = [...held].sort((a, b) => totalLength(b.ranges) - totalLength(a.ranges))
      return fullestFirst.map(({ file, ranges }) => ({ file, ranges }))
    },

    putPlan(peer, id, message) {
      const key = keyOf(peer, id)
      return inTurn(key, async (): Promise<PlanStatusMessage> => {
        if (isLeaving) throw fail('peer-busy', { reason: 'it is about to leave' })
        const known = plans.get(key)
        const plan = known ?? new ContributedPlan(peer, message, clock.nowMs(), () => mayBegin(peer))
        plan.revise(message)
        plan.heardAtMs = clock.nowMs()
        plans.set(key, plan)
        try {
          await attach(plan)
        } catch (thrown) {
          plans.delete(key)
          plan.isOver = true
          await leaveFetch(plan)
          throw thrown
        }
        await settled(plan)
        return plan.status()
      })
    },

    async dropPlan(peer, id) {
      await drop(keyOf(peer, id))
    },

    async *status(peer, id, signal) {
      const plan = planOf(peer, id)
      plan.openAnswers += 1
      try {
        let told = ''
        while (!signal.aborted && !plan.isOver) {
          const message = plan.status()
          const text = JSON.stringify(message)
          if (text !== told) yield message
          told = text
          if (message.state === 'leaving') return
          // Its requester waits for nothing more than for what the file is.
          const pauseMs = message.state === 'resolving' ? RESOLVING_SPACING_MS : STATUS_SPACING_MS
          await clock.sleep(pauseMs, signal).catch(() => undefined)
        }
      } finally {
        plan.openAnswers -= 1
        plan.heardAtMs = clock.nowMs()
      }
    },

    async bytes(peer, id, range, signal) {
      const plan = planOf(peer, id)
      const { fetch } = plan
      const file = fetch?.file
      if (!fetch || !file) throw fail('plan-file-unknown', { plan: id })
      return { file, body: counted(plan, fetch.read(range, signal)) }
    },

    async leave() {
      isLeaving = true
      stopTicking()
      stopHearing()
      for (const plan of plans.values()) plan.isLeaving = true
      const untilMs = clock.nowMs() + LEAVING_MS
      const never = new AbortController().signal
      while ([...plans.values()].some(({ openAnswers }) => openAnswers > 0) && clock.nowMs() < untilMs)
        await clock.sleep(STATUS_SPACING_MS / 4, never)
      await Promise.all([...plans.keys()].map(drop))
    }
  }

  async function* counted(
    plan: ContributedPlan,
    body: AsyncIterable<Uint8Array>
  ): AsyncGenerator<Uint8Array> {
    plan.openAnswers += 1
    try {
      for await (const chunk of body) {
        if (plan.isOver) throw fail('plan-unknown', { plan: 'of these bytes' })
        if (plan.refusal) throw new ShoalError(plan.refusal)
        directory.sent(plan.peer, chunk.length)
        plan.sentBytes += chunk.length
        yield chunk
      }
    } finally {
      plan.openAnswers -= 1
      plan.heardAtMs = clock.nowMs()
    }
  }
}

const keyOf = (peer: PeerId, plan: PlanId): string => `${peer}/${plan}`
