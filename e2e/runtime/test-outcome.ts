import { stripVTControlCharacters } from 'node:util'

/** How the tests ended: the counts, and what a person needs to know of those that did not simply pass. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** One text for each failure: what was tested, and why it failed. */
  readonly failures: readonly string[]
  /** Tests that failed beside others and passed when tried again. They count as passed, and are named at the end. */
  readonly unsteady: readonly string[]
}

export const NONE: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [], unsteady: [] }

export const sum = (all: readonly Outcome[]): Outcome =>
  all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      failures: [...total.failures, ...one.failures],
      unsteady: [...total.unsteady, ...one.unsteady]
    }),
    NONE
  )

/** A step without tests of its own. */
export const stepOutcome = (title: string, code: number): Outcome =>
  code === 0 ? { ...NONE, passed: 1 } : failedStep(title, `ended with ${code}`)

export const failedStep = (title: string, why: string): Outcome => ({
  ...NONE,
  failed: 1,
  failures: [`${title}: ${why}`]
})

/**
 * What a runner's report says, together with the code it ended with. A run that failed without a failed test (a file
 * that does not load, a crash, a missing report) counts as one failure: it must never look green.
 */
export function withExitCode(outcome: Outcome, title: string, code: number): Outcome {
  const isSilentFailure = outcome.failed === 0 && (code !== 0 || outcome.passed === 0)
  return isSilentFailure
    ? sum([outcome, failedStep(title, `ended with ${code} and names no failed test`)])
    : outcome
}

/** What a failed test says of itself: enough lines to know what it was about, without colours. */
export function failureText(test: string, messages: readonly string[]): string {
  const lines = stripVTControlCharacters(messages[0] ?? '').split('\n')
  const told = lines.filter((line) => line.trim() !== '').slice(0, 6)
  return [test, ...told.map((line) => `    ${line}`)].join('\n')
}

/** The last words of a run. Its last line is the one that continuous integration looks for. */
export const lastWords = ({ passed, failed, skipped, failures, unsteady }: Outcome): string =>
  [
    ...failures.map((each) => `failed: ${each}`),
    ...unsteady.map((each) => `passed only when tried again: ${each}`),
    `${passed} passed, ${failed} failed, ${skipped} skipped`
  ].join('\n')
