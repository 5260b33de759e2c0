/** Asks every peer that is near and may be asked, and those that turn up meanwhile, what they hold of one address. */
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { HeldContent } from '../../engine/ports/contributors.ts'
import type { LinkBook } from '../reaching/link.ts'

/** Machines of one LAN turn up within a few tens of milliseconds of each other. */
const OTHERS_FOLLOW_WITHIN_MS = 40

/**
 * Resolves when all that are expected have answered, or those that are near have and no other turned up for a moment,
 * when one holds all of it, or after `timeoutMs`.
 */
export function heldNearby(
  clock: Clock,
  links: LinkBook,
  mayAsk: (id: PeerId) => boolean,
  uri: string,
  /** Trusted peers that were near lately. */
  expected: readonly PeerId[],
  timeoutMs: number,
  signal: AbortSignal
): Promise<readonly HeldContent[]> {
  return new Promise((resolve) => {
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
    const after = (ms: number): void =>
      void clock.sleep(ms, over.signal).then(
        () => (ms === timeoutMs || waiting === 0) && end(),
        () => undefined
      )
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
          else after(OTHERS_FOLLOW_WITHIN_MS)
        })
    }
    const stopListening = links.onChange(ask)
    signal.addEventListener('abort', end)
    after(timeoutMs)
    for (const { id } of links.all()) ask(id)
    if (signal.aborted) end()
  })
}
