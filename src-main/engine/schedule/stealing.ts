/**
 * What an idle connection does when nothing is wanted any more: it takes the tail of the range that would finish last,
 * cut so that both ends meet at the same moment. This is what keeps the last per cent from crawling.
 */

/** A lane whose range may be cut. */
export interface Victim<L> {
  readonly lane: L
  readonly remainingBytes: number
  /** Its rate now; 0 when it is silent. */
  readonly bytesPerSecond: number
}

export interface Theft<L> {
  readonly lane: L
  /** Bytes to take from the end of its range; all that remains when it will hardly move. */
  readonly bytes: number
  /** Seconds by which the range finishes earlier. */
  readonly savedSeconds: number
}

/** Gains smaller than this are noise. */
const WORTH_SECONDS = 0.15
/** A victim keeps at least this, or nothing: a shorter rest is not worth a request of its own. */
const LEAST_SHARE_BYTES = 16 * 1024
/** Everything is taken only from who is slower than this share of the thief. */
const NEARLY_STOPPED_SHARE = 0.25

/**
 * The theft that helps most, or null. `thiefBytesPerSecond` is what the thief's connection has shown; `startSeconds` is
 * how long it takes from asking to the first byte.
 */
export function bestTheft<L>(
  victims: readonly Victim<L>[],
  thiefBytesPerSecond: number,
  startSeconds: number
): Theft<L> | null {
  let best: Theft<L> | null = null
  for (const { lane, remainingBytes, bytesPerSecond } of victims) {
    // With both at work from now, and the thief `startSeconds` late, the rest takes this long.
    const together =
      (remainingBytes + thiefBytesPerSecond * startSeconds) / (thiefBytesPerSecond + bytesPerSecond)
    const savedSeconds = remainingBytes / bytesPerSecond - together
    const share = Math.round(thiefBytesPerSecond * (together - startSeconds))
    if (!(savedSeconds >= WORTH_SECONDS) || share <= 0) continue
    const isAll = remainingBytes - share < LEAST_SHARE_BYTES
    // Between equals a small rest is a moment's delay: asking for it twice is not worth it.
    if (isAll && bytesPerSecond > NEARLY_STOPPED_SHARE * thiefBytesPerSecond) continue
    const bytes = isAll ? remainingBytes : share
    if (!best || savedSeconds > best.savedSeconds) best = { lane, bytes, savedSeconds }
  }
  return best
}
