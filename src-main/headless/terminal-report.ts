/**
 * The run as one refreshing line on a terminal, with what must be remembered on lines of its own above it. It
 * writes escape sequences of its own alone; everything else it prints has been made printable.
 */
import { printable } from './printable.ts'
import { progressLine } from './progress-line.ts'
import type { Report, Write } from './report.ts'
import {
  doneSentence,
  failedSentence,
  interruptedSentence,
  noticeSentence,
  retryingSentence
} from './sentences.ts'

/** Back to the first column, clear to the end of the line (ECMA-48 EL). */
const CLEAR_LINE = '\r\u001b[K'

/** `columns` is asked at every drawing, so the line follows a resized window. */
export function terminalReport(showPath: Write, stderr: Write, columns: () => number): Report {
  const say = (sentence: string): void => stderr(`${CLEAR_LINE}${sentence}\n`)
  return {
    intervalMs: 100,
    started(transfer, resumedBytes) {
      if (resumedBytes > 0) say(printable(`Resuming ${transfer.name}`))
    },
    progress(moment) {
      // One column stays free: a terminal that writes into the last one may wrap.
      stderr(`${CLEAR_LINE}${progressLine(moment, columns() - 1)}`)
    },
    notice: (notice) => say(noticeSentence(notice)),
    retrying: (attempt, inSeconds, problem) => say(retryingSentence(attempt, inSeconds, problem)),
    done(transfer, path, run) {
      say(doneSentence(transfer, run))
      showPath(path)
    },
    failed: (problem) => say(failedSentence(problem)),
    interrupted: (problem, transfer) => say(interruptedSentence(problem, transfer))
  }
}
