/**
 * Ends connections that stay silent: an idle receiver never notices that its sender is gone, so the deadline is ours
 * (invariant 4).
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Connection } from '../connection/connection.ts'
import type { Clock } from '../ports/clock.ts'

const DEADLINE_MS = 20_000
const LOOK_EVERY_MS = 500

/** Watches what `connections` names at each look. Returns a function that stops watching. */
export const watchStalls = (clock: Clock, connections: () => readonly (Connection | null)[]): (() => void) =>
  clock.every(LOOK_EVERY_MS, () => {
    for (const connection of connections()) {
      if (connection && connection.silentMs() > DEADLINE_MS) {
        connection.close(
          fail('connection-stalled', { host: connection.endpoint.host, seconds: DEADLINE_MS / 1000 })
        )
      }
    }
  })
