/** Asks every peer that is near and may be asked, and those that turn up meanwhile, what they hold of one address. */
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { HeldContent } from '../../engine/ports/contributors.ts'
import type { LinkBook } from '../reaching/link.ts'

/** Machines of one LAN turn up within a few tens of milliseconds of each other. */
const OTHERS_FOLLOW_WITHIN_MS = 40
/** Who is known to be there may be slow: a small machine takes a while for its first handshakes. */
const SLOW_ONES_WITHIN_MS = 600
const LOOK_EVERY_MS = 20

export interface Nearby {
  readonly links: LinkBook
  mayAsk(id: PeerId): boolean
  /** Trusted peers that were near lately. */
  readonly expected: readonly PeerId[]
  /** Whether somebody who has just turned up is being connected to. */
  isReaching(): boolean
}

/**
 * Resolves when all that are expected have answered, or those that are near have and no other turned up for a moment, or
 * when one holds all of it; after `timeoutMs` at the latest, or a little later while somebody is known to be there who
 * has not answered yet.
 */
export function heldNearby(
  clock: Clock,
  { links, mayAsk, expected, isReaching }: Nearby,
  uri: string,
  timeoutMs: number,
  signal: AbortSignal
): Promise<readonly HeldContent[]> {
  return new Promise((resolve) => {
    const latestMs = clock.nowMs() + Math.max(timeoutMs, SLOW_ONES_WITHIN_MS)
    const over = new AbortController()
    const found: HeldContent[] = []
    const asked = new Set<PeerId>()
    let waiting = 0
    const end = (): void => {
      if (over.signal.aborted) return
      over.abort()
      stopListening()
      signal.removeEventListener('abort', end)
      resolve(found)
    }
    const after = (ms: number, then: () => void): void =>
      void clock.sleep(ms, over.signal).then(then, () => undefined)
    const mayStillAnswer = (): boolean => waiting > 0 || isReaching()
    const endSoon = (): void => {
      if (mayStillAnswer() && clock.nowMs() < latestMs) after(LOOK_EVERY_MS, endSoon)
      else end()
    }
    const ask = (id: PeerId): void => {
      const link = links.of(id)
      if (!link || !mayAsk(id) || asked.has(id) || over.signal.aborted) return
      asked.add(id)
      waiting++
      void link.client
        .availability(uri, over.signal)
        .then(
          (contents) => void found.push(...contents),
          () => undefined
        )
        .then(() => {
          waiting--
          if (found.some(({ file, ranges }) => totalLength(ranges) === file.length)) end()
          else if (waiting > 0) return
          else if (expected.length > 0 && expected.every((each) => asked.has(each))) end()
          else after(OTHERS_FOLLOW_WITHIN_MS, () => mayStillAnswer() || end())
        })
    }
    const stopListening = links.onChange(ask)
    signal.addEventListener('abort', end)
    after(timeoutMs, endSoon)
    for (const { id } of links.all()) ask(id)
    if (signal.aborted) end()
  })
}
