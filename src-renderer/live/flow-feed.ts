/**
 * What flows between this machine and others, on its way from the engine to the screen: one question at a time, twice a
 * second while anything flows and seldom otherwise, none while nobody looks. React hears of nothing that only counts.
 */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { HelpNow } from '../../src-shared/model/help-now.ts'
import type { PeerId } from '../../src-shared/model/peer.ts'

/** One file between this machine and one peer. */
export interface Flow {
  /** Unique among those of one moment, and the same from one to the next. */
  readonly key: string
  readonly peer: PeerId
  /** As it calls itself; never trusted. */
  readonly name: string
  /** `here`: it brings bytes of a file that is fetched here; `there`: this machine passes bytes on to it. */
  readonly to: 'here' | 'there'
  /** Name of the file, or the last part of its address. */
  readonly file: string
  readonly bytesPerSecond: number
  readonly bytes: number
}

export interface FlowPorts {
  helping(): Promise<readonly HelpNow[]>
  contributions(): Promise<readonly ContributionNow[]>
  /** Monotonic, milliseconds. */
  nowMs(): number
  /** Runs the callback after so many milliseconds; returns a function that calls it off. */
  later(callback: () => void, ms: number): () => void
}

export interface FlowFeed {
  readonly latest: readonly Flow[]
  /** Hears each answer, and the last one at once. While anybody listens, the engine is asked. */
  watch(listener: (flows: readonly Flow[]) => void): () => void
  setShown(shown: boolean): void
}

const EVERY_MS = 500
/** While nothing flows; and after a question that was not answered. */
const REST_MS = 2000
/** A rate is told over so long, so that digits can be read. */
const RATE_OVER_MS = 2000

export function createFlowFeed(ports: FlowPorts): FlowFeed {
  const listeners = new Set<(flows: readonly Flow[]) => void>()
  const sent = new Map<string, SentSample[]>()
  let latest: readonly Flow[] = []
  let shown = true
  let isAsking = false
  let cancel: (() => void) | null = null

  const schedule = (ms: number): void => {
    if (isAsking || cancel || !shown || listeners.size === 0) return
    cancel = ports.later(() => void ask(), ms)
  }

  const ask = async (): Promise<void> => {
    cancel = null
    isAsking = true
    try {
      const [helping, contributions] = await Promise.all([ports.helping(), ports.contributions()])
      latest = [...helping.map(flowHere), ...contributions.filter(({ ended }) => !ended).map(flowThere)]
      forgetEnded(contributions)
      for (const listener of listeners) listener(latest)
      isAsking = false
      schedule(latest.length > 0 ? EVERY_MS : REST_MS)
    } catch {
      // The engine is gone, or Shoal runs without peers; the window says either elsewhere.
      isAsking = false
      schedule(REST_MS)
    }
  }

  const flowThere = ({ plan, peer, name, uri, sentBytes }: ContributionNow): Flow => {
    const samples = sent.get(plan) ?? []
    const atMs = ports.nowMs()
    samples.push({ atMs, bytes: sentBytes })
    while (samples.length > 2 && atMs - samples[1]!.atMs >= RATE_OVER_MS) samples.shift()
    sent.set(plan, samples)
    const bytesPerSecond = rateOf(samples)
    return {
      key: `there ${plan}`,
      peer,
      name,
      to: 'there',
      file: lastPartOf(uri),
      bytesPerSecond,
      bytes: sentBytes
    }
  }

  const forgetEnded = (contributions: readonly ContributionNow[]): void => {
    const live = new Set(contributions.filter(({ ended }) => !ended).map(({ plan }) => plan))
    for (const plan of sent.keys()) if (!live.has(plan)) sent.delete(plan)
  }

  const stop = (): void => {
    cancel?.()
    cancel = null
    // What happened while nobody looked is no rate.
    sent.clear()
  }

  return {
    get latest() {
      return latest
    },
    watch(listener) {
      listeners.add(listener)
      listener(latest)
      schedule(0)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    setShown(given) {
      if (given === shown) return
      shown = given
      if (shown) schedule(0)
      else stop()
    }
  }
}

interface SentSample {
  readonly atMs: number
  readonly bytes: number
}

function rateOf(samples: readonly SentSample[]): number {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.atMs <= first.atMs) return 0
  return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs))
}

const flowHere = ({ peer, name, transfer, file, bytesPerSecond, bytes }: HelpNow): Flow => ({
  key: `here ${transfer} ${peer}`,
  ...{ peer, name, to: 'here', file, bytesPerSecond, bytes }
})

function lastPartOf(uri: string): string {
  try {
    const { pathname, host } = new URL(uri)
    const last = pathname
      .split('/')
      .filter((part) => part !== '')
      .at(-1)
    return last === undefined ? host : decodeURIComponent(last)
  } catch {
    return uri
  }
}

export interface PeerSum {
  readonly hereBytesPerSecond: number
  readonly thereBytesPerSecond: number
}

/** Both ways together for each peer that anything flows to or from. */
export function sumByPeer(flows: readonly Flow[]): ReadonlyMap<PeerId, PeerSum> {
  const sums = new Map<PeerId, PeerSum>()
  for (const { peer, to, bytesPerSecond } of flows) {
    const { hereBytesPerSecond, thereBytesPerSecond } = sums.get(peer) ?? NOTHING
    sums.set(peer, {
      hereBytesPerSecond: hereBytesPerSecond + (to === 'here' ? bytesPerSecond : 0),
      thereBytesPerSecond: thereBytesPerSecond + (to === 'there' ? bytesPerSecond : 0)
    })
  }
  return sums
}
export const NOTHING: PeerSum = { hereBytesPerSecond: 0, thereBytesPerSecond: 0 }
