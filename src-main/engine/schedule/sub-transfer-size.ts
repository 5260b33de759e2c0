/**
 * How many bytes a connection is asked for at once: about a second's worth at its own rate, so that fast connections
 * spend little on requests and slow ones hold little hostage; smaller towards the end, so that all finish together.
 */
const LARGEST_BYTES = 64 * 1024 * 1024

/** How long a request is meant to take, and what none asks for less than. */
export interface Pace {
  readonly targetSeconds: number
  readonly smallestBytes: number
}

export const WHOLE_FILE: Pace = { targetSeconds: 1, smallestBytes: 256 * 1024 }
/** Where somebody reads the bytes in order as they come: what one connection is late with holds up all that follow. */
export const IN_ORDER: Pace = { targetSeconds: 0.4, smallestBytes: 128 * 1024 }

/** The very first request: enough to learn everything, little enough to hand the rest to others soon. */
export const FIRST_SUB_TRANSFER_BYTES = 1024 * 1024

/** What a connection at this rate brings in the time that one request is meant to take. */
export const bytesByRate = (bytesPerSecond: number, pace = WHOLE_FILE): number =>
  Math.max(pace.smallestBytes, bytesPerSecond * pace.targetSeconds)

/**
 * `bytes` is what the connection could be asked for: `bytesByRate`, or less while it is being primed. Of what is
 * wanted it gets no more than leaves something for the other connections.
 */
export function subTransferBytes(
  bytes: number,
  wantedBytes: number,
  connections: number,
  { smallestBytes } = WHOLE_FILE
): number {
  // Guided self-scheduling (Polychronopoulos and Kuck, 1987): a share of what is left, halved to even out the end.
  const byShare = connections === 1 ? wantedBytes : wantedBytes / (2 * connections)
  const least = Math.min(bytes, smallestBytes)
  return Math.round(Math.max(least, Math.min(bytes, byShare, LARGEST_BYTES)))
}
