/**
 * One run of one transfer, turned from states, frames and log lines into a report's words. Each thing is said once,
 * and the end comes last; what an earlier run had to say is not repeated.
 */
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { problem } from '../../src-shared/errors/problem.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { isSettled, type Transfer } from '../../src-shared/model/transfer.ts'
import type { Report } from './report.ts'
import { noticeOf } from './told-events.ts'

/** What a shell calls a program stopped by Ctrl-C: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130

export interface RunFacts {
  /** Unix time in milliseconds. */
  readonly beganAtMs: number
  elapsedSeconds(): number
  log(): Promise<readonly TransferEvent[]>
}

/** `first` is the transfer as it was before the run. */
export function runStory(report: Report, first: Transfer, { beganAtMs, elapsedSeconds, log }: RunFacts) {
  const resumedBytes = first.receivedBytes
  let answered = false
  let started = false
  let noticesTold = 0
  let eventsTold = 0
  let retryTold = 0

  const tellEvents = async (): Promise<void> => {
    // A log that cannot be read costs its lines, not the run.
    const events = await log().catch(() => [])
    // What an earlier run logged was that run's to tell.
    for (const event of events.slice(eventsTold)) {
      const notice = event.atMs < beganAtMs ? null : noticeOf(event)
      if (notice) report.notice(notice)
    }
    eventsTold = Math.max(eventsTold, events.length)
  }
  const tellNotices = ({ notices }: Transfer): void => {
    for (const notice of notices.slice(noticesTold)) report.notice(notice)
    noticesTold = notices.length
  }
  const tellStarted = (transfer: Transfer): void => {
    if (started) return
    started = true
    report.started(transfer, resumedBytes)
    void tellEvents()
  }

  return {
    look(transfer: Transfer, frame: ProgressFrame): void {
      if (isSettled(transfer.state)) return
      const row = frame.ids.indexOf(transfer.id)
      report.progress({
        transfer,
        receivedBytes: row < 0 ? transfer.receivedBytes : (frame.receivedBytes[row] ?? 0),
        bytesPerSecond: row < 0 ? 0 : (frame.bytesPerSecond[row] ?? 0),
        connections: row < 0 ? 0 : (frame.connections[row] ?? 0)
      })
    },
    hear(transfer: Transfer): void {
      const { state } = transfer
      if (state.kind === 'running' && state.phase === 'receiving') {
        // The first word of an answer may still carry a guessed name and no length; the next has what it said.
        if (answered || transfer.length !== null) tellStarted(transfer)
        answered = true
      }
      tellNotices(transfer)
      if (state.kind === 'retrying' && state.untilMs !== retryTold) {
        retryTold = state.untilMs
        report.retrying(state.attempt, Math.max(0, state.untilMs - Date.now()) / 1000, state.problem)
      }
    },
    /** The last word. Returns the exit code. */
    async end(transfer: Transfer): Promise<number> {
      const { state } = transfer
      if (state.kind === 'done') tellStarted(transfer)
      await tellEvents()
      tellNotices(transfer)
      switch (state.kind) {
        case 'done':
          report.done(transfer, state.path, { seconds: elapsedSeconds(), resumedBytes })
          return 0
        case 'failed':
          report.failed(state.problem)
          return catalogue[state.problem.code].exitCode
        default:
          report.interrupted(problem('interrupted'), transfer)
          return EXIT_INTERRUPTED
      }
    }
  }
}
