/**
 * How a connection is primed: sub-transfers of the file itself, each twice the last, until a larger one is no faster.
 * They open the server's congestion window and measure round trip and rate, and waste nothing. An idle sender forgets
 * its window after a retransmission timeout (RFC 5681 section 4.1), so a connection in reserve is given a window's
 * worth of work before that. Pure.
 */

/** Some round trips of slow start from ten segments (RFC 6928), and no more than a slow line brings in a second. */
const FIRST_BYTES = 256 * 1024
/** After these, 4 MiB in all, a window is as open as it will be. */
const STEPS = 4
/** A doubled sub-transfer that gains less than this has met the path's own rate. */
const STILL_GAINING = 1.25

/** `rates`: bytes a second of the sub-transfers so far, oldest first. */
export function isPrimed(rates: readonly number[]): boolean {
  const last = rates.at(-1)
  const before = rates.at(-2)
  if (last === undefined || before === undefined) return false
  return rates.length >= STEPS || last < before * STILL_GAINING
}

/** Bytes of the next sub-transfer of a connection that has had `done` of them. */
export const primingBytes = (done: number): number => FIRST_BYTES * 2 ** Math.min(done, STEPS - 1)

/** Linux's shortest retransmission timeout is 200 ms and a round trip; systems with a longer one forget later. */
export const KEEP_PRIMED_EVERY_MS = 180
/** On shorter paths a window opens sooner than anyone could notice, and is not worth keeping open. */
const WORTH_KEEPING_MS = 5
const LEAST_KEPT_BYTES = 64 * 1024
const MOST_KEPT_BYTES = 1024 * 1024

/**
 * Bytes that fill the path once: what a connection in reserve is asked for to keep its window open. Null where that is
 * not worth a request. They are bytes of the file, so that what it costs is a few small requests a second.
 */
export function keepPrimedBytes(bytesPerSecond: number, rttMs: number): number | null {
  if (rttMs < WORTH_KEEPING_MS) return null
  return Math.round(Math.min(MOST_KEPT_BYTES, Math.max(LEAST_KEPT_BYTES, bytesPerSecond * (rttMs / 1000))))
}
