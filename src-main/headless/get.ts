/**
 * `shoal get`: one transfer from the request to its end, told to a report. It asks the engine through the contract
 * like any window and knows nothing that a window could not know. It leaves a transfer done, failed or paused at
 * a durable point, never running.
 */
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { fail, problem, problemOf, ShoalError } from '../../src-shared/errors/problem.ts'
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import { isSettled, type Transfer, type TransferId } from '../../src-shared/model/transfer.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import type { EngineThread } from '../host/start-engine.ts'
import type { GetCommand } from './command-line.ts'
import type { Report } from './report.ts'

/** What a shell calls a program stopped by Ctrl-C: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130

export interface GetSurroundings {
  startEngine(): Promise<EngineThread>
  readonly report: Report
  /** Aborts when the user wants the run to end. */
  readonly interrupted: AbortSignal
  /** Wall time since the run began. */
  elapsedSeconds(): number
}

/** Resolves with the exit code; never rejects. */
export async function get(command: GetCommand, surroundings: GetSurroundings): Promise<number> {
  const { report } = surroundings
  try {
    const engine = await surroundings.startEngine()
    try {
      return await follow(engine, command, surroundings)
    } finally {
      await engine.close()
    }
  } catch (thrown) {
    const trouble = problemOf(thrown)
    report.failed(trouble)
    return catalogue[trouble.code].exitCode
  }
}

async function follow(
  engine: EngineThread,
  command: GetCommand,
  { report, interrupted, elapsedSeconds }: GetSurroundings
): Promise<number> {
  const client = createClient(engine.connect())
  const watch = watchTransfers(client)
  engine.onDied((trouble) => watch.fail(new ShoalError(trouble)))
  client.onClosed(() => watch.fail(fail('disconnected')))

  const { id } = await client.call('transfers.add', {
    uri: command.uri,
    directory: command.directory,
    name: command.name ?? undefined,
    connections: command.connections ?? undefined,
    caCertificate: command.caCertificate ?? undefined
  })
  const story = tell(report, await watch.earliest(id), elapsedSeconds)
  const frames = pullFrames(client, report.intervalMs, (frame) => {
    const transfer = watch.latest(id)
    if (transfer) story.look(transfer, frame)
  })
  const stop = (): void => {
    client.call('transfers.pause', { id }).catch((thrown: unknown) => watch.fail(thrown))
  }
  interrupted.addEventListener('abort', stop)
  if (interrupted.aborted) stop()
  try {
    return await watch.until(id, (transfer) => story.hear(transfer))
  } finally {
    interrupted.removeEventListener('abort', stop)
    frames.stop()
  }
}

/** Turns what is heard of one transfer into the report's words, each said once. */
function tell(report: Report, first: Transfer, elapsedSeconds: () => number) {
  const resumedBytes = first.receivedBytes
  let started = false
  let noticesTold = 0
  let triesTold = 0

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
    /** Returns the exit code once the transfer has ended. */
    hear(transfer: Transfer): number | null {
      const { state } = transfer
      const answered = state.kind === 'done' || (state.kind === 'running' && state.phase !== 'resolving')
      if (!started && answered) {
        started = true
        report.started(transfer, resumedBytes)
      }
      for (const notice of transfer.notices.slice(noticesTold)) report.notice(notice)
      noticesTold = transfer.notices.length

      switch (state.kind) {
        case 'running':
          return null
        case 'retrying':
          if (state.attempt !== triesTold) {
            triesTold = state.attempt
            report.retrying(state.attempt, Math.max(0, state.untilMs - Date.now()) / 1000, state.problem)
          }
          return null
        case 'done':
          report.done(transfer, state.path, { seconds: elapsedSeconds(), resumedBytes })
          return 0
        case 'failed':
          report.failed(state.problem)
          return catalogue[state.problem.code].exitCode
        case 'paused':
          report.interrupted(problem('interrupted'), transfer)
          return EXIT_INTERRUPTED
      }
    }
  }
}

/** The newest state of every transfer, and ways to wait for it. */
function watchTransfers(client: Client) {
  const latest = new Map<TransferId, Transfer>()
  const earliest = new Map<TransferId, Transfer>()
  const waiters = new Set<() => void>()
  let fail: (reason: unknown) => void = () => undefined
  const failure = new Promise<never>((_, reject) => (fail = reject))
  // Whoever waits hears of it; with nobody waiting it is no news.
  failure.catch(() => undefined)

  const take = (transfer: Transfer): void => {
    latest.set(transfer.id, transfer)
    if (!earliest.has(transfer.id)) earliest.set(transfer.id, transfer)
  }
  const lookAgain = (): void => {
    for (const look of waiters) look()
  }
  client.subscribe('transfers.changes', {
    snapshot(all) {
      latest.clear()
      all.forEach(take)
      lookAgain()
    },
    event(change: TransferChange) {
      if (change.kind === 'removed') latest.delete(change.id)
      else take(change.transfer)
      lookAgain()
    }
  })

  /** Resolves with the first answer that is not null, asked now and after every change. */
  const first = <Answer>(ask: () => Answer | null): Promise<Answer> =>
    new Promise((resolve) => {
      const look = (): void => {
        const answer = ask()
        if (answer === null) return
        waiters.delete(look)
        resolve(answer)
      }
      waiters.add(look)
      look()
    })

  return {
    latest: (id: TransferId) => latest.get(id),
    /** The transfer as it was when first heard of, before this run had fetched anything. */
    earliest: (id: TransferId) => Promise.race([failure, first(() => earliest.get(id) ?? null)]),
    until: (id: TransferId, ask: (transfer: Transfer) => number | null) =>
      Promise.race([
        failure,
        first(() => {
          const transfer = latest.get(id)
          if (transfer) return ask(transfer)
          fail(new ShoalError(problem('transfer-unknown', { id })))
          return null
        })
      ]),
    fail
  }
}

/** One frame in flight at a time: the next is asked for `intervalMs` after the last has been shown. */
function pullFrames(
  client: Client,
  intervalMs: number,
  show: (frame: ProgressFrame) => void
): { stop(): void } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const pull = async (): Promise<void> => {
    const frame = await client.call('progress.frame', { expanded: [] })
    if (stopped) return
    show(frame)
    timer = setTimeout(ask, intervalMs)
  }
  // A frame that cannot be had ends the counters alone; the watch hears why the engine is gone.
  const ask = (): void => void pull().catch(() => undefined)
  timer = setTimeout(ask, intervalMs)
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    }
  }
}
