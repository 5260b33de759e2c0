/**
 * Keeps the best way to one peer. All likely ways are raced, the first that works is used at once and a clearly better
 * one takes its place; interfaces that change and ways that fail start the race again, and who cannot be reached is
 * tried again, for good. It never decides who is at the other end: `dial` proves that.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { NetworkInterfaces } from '../ports/network-interfaces.ts'
import { waysTo, type Way } from './dial-order.ts'

export interface Reached {
  /** Of a round trip, as dialling measured it. */
  readonly rttMs: number
}

/** Connects, proves who is there, measures and hangs up. Rejects when any of it fails or `signal` aborts. */
export type Dial = (
  address: PeerAddress,
  localAddress: string | null,
  signal: AbortSignal
) => Promise<Reached>

export interface DiallerOptions {
  readonly id: PeerId
  readonly interfaces: NetworkInterfaces
  readonly clock: Clock
  readonly dial: Dial
}

export interface Path extends Way, Reached {}

export interface Dialler {
  /** All addresses that are known now; a new one is tried soon. */
  offer(addresses: readonly PeerAddress[]): void
  /** The way in use; null: none works, or nobody has asked yet. */
  path(): Path | null
  /** Resolves with a way that works; rejects with `peer-no-path` when all have been tried. */
  reach(signal: AbortSignal): Promise<Path>
  /** This way has just failed. Another that worked lately takes its place at once, and all are tried again. */
  failed(path: Path): void
  /** What this way carried while nothing but the way itself was the limit: ways alike are compared by it. */
  carried(path: Path, bytesPerSecond: number): void
  /** Calls when the way in use changes. Returns what ends it. */
  onChange(listener: (path: Path | null) => void): () => void
  close(): void
}

/** Between one attempt and the next, unless the one before has failed (RFC 8305 §8: 100 ms at least). */
const STAGGER_MS = 100
/** A handshake on a LAN takes milliseconds; what takes longer than this is no way to send files. */
const DIAL_TIMEOUT_MS = 5000
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 60_000
/** What an older measurement says of a rate is not believed any more. */
const RATE_HOLDS_MS = 10 * 60_000
/** Who carries so much is as fast as most disks and cables: others are not tried beside it. */
const FAST_BYTES_PER_SECOND = 25e6
/** Better by this much is worth new connections. */
const CLEARLY = 1.5

export function createDialler({ id, interfaces, clock, dial }: DiallerOptions): Dialler {
  const listeners = new Set<(path: Path | null) => void>()
  const waiters = new Set<{ resolve: (path: Path) => void; reject: (reason: unknown) => void }>()
  /** Ways that worked when they were last tried. */
  const working = new Map<string, Path>()
  const rates = new Map<string, { readonly bytesPerSecond: number; readonly atMs: number }>()
  const closing = new AbortController()
  let addresses: readonly PeerAddress[] = []
  let current: Path | null = null
  /** Somebody wanted to reach it: from then on it is kept reachable. */
  let isWanted = false
  let race: AbortController | null = null
  let retry = new AbortController()
  let retryMs = FIRST_RETRY_MS
  let lastFailed: string | null = null

  const stopWatching = interfaces.onChange(() => {
    const ways = new Map(waysNow().map((way) => [way.key, way]))
    for (const key of working.keys()) if (!ways.has(key)) working.delete(key)
    if (current !== null && !ways.has(current.key)) use(bestWorking())
    retryMs = FIRST_RETRY_MS
    if (isWanted) startRace()
  })

  const waysNow = (): readonly Way[] => waysTo(addresses, interfaces.up(), interfaces.leftOut())
  const rateOf = ({ key }: Path): number | null => {
    const rate = rates.get(key)
    return rate !== undefined && clock.nowMs() - rate.atMs < RATE_HOLDS_MS ? rate.bytesPerSecond : null
  }

  function isClearlyBetter(a: Path, b: Path): boolean {
    const [rateA, rateB] = [rateOf(a), rateOf(b)]
    if (rateA !== null && rateB !== null) return rateA > rateB * CLEARLY
    // A better kind of link wins unless it is far slower to answer; and the other way round.
    const odds = a.rank < b.rank ? 0.25 : a.rank > b.rank ? 4 : CLEARLY
    const slackMs = a.rank < b.rank ? -5 : a.rank > b.rank ? 5 : 1
    return a.rttMs * odds + slackMs < b.rttMs
  }

  function bestWorking(): Path | null {
    let best: Path | null = null
    for (const path of working.values()) {
      if (path.key === lastFailed) continue
      const comesFirst = best === null || path.rank < best.rank
      if (best === null || isClearlyBetter(path, best) || (comesFirst && !isClearlyBetter(best, path)))
        best = path
    }
    return best
  }

  function use(path: Path | null): void {
    const isSame = path?.key === current?.key
    current = path
    if (path !== null) {
      retry.abort()
      retryMs = FIRST_RETRY_MS
      for (const waiter of waiters) waiter.resolve(path)
      waiters.clear()
    }
    if (isSame) return
    for (const listener of [...listeners]) listener(path)
  }

  function startRace(): void {
    if (closing.signal.aborted) return
    retry.abort()
    race?.abort()
    const own = new AbortController()
    race = own
    void run(own.signal).then((reason) => {
      if (own.signal.aborted) return
      race = null
      if (current === null) notReached(reason)
    })
  }

  /** Tries the ways in order, each a little after the one before. Resolves with the last reason of failure. */
  async function run(signal: AbortSignal): Promise<unknown> {
    const ways = waysNow()
    const ordered = [
      ...ways.filter(({ key }) => key !== lastFailed),
      ...ways.filter(({ key }) => key === lastFailed)
    ]
    let reason: unknown = null
    const attempts: Promise<void>[] = []
    for (const way of ordered) {
      // Ways of a worse kind are for when no better one works.
      const isWorse = current !== null && way.rank > current.rank && working.has(current.key)
      if (isWorse || signal.aborted) continue
      const attempt = tryWay(way, signal).catch((thrown: unknown) => void (reason = thrown))
      attempts.push(attempt)
      const pause = new AbortController()
      await Promise.race([attempt, clock.sleep(STAGGER_MS, pause.signal).catch(() => undefined)])
      pause.abort()
    }
    await Promise.all(attempts)
    return reason
  }

  async function tryWay(way: Way, signal: AbortSignal): Promise<void> {
    const attempt = new AbortController()
    const giveUp = (): void => attempt.abort(new Error(`no answer within ${DIAL_TIMEOUT_MS / 1000} s`))
    const abandon = (): void => attempt.abort(signal.reason)
    signal.addEventListener('abort', abandon, { once: true })
    const deadline = new AbortController()
    void clock.sleep(DIAL_TIMEOUT_MS, deadline.signal).then(giveUp, () => undefined)
    try {
      const { rttMs } = await dial(way.address, way.localAddress, attempt.signal)
      if (signal.aborted) return
      const path: Path = { ...way, rttMs }
      working.set(way.key, path)
      if (lastFailed === way.key) lastFailed = null
      if (current === null || current.key === path.key || isClearlyBetter(path, current)) use(path)
    } catch (thrown) {
      if (signal.aborted) return
      working.delete(way.key)
      if (current?.key === way.key) use(bestWorking())
      throw thrown
    } finally {
      signal.removeEventListener('abort', abandon)
      deadline.abort()
    }
  }

  function notReached(reason: unknown): void {
    const why = reason instanceof Error ? reason.message : 'it has no address that can be dialled'
    for (const { reject } of waiters) reject(fail('peer-no-path', { peer: id, reason: why }, reason))
    waiters.clear()
    retry = new AbortController()
    clock.sleep(retryMs, retry.signal).then(startRace, () => undefined)
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  return {
    offer(offered) {
      const before = new Set(waysNow().map(({ key }) => key))
      addresses = offered
      const isNew = waysNow().some(({ key }) => !before.has(key))
      if (isWanted && isNew) startRace()
    },
    path: () => current,
    reach(signal) {
      isWanted = true
      if (current !== null) return Promise.resolve(current)
      return new Promise((resolve, reject) => {
        const reasonOf = (): Error => (signal.reason instanceof Error ? signal.reason : new Error('given up'))
        if (signal.aborted) return reject(reasonOf())
        const onAbort = (): void => {
          waiters.delete(waiter)
          reject(reasonOf())
        }
        const waiter = {
          resolve(path: Path) {
            signal.removeEventListener('abort', onAbort)
            resolve(path)
          },
          reject(reason: unknown) {
            signal.removeEventListener('abort', onAbort)
            reject(reason instanceof Error ? reason : new Error(String(reason)))
          }
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiters.add(waiter)
        if (race === null) startRace()
      })
    },
    failed({ key }) {
      if (current?.key !== key) return
      working.delete(key)
      lastFailed = key
      use(bestWorking())
      startRace()
    },
    carried(path, bytesPerSecond) {
      rates.set(path.key, { bytesPerSecond, atMs: clock.nowMs() })
      if (current?.key !== path.key) return
      const alike = [...working.values()].filter((each) => each.key !== path.key && each.rank === path.rank)
      // Links that look the same may differ a hundredfold, and only carrying something shows it.
      const isFast = bytesPerSecond >= FAST_BYTES_PER_SECOND
      const untried = isFast
        ? undefined
        : alike.find((each) => rateOf(each) === null && each.interface !== path.interface)
      const better = alike.find((each) => rateOf(each) !== null && isClearlyBetter(each, path))
      const next = better ?? untried
      if (next !== undefined) use(next)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stopWatching()
      closing.abort()
      retry.abort()
      race?.abort()
      race = null
      current = null
      listeners.clear()
      for (const { reject } of waiters)
        reject(fail('peer-no-path', { peer: id, reason: 'it is not wanted any more' }))
      waiters.clear()
    }
  }
}
