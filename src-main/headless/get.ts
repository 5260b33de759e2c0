/**
 * `shoal get`: one transfer from the request to its end, told to a report. It asks the engine through the contract
 * like any window and knows nothing that a window could not know. It leaves a transfer done, failed or paused at
 * a durable point, never running.
 */
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { fail, problemOf, ShoalError } from '../../src-shared/errors/problem.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import type { EngineThread } from '../host/start-engine.ts'
import type { GetCommand } from './command-line.ts'
import { noticeOfNamesake, unfinishedNamesake } from './namesake.ts'
import type { Report } from './report.ts'
import { runStory } from './run-story.ts'
import { pullFrames, watchTransfers } from './transfer-watch.ts'

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
      // The run has had its last word; nothing a closing engine says could change it.
      await engine.close().catch(() => undefined)
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

  const beganAtMs = Date.now()
  if (command.name !== null && !command.takesOver) {
    const namesake = unfinishedNamesake(await watch.all(), command)
    if (namesake) report.notice(noticeOfNamesake(namesake))
  }
  const { id } = await client.call('transfers.add', {
    uri: command.uri,
    directory: command.directory,
    name: command.name ?? undefined,
    connections: command.connections ?? undefined,
    caCertificate: command.caCertificate ?? undefined,
    request: command.request ?? undefined,
    limitBytesPerSecond: command.limitBytesPerSecond,
    checksum: command.checksum ?? undefined,
    unfinished: command.takesOver ? 'take-over' : undefined
  })
  const story = runStory(report, await watch.earliest(id), {
    beganAtMs,
    elapsedSeconds,
    log: () => client.call('transfers.log', { id })
  })
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
    const ended = await watch.settled(id, (transfer) => story.hear(transfer))
    return await story.end(ended)
  } finally {
    interrupted.removeEventListener('abort', stop)
    frames.stop()
  }
}
