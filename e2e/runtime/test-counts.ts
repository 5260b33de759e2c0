/**
 * Adds up what the test runners report, from their JSON reports. A run that failed without a failed test (a file
 * that does not load, a crash, a missing report) counts as one failure: it must never look green.
 */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped
    }),
    NONE
  )

/** The line that continuous integration looks for. */
export const countLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/** A step without tests of its own. */
export const stepCounts = (code: number): Counts =>
  code === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 }

/** What vitest's JSON reporter wrote, and the code it ended with. */
export function vitestCounts(report: string | null, code: number): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = parsed(report) as Partial<
    Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number>
  >
  return withExitCode(numPassedTests, numFailedTests, (numPendingTests ?? 0) + (numTodoTests ?? 0), code)
}

/** What Playwright's JSON reporter wrote. A test that passed only when tried again counts as failed. */
export function playwrightCounts(report: string | null, code: number): Counts {
  const { stats } = parsed(report) as {
    stats?: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>
  }
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0)
  return withExitCode(stats?.expected, failed, stats?.skipped ?? 0, code)
}

function withExitCode(passed: number | undefined, failed = 0, skipped: number, code: number): Counts {
  const silentFailure = failed === 0 && (code !== 0 || !passed)
  return { passed: passed ?? 0, failed: silentFailure ? 1 : failed, skipped }
}

function parsed(report: string | null): object {
  try {
    return JSON.parse(report ?? '{}') as object
  } catch {
    return {}
  }
}
