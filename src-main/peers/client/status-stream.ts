/**
 * A peer's status messages as they come. Silence is news too: a peer that says nothing for five seconds is lost,
 * whatever its connection looks like, and one that floods is cut off.
 */
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { MOST_STATUS_LINES_A_SECOND } from '../protocol/limits.ts'
import { statusMessage, type PlanStatusMessage } from '../protocol/status.ts'
import { answerInvalid, decoded, open, silent, type Exchange } from './exchange.ts'
import { linesOf } from './lines.ts'

/**
 * Ends when the peer ends the plan; throws ShoalError for every other end: `plan-unknown`, `peer-silent`, `peer-lost`,
 * `peer-answer-invalid`, `interrupted`, …
 */
export async function* statusStream(
  exchange: Exchange,
  silenceMs: number,
  nowMs: () => number
): AsyncGenerator<PlanStatusMessage, void> {
  const answer = await open(exchange)
  answer.clearDeadline()
  const lines = linesOf(answer.response as AsyncIterable<Uint8Array>, statusMessage.limitBytes)
  let windowFromMs = nowMs()
  let inWindow = 0
  try {
    for (;;) {
      // Bytes that make no line count as silence.
      const timer = setTimeout(() => answer.stop(silent(exchange, silenceMs)), silenceMs)
      const next = await lines.next().finally(() => clearTimeout(timer))
      if (next.done) return
      if (nowMs() - windowFromMs >= 1_000) {
        windowFromMs = nowMs()
        inWindow = 0
      }
      if (++inWindow > MOST_STATUS_LINES_A_SECOND) throw answerInvalid(exchange, 'it comes too fast')
      const line = next.value
      yield decoded(exchange, () => statusMessage.decode(line))
    }
  } catch (thrown) {
    if (thrown instanceof ShoalError) throw thrown
    const isOfForm = thrown instanceof RangeError || thrown instanceof TypeError
    throw isOfForm ? answerInvalid(exchange, thrown.message) : answer.problemOf(thrown)
  } finally {
    answer.close()
  }
}
