/**
 * Which connections do well enough, and whose work another should take over. Pure: it is told what each lane does and
 * answers; whoever asks acts on it.
 */

/** What a lane is doing now. */
export interface Performance {
  /** For how long it has been at work without a pause, milliseconds. */
  readonly ageMs: number
  /** Since its last byte, or since it was asked for, milliseconds; 0 while our own side holds it back. */
  readonly silentMs: number
  /** Over the last second; over its age when that is shorter. */
  readonly bytesPerSecond: number
  /** What its last finished sub-transfer reached; null before the first. */
  readonly lastBytesPerSecond: number | null
  /** Bytes of its range that have not arrived. */
  readonly remainingBytes: number
}

export type Verdict = 'satisfactory' | 'silent' | 'slow'

/** A connection under this share of the others' median rate is not worth its place. */
const SLOW_SHARE = 0.25
/** Who has worked for less is still opening its window. */
const JUDGED_AFTER_MS = 1200
/** Rates of fewer others say little about what is normal. */
const OTHERS_NEEDED = 2
/** What is nearly done is left to finish. */
const WORTH_MOVING_SECONDS = 1

/**
 * Judges one lane against the others of its kind that are receiving. Silence counts only while somebody else gets
 * bytes, of whatever kind (`witnesses`): when all are silent at once, the network is, and reconnecting would only add
 * to it.
 */
export function verdict(
  lane: Performance,
  others: readonly Performance[],
  silenceDeadlineMs: number,
  witnesses: readonly Performance[] = others
): Verdict {
  const isLively = (other: Performance): boolean =>
    other.silentMs < silenceDeadlineMs / 2 && other.bytesPerSecond > 0
  const lively = others.filter(isLively)
  if (lane.silentMs >= silenceDeadlineMs && witnesses.some(isLively)) return 'silent'
  const leastBytesPerSecond = slowBelow(lively)
  if (lane.ageMs < JUDGED_AFTER_MS || leastBytesPerSecond === null) return 'satisfactory'
  const isSlow = lane.bytesPerSecond < leastBytesPerSecond
  const isLong = lane.remainingBytes > lane.bytesPerSecond * WORTH_MOVING_SECONDS
  return isSlow && isLong ? 'slow' : 'satisfactory'
}

/** The rate under which a connection is slow beside these others; null: they are too few to tell what is normal. */
export function slowBelow(others: readonly Performance[]): number | null {
  // Who has just begun shows little; what it did the last time shows more.
  const rates = others.flatMap((other) =>
    other.ageMs >= JUDGED_AFTER_MS / 2 ? other.bytesPerSecond : (other.lastBytesPerSecond ?? [])
  )
  return rates.length < OTHERS_NEEDED ? null : SLOW_SHARE * median(rates)
}

/** No silence shorter than this is held against a connection. */
const SHORTEST_DEADLINE_MS = 1000
/** Before anything has been measured. */
const UNMEASURED_DEADLINE_MS = 5000
const LONGEST_DEADLINE_MS = 20_000

/** Invariant 4: max(3 × p95 of the sub-transfers' times, 1 s), from the times of the latest ones in milliseconds. */
export function silenceDeadlineMs(timesMs: readonly number[]): number {
  if (timesMs.length === 0) return UNMEASURED_DEADLINE_MS
  const sorted = [...timesMs].sort((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
  return Math.min(LONGEST_DEADLINE_MS, Math.max(SHORTEST_DEADLINE_MS, 3 * p95))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
