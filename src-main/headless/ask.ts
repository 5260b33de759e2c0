/** Asks a person, or whatever feeds this program's input, one question at a time. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Write } from './report.ts'

/** Resolves with the line, or null when the input ends or `until` aborts first. */
export function ask(
  input: Readable,
  say: Write,
  question: string,
  until: AbortSignal
): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input })
    const end = (answer: string | null): void => {
      until.removeEventListener('abort', stop)
      // Before the lines are closed, which ends them like an input that has ended.
      resolve(answer)
      lines.close()
    }
    const stop = (): void => end(null)
    lines.once('line', end)
    lines.once('close', stop)
    if (until.aborted) return stop()
    until.addEventListener('abort', stop)
    say(question)
  })
}
