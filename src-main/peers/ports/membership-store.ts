/** Where it is kept that this machine's owner has joined the LAN, for the next start of the program that stays. */

/** Calls are synchronous and atomic. Each may throw ShoalError: `journal-unwritable`, `journal-corrupt`. */
export interface MembershipStore {
  /** False where it has never been said. */
  hasJoined(): boolean
  saveJoined(joined: boolean): void
}
