/**
 * `shoal get`: one transfer from the request to its end, told to a report. It asks the engine through the contract
 * like any window and knows nothing that a window could not know. It leaves a transfer done, failed or paused at
 * a durable point, never running.
 */
import { readFile, stat } from 'node:fs/promises'
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { fail, problemOf, ShoalError } from '../../src-shared/errors/problem.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import type { GetCommand } from './command-line.ts'
import { noticeOfNamesake, unfinishedNamesake } from './namesake.ts'
import type { Report } from './report.ts'
import { runStory } from './run-story.ts'
import { pullFrames, watchTransfers } from './transfer-watch.ts'

export interface GetSurroundings {
  startEngine(): Promise<EngineHandle>
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
  engine: EngineHandle,
  command: GetCommand,
  { report, interrupted, elapsedSeconds }: GetSurroundings
): Promise<number> {
  const client = createClient(engine.connect())
  const watch = watchTransfers(client)
  engine.onDied((trouble) => watch.fail(new ShoalError(trouble)))
  client.onClosed(() => watch.fail(fail('disconnected')))

  const beganAtMs = Date.now()
  const { uri, directory, name } = command
  // What is watched is what was there before: it was asked for first.
  const adding = added(client, command)
  adding.catch(() => undefined)
  if (uri !== null && name !== null && !command.takesOver) {
    const namesake = unfinishedNamesake(await watch.all(), { uri, directory, name })
    if (namesake) report.notice(noticeOfNamesake(namesake))
  }
  const { id } = await adding
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
    client
      .call('transfers.pause', { ids: [id] })
      .then(([refused]) => refused && watch.fail(new ShoalError(refused.problem)))
      .catch((thrown: unknown) => watch.fail(thrown))
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

async function added(client: Client, command: GetCommand): Promise<{ readonly id: TransferId }> {
  const { uri, mirrors, metalink } = command
  const options = {
    directory: command.directory,
    name: command.name ?? undefined,
    connections: command.connections ?? undefined,
    caCertificate: command.caCertificate ?? undefined,
    limitBytesPerSecond: command.limitBytesPerSecond,
    checksum: command.checksum ?? undefined
  }
  if (metalink !== null) {
    const { userAgent, cookieFile, proxy } = command.request ?? {}
    const request = command.request ? { userAgent, cookieFile, proxy } : undefined
    return client.call('transfers.addMetalink', {
      document: await readDocument(metalink),
      ...options,
      request
    })
  }
  return client.call('transfers.add', {
    uri: uri ?? '',
    ...options,
    mirrors: mirrors.length > 0 ? mirrors : undefined,
    request: command.request ?? undefined,
    unfinished: command.takesOver ? 'take-over' : undefined
  })
}

/** Also what the contract accepts. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

async function readDocument(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_DOCUMENT_BYTES)
      throw fail('metalink-too-large', { limit: MAX_DOCUMENT_BYTES >> 20 })
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof ShoalError) throw thrown
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw fail('option-invalid', { option: 'URI', reason: `${file} cannot be read (${code})` })
  }
}
