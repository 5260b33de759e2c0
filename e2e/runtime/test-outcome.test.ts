/** What a run of all tests says at its end: nothing that failed may be lost, and each failure is named. */
import { describe, expect, it } from 'vitest'
import { playwrightOutcome } from './playwright-report.ts'
import { failedStep, failureText, lastWords, NONE, stepOutcome, sum, withExitCode } from './test-outcome.ts'
import { filesToTryAgain, reportedFiles, vitestOutcome, type FileReport } from './vitest-report.ts'

const file = (
  name: string,
  ...tests: readonly (readonly [name: string, failure?: string])[]
): FileReport => ({
  name: `/shoal/${name}`,
  status: tests.some(([, failure]) => failure !== undefined) ? 'failed' : 'passed',
  assertionResults: tests.map(([fullName, failure]) => ({
    fullName,
    status: failure === undefined ? 'passed' : 'failed',
    failureMessages: failure === undefined ? [] : [failure]
  }))
})
const unloadable: FileReport = {
  name: '/shoal/broken.test.ts',
  status: 'failed',
  message: 'no such module',
  assertionResults: []
}

describe('unit and integration tests', () => {
  const steady = file('steady.test.ts', ['a'], ['b'])
  const failing = file('failing.test.ts', ['c'], ['d', 'expected 1 to be 2'])

  it('are counted, and each failure is named with its reason', () => {
    expect(vitestOutcome([steady, failing, unloadable], [], '/shoal')).toEqual({
      ...NONE,
      passed: 3,
      failed: 2,
      failures: ['failing.test.ts › d\n    expected 1 to be 2', 'broken.test.ts\n    no such module']
    })
  })

  it('that passed when tried again count as passed, and are named', () => {
    const again = file('failing.test.ts', ['c'], ['d'])
    const outcome = vitestOutcome([steady, failing], [again], '/shoal')
    expect(outcome).toMatchObject({ passed: 4, failed: 0, failures: [] })
    expect(outcome.unsteady).toEqual(['failing.test.ts › d\n    expected 1 to be 2'])
  })

  it('that fail again have failed, whichever of a file it is', () => {
    const again = file('failing.test.ts', ['c', 'expected 3 to be 4'], ['d'])
    const outcome = vitestOutcome([steady, failing], [again], '/shoal')
    expect(outcome).toMatchObject({ passed: 3, failed: 1, unsteady: [] })
    expect(outcome.failures).toEqual(['failing.test.ts › c\n    expected 3 to be 4'])
  })

  it('are tried again when few failed only', () => {
    expect(filesToTryAgain([steady, failing, unloadable])).toEqual([failing.name, unloadable.name])
    expect(filesToTryAgain(Array.from({ length: 7 }, () => failing))).toEqual([])
  })

  it('that were left out count as skipped', () => {
    const skipped: FileReport = {
      ...steady,
      assertionResults: ['pending', 'todo', 'skipped'].map((status) => ({ fullName: status, status }))
    }
    expect(vitestOutcome([skipped], [], '/shoal').skipped).toBe(3)
  })
})

describe('tests of the window', () => {
  const test = (title: string, status: string, ...messages: readonly string[]): object => ({
    title,
    tests: [{ status, results: [{ errors: messages.map((message) => ({ message })) }] }]
  })

  it('are found however deep they lie', () => {
    const inner = {
      file: 'list.spec.ts',
      specs: [test('b', 'unexpected', '\u001b[31mError: gone\u001b[39m'), test('c', 'flaky', 'too late')]
    }
    const suite = {
      file: 'list.spec.ts',
      specs: [test('a', 'expected'), test('d', 'skipped')],
      suites: [inner]
    }
    expect(playwrightOutcome(JSON.stringify({ suites: [suite] }))).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: ['list.spec.ts › b\n    Error: gone'],
      unsteady: ['list.spec.ts › c\n    too late']
    })
  })
})

describe('the last words', () => {
  it('name what failed, then what was unsteady, and end with the count', () => {
    const outcome = sum([
      stepOutcome('types', 0),
      stepOutcome('lint', 2),
      failedStep('desktop tests', 'no display'),
      { ...NONE, passed: 5, skipped: 3, unsteady: ['list.spec.ts › c'] }
    ])
    expect(lastWords(outcome).split('\n')).toEqual([
      'failed: lint: ended with 2',
      'failed: desktop tests: no display',
      'passed only when tried again: list.spec.ts › c',
      '6 passed, 2 failed, 3 skipped'
    ])
  })

  it('are short for each failure', () => {
    const message = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n\n')
    expect(failureText('a test', [message]).split('\n')).toHaveLength(7)
  })

  it.each([
    ['a run that failed without a failed test', { ...NONE, passed: 5 }, 1],
    ['a missing report', vitestOutcome(reportedFiles(null), [], '/'), 0],
    ['a report that is no JSON', playwrightOutcome('<html>'), 0],
    ['a run without tests', playwrightOutcome('{"suites":[]}'), 0]
  ])('count %s as a failure', (_, outcome, code) => {
    expect(withExitCode(outcome, 'tests', code)).toMatchObject({ failed: 1 })
  })
})
