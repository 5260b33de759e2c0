/**
 * How fast everything is together, for the tray: what comes in, and what is passed on to other machines. It asks every
 * few seconds while something moves, because no system says in time that a tray's menu is about to open; at rest it
 * has no timer and asks nothing.
 */
import type { ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'

export interface Rates {
  readonly downBytesPerSecond: number
  readonly upBytesPerSecond: number
}

export interface RatesParts {
  client(): Promise<Pick<Client, 'call'>>
  /** Those that are under way, as heard last. */
  contributions(): readonly Pick<ContributionNow, 'plan' | 'sentBytes'>[]
  hear(rates: Rates): void
  nowMs(): number
}

export const LOOK_EVERY_MS = 3_000
export const NOTHING_MOVES: Rates = { downBytesPerSecond: 0, upBytesPerSecond: 0 }

/** Returns what is told whether something moves. */
export function followRates({ client, contributions, hear, nowMs }: RatesParts): (moves: boolean) => void {
  let timer: NodeJS.Timeout | null = null
  let asking = false
  let sent = new Map<string, number>()
  let sentAtMs = 0

  const takeSent = (): number => {
    const before = sent
    const seconds = (nowMs() - sentAtMs) / 1000
    sent = new Map(contributions().map(({ plan, sentBytes }) => [plan, sentBytes]))
    sentAtMs = nowMs()
    let bytes = 0
    for (const [plan, now] of sent) bytes += now - (before.get(plan) ?? now)
    return seconds > 0 ? Math.max(0, bytes) / seconds : 0
  }
  const look = async (): Promise<void> => {
    if (asking) return
    asking = true
    try {
      const { bytesPerSecond } = await (await client()).call('progress.frame', { expanded: [] })
      if (!timer) return
      const downBytesPerSecond = bytesPerSecond.reduce((sum, each) => sum + each, 0)
      hear({ downBytesPerSecond, upBytesPerSecond: takeSent() })
    } catch {
      // The engine is gone for the moment; the last numbers stay.
    } finally {
      asking = false
    }
  }

  return (moves) => {
    if (moves === (timer !== null)) return
    if (timer) {
      clearInterval(timer)
      timer = null
      hear(NOTHING_MOVES)
    } else {
      takeSent()
      timer = setInterval(() => void look(), LOOK_EVERY_MS)
    }
  }
}
