/**
 * One run of a transfer: attempts, each in the transfer's turn, until one succeeds, no other makes sense, or somebody
 * stops it. Between two it waits, and lends its turn to others.
 */
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { TransferState } from '../../../src-shared/model/transfer.ts'
import { Retries } from '../schedule/retries.ts'
import type { Seeker } from '../schedule/turns.ts'
import { attempt } from './attempt.ts'
import type { RunContext } from './run-context.ts'
import type { Turn } from './turn.ts'

/** What its transfer lends it. */
export interface Surroundings {
  readonly turn: Turn<Seeker>
  /** How long one that has worked goes on without getting more. */
  patienceMs(): number
  became(state: TransferState): void
}

/** Resolves with the finished file's path; rejects with ShoalError, or with anything once its signal has aborted. */
export async function attempts(
  context: RunContext,
  { turn, patienceMs, became }: Surroundings
): Promise<string> {
  const { clock, live, signal } = context
  const retries = new Retries(live.receivedBytes, clock.nowMs())
  for (;;) {
    if (!turn.isHeld) await turn.take(signal)
    try {
      return await turn.during(signal, (over) => attempt({ ...context, signal: over }))
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof ShoalError)) throw thrown
      if (!turn.isHeld) continue
      const next = retries.after(
        {
          error: thrown,
          receivedBytes: live.receivedBytes,
          length: context.record().length,
          nowMs: clock.nowMs(),
          patienceMs: patienceMs()
        },
        Math.random
      )
      if (!next) throw thrown
      const { attempt: failures, waitMs } = next
      const { code, problem } = thrown
      const untilMs = clock.unixMs() + waitMs
      context.event('retrying', { attempt: failures, code, message: problem.message, waitMs })
      became({ kind: 'retrying', attempt: failures, untilMs, problem })
      await clock.sleep(waitMs, signal)
      turn.lend()
    }
  }
}
