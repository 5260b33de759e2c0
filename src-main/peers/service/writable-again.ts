/** Back-pressure: waiting until a response takes more, and giving up when its reader does not read. */
import type http from 'node:http'
import { fail } from '../../../src-shared/errors/problem.ts'

/** Rejects with `interrupted` when `signal` aborts, or nothing has been taken for `stallMs`. */
export function writableAgain(
  response: http.ServerResponse,
  stallMs: number,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      response.off('drain', onDrain)
      signal.removeEventListener('abort', onAbort)
      outcome()
    }
    const onDrain = (): void => settle(resolve)
    const onAbort = (): void => settle(() => reject(fail('interrupted')))
    const timer = setTimeout(onAbort, stallMs)
    if (signal.aborted) return onAbort()
    response.once('drain', onDrain)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
