/** What vitest's JSON reporter writes, as far as it is needed here. */
import path from 'node:path'
import { failureText, NONE, sum, type Outcome } from './test-outcome.ts'

export interface FileReport {
  /** The file's whole path. */
  readonly name: string
  readonly status: string
  /** Why the file could not be loaded. */
  readonly message?: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages?: readonly string[] | null
  }[]
}

/** More failed files than these are no accident of a busy machine. */
const MOST_FILES_TRIED_AGAIN = 6

/** The files of a report; none when there is no report or it is not one. */
export function reportedFiles(report: string | null): readonly FileReport[] {
  try {
    return (JSON.parse(report ?? '{}') as { testResults?: FileReport[] }).testResults ?? []
  } catch {
    return []
  }
}

/** The files worth a second try, alone: tests of real sockets and processes may run out of time beside others. */
export function filesToTryAgain(files: readonly FileReport[]): readonly string[] {
  const failed = files.filter((file) => file.status === 'failed').map((file) => file.name)
  return failed.length > MOST_FILES_TRIED_AGAIN ? [] : failed
}

/** The outcome of a run whose failed files may have been tried again, where `again` holds what came of that. */
export function vitestOutcome(
  files: readonly FileReport[],
  again: readonly FileReport[],
  root: string
): Outcome {
  const second = new Map(again.map((file) => [file.name, file]))
  return sum(
    files.map((first) => {
      const last = second.get(first.name) ?? first
      const outcome = fileOutcome(last, root)
      return last === first || outcome.failed > 0
        ? outcome
        : { ...outcome, unsteady: fileOutcome(first, root).failures }
    })
  )
}

function fileOutcome(file: FileReport, root: string): Outcome {
  const name = path.relative(root, file.name)
  const tests = file.assertionResults
  const failed = tests.filter((test) => test.status === 'failed')
  const didNotLoad = file.status === 'failed' && failed.length === 0
  return {
    ...NONE,
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: didNotLoad ? 1 : failed.length,
    skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').length,
    failures: didNotLoad
      ? [failureText(name, [file.message ?? ''])]
      : failed.map((test) => failureText(`${name} › ${test.fullName}`, test.failureMessages ?? []))
  }
}
