/** What Playwright's JSON reporter writes, as far as it is needed here. */
import { failureText, type Outcome } from './test-outcome.ts'

interface Suite {
  readonly file?: string
  readonly suites?: readonly Suite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly status: string
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[]
    }[]
  }[]
}

/** The outcome a report tells; nothing at all when there is no report or it is not one. */
export function playwrightOutcome(report: string | null): Outcome {
  const { suites, errors } = parsed(report)
  const tests = (suites ?? []).flatMap(testsOf)
  const ended = (status: string): typeof tests => tests.filter((test) => test.status === status)
  return {
    passed: ended('expected').length + ended('flaky').length,
    failed: ended('unexpected').length,
    skipped: ended('skipped').length,
    failures: [
      ...ended('unexpected').map((test) => test.text),
      ...(errors ?? []).map((error) => failureText('outside of any test', [error.message ?? '']))
    ],
    unsteady: ended('flaky').map((test) => test.text)
  }
}

function testsOf(suite: Suite): readonly { status: string; text: string }[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status, results }) => ({
      status,
      text: failureText(
        `${suite.file ?? ''} › ${title}`,
        results.flatMap(({ errors }) => errors.map((error) => error.message ?? ''))
      )
    }))
  )
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)]
}

function parsed(report: string | null): {
  readonly suites?: readonly Suite[]
  readonly errors?: readonly { readonly message?: string }[]
} {
  try {
    return JSON.parse(report ?? '{}') as object
  } catch {
    return {}
  }
}
