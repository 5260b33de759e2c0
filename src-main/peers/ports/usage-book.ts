/** What this machine has fetched for others since midnight, by the clock on the wall; it outlives the process. */
export interface UsageBook {
  /** Bytes. */
  fetchedToday(): number
  /** These bytes have just come from a data server. */
  add(bytes: number): void
}
