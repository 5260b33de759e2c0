/**
 * The run in few plain lines, for log files and pipes: its start, about every ten percent, its end. The finished
 * path alone goes to stdout, so that `$(shoal get …)` is the file.
 */
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { printable } from './printable.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { formatRate, percentOf } from './quantities.ts'
import type { Report, Write } from './report.ts'
import {
  doneSentence,
  failedSentence,
  interruptedSentence,
  noticeSentence,
  retryingSentence,
  helpersOf,
  listed,
  startedSentence
} from './sentences.ts'

const helped = ({ sources }: Transfer): string => {
  const names = helpersOf(sources)
  return names.length === 0 ? '' : printable(`, with ${listed(names)}`)
}

const STEP_PERCENT = 10
/** A line at least this often, so that a log shows a slow transfer is alive. */
const LONGEST_SILENCE_MS = 10_000

export function quietReport(showPath: Write, stderr: Write, nowMs: () => number): Report {
  let lastLineAtMs = nowMs()
  let lastStep = 0
  const say = (sentence: string): void => {
    lastLineAtMs = nowMs()
    stderr(`${sentence}\n`)
  }
  const stepOf = (percent: number | null): number => Math.floor((percent ?? 0) / STEP_PERCENT)

  return {
    intervalMs: 1000,
    started(transfer, resumedBytes) {
      lastStep = stepOf(percentOf(resumedBytes, transfer.length))
      say(startedSentence(transfer, resumedBytes))
    },
    progress({ transfer, receivedBytes, bytesPerSecond, connections }) {
      const percent = percentOf(receivedBytes, transfer.length)
      if (stepOf(percent) <= lastStep && nowMs() - lastLineAtMs < LONGEST_SILENCE_MS) return
      lastStep = Math.max(lastStep, stepOf(percent))
      const share = percent === null ? formatBytes(receivedBytes) : `${percent} %`
      say(
        `${share} at ${formatRate(bytesPerSecond)} over ${connections} connection${connections === 1 ? '' : 's'}${helped(transfer)}`
      )
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
