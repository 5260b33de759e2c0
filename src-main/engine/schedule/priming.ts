/**
 * How a connection is primed: sub-transfers of the file itself, each twice the last.
 * They open the server's congestion window and measure round trip and rate, and waste nothing. An idle sender forgets
 * its window after a retransmission timeout (RFC 5681 section 4.1), so a connection in reserve is given a window's
 * worth of work before that. Pure.
 */

/** A few round trips of slow start from ten segments (RFC 6928). */
const FIRST_BYTES = 256 * 1024
/**
 * 256 and 512 KiB. In slow start the window grows by what is acknowledged, so these open it to three quarters of a
 * megabyte; one more doubling overflows the queue of an ordinary path, and costs a third of the window it was to open
 * (measured: 512 KiB take 65 ms after these, 73 after another of 1 MiB), and more and smaller ones cost a round trip
 * each. Longer fatter paths go on opening while they work.
 */
const STEPS = 2

/** Shorter pauses are the machine's own, not the path's. */
const SHORTEST_PAUSE_MS = 2

/** What one sub-transfer showed of its connection. */
export interface Measured {
  /** From asking to the last byte. */
  readonly bytesPerSecond: number
  /** From the first byte to the last. */
  readonly bodyBytesPerSecond: number
  /** From asking to the first byte: a round trip and the server's thinking, milliseconds. */
  readonly firstByteMs: number
  /** Longest pause between two reads of the body, milliseconds. */
  readonly longestGapMs: number
}

/**
 * A sender whose window does not fill the path sends it, and pauses until it is acknowledged: the receiver sees a pause
 * of most of a round trip. Without one the window is open; asking for more would only fill queues until one overflows
 * and the window is cut. `done`: the connection's sub-transfers, oldest first.
 */
export function isPrimed(done: readonly Measured[]): boolean {
  const last = done.at(-1)
  if (last === undefined) return false
  return done.length >= STEPS || last.longestGapMs < Math.max(SHORTEST_PAUSE_MS, last.firstByteMs / 2)
}

/** Bytes of the next sub-transfer of a connection that has had `done` of them. */
export const primingBytes = (done: number): number => FIRST_BYTES * 2 ** Math.min(done, STEPS - 1)

/** Linux's shortest retransmission timeout is 200 ms and a round trip; systems with a longer one forget later. */
export const KEEP_PRIMED_EVERY_MS = 180
/** On shorter paths a window opens sooner than anyone could notice, and is not worth keeping open. */
const WORTH_KEEPING_MS = 5
/** A window that only just fills the path grows from there by a segment a round trip; half as much more is kept. */
const HEADROOM = 1.5
const LEAST_KEPT_BYTES = 64 * 1024
const MOST_KEPT_BYTES = 1024 * 1024

/**
 * Bytes that fill the path (a body's rate times a round trip) and some: what a connection in reserve is asked for to
 * keep its window open. Null where that is not worth a request. They are bytes of the file, so that what it costs is a
 * few small requests a second.
 */
export function keepPrimedBytes({ bodyBytesPerSecond, firstByteMs }: Measured): number | null {
  if (firstByteMs < WORTH_KEEPING_MS) return null
  return Math.round(
    Math.min(
      MOST_KEPT_BYTES,
      Math.max(LEAST_KEPT_BYTES, HEADROOM * bodyBytesPerSecond * (firstByteMs / 1000))
    )
  )
}
