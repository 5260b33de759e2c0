/**
 * A plan's status messages as a stream of lines, one JSON object each: what is new at once, but at most ten a second,
 * and at least one a second also when nothing is. Of messages that come faster, the last counts; a reader that does not
 * read misses some and never makes them pile up.
 */
import type http from 'node:http'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import { STATUS_EVERY_MS, STATUS_SPACING_MS } from '../protocol/limits.ts'
import { statusMessage, type PlanStatusMessage } from '../protocol/status.ts'
import { writeOut } from './write-out.ts'

/** Throws when the first message does not come; later trouble destroys the connection. */
export async function sendStatus(
  response: http.ServerResponse,
  messages: AsyncIterable<PlanStatusMessage>,
  options: { readonly clock: Clock; readonly stallMs: number; readonly signal: AbortSignal }
): Promise<void> {
  const { clock, stallMs, signal } = options
  let latest: PlanStatusMessage | null = null
  let isNews = false
  let isBlocked = false
  let sentAtMs = -Infinity
  const send = (message: PlanStatusMessage): void => {
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
    isNews = false
    sentAtMs = clock.nowMs()
    isBlocked = true
    writeOut(response, `${statusMessage.encode(message)}\n`, stallMs, signal).then(
      () => (isBlocked = false),
      () => response.destroy()
    )
  }
  const sendIfDue = (): void => {
    const waitedMs = clock.nowMs() - sentAtMs
    if (latest && !isBlocked && waitedMs >= (isNews ? STATUS_SPACING_MS : STATUS_EVERY_MS)) send(latest)
  }
  const stop = clock.every(STATUS_SPACING_MS / 2, sendIfDue)
  try {
    for await (const message of messages) {
      latest = message
      isNews = true
      sendIfDue()
    }
    if (!latest) throw fail('interrupted')
    if (isNews) send(latest)
    response.end()
  } catch (thrown) {
    if (!response.headersSent) throw thrown
    response.destroy()
  } finally {
    stop()
  }
}
