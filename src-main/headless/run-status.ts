/**
 * `shoal status`: what every Shoal that runs on the state directory is fetching now. It looks, once; it starts nothing
 * and changes nothing.
 */
import { isSettled, type Transfer } from '../../src-shared/model/transfer.ts'
import type { Plan } from '../../src-shared/model/peer.ts'
import type { Limitation } from '../../src-shared/model/transfer-detail.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import { runningEngines, type RunningEngine } from '../host/control/running-engines.ts'
import type { StatusCommand } from './commands/status.ts'
import { jsonLines } from './json-lines.ts'
import { shownName } from './peer-sentences.ts'
import { printable } from './printable.ts'
import { progressLine } from './progress-line.ts'
import { formatRate } from './quantities.ts'
import type { Moment } from './report.ts'
import type { Surroundings } from './surroundings.ts'

/** Of a line that goes to a file. */
const PLAIN_COLUMNS = 100

interface Look extends Moment {
  readonly engine: RunningEngine
  /** Its engine moves it; another one only has it in its journal. */
  readonly moves: boolean
  /** Null: its length is not known yet. */
  readonly plan: Plan | null
  /** What keeps it from being faster now. */
  readonly limitation: Limitation
}

/** Resolves with the exit code; rejects with what went wrong. */
export async function runStatus(
  { json }: StatusCommand,
  { stateDirectory, stdout, columns }: Surroundings
): Promise<number> {
  const engines = await runningEngines(stateDirectory)
  try {
    // One that ends while it is asked is not running any more.
    const looks = (await Promise.all(engines.map((engine) => lookAt(engine).catch(() => [])))).flat()
    const shown = looks.filter((look) => look.moves || !looks.some((other) => preferred(other, look)))
    const say = (line: string): void => stdout(`${line}\n`)
    if (json) {
      const tell = jsonLines(stdout)
      for (const look of shown) tell('transfer', asJson(look))
      return 0
    }
    if (engines.length === 0) say('No Shoal is running')
    else if (shown.length === 0) say('Nothing is being fetched')
    for (const look of shown) {
      say(progressLine(look, (columns() ?? PLAIN_COLUMNS + 1) - 1))
      for (const line of peerLinesOf(look)) say(line)
    }
    return 0
  } finally {
    for (const { close } of engines) close()
  }
}

/** Whether the same transfer is told of better by the other: by who moves it, else by who was found first. */
const preferred = (other: Look, look: Look): boolean =>
  other !== look &&
  other.transfer.id === look.transfer.id &&
  (other.moves || other.engine.pid < look.engine.pid)

async function lookAt(engine: RunningEngine): Promise<readonly Look[]> {
  const { client } = engine
  const transfers = await unsettled(client)
  const frame = await client.call('progress.frame', { expanded: [] })
  const looks = transfers.map(async (transfer): Promise<Look[]> => {
    const row = frame.ids.indexOf(transfer.id)
    // Said to be running by the journal, and moved by another process, if by any.
    if (row < 0 && transfer.state.kind === 'running') return []
    const plan = await client.call('transfers.plan', { id: transfer.id })
    const { limitation } = await client.call('transfers.detail', { id: transfer.id })
    return [
      {
        engine,
        transfer,
        moves: row >= 0,
        receivedBytes: row < 0 ? transfer.receivedBytes : (frame.receivedBytes[row] ?? 0),
        bytesPerSecond: row < 0 ? 0 : (frame.bytesPerSecond[row] ?? 0),
        connections: row < 0 ? 0 : (frame.connections[row] ?? 0),
        plan,
        limitation
      }
    ]
  })
  return (await Promise.all(looks)).flat()
}

const unsettled = (client: Client): Promise<readonly Transfer[]> =>
  new Promise((resolve, reject) => {
    client.onClosed(() => reject(new Error('it ended')))
    const end = client.subscribe('transfers.changes', {
      snapshot(all) {
        queueMicrotask(() => end())
        resolve(all.filter(({ state }) => !isSettled(state)))
      },
      event: () => undefined
    })
  })

function asJson({
  engine,
  transfer,
  receivedBytes,
  bytesPerSecond,
  connections,
  plan,
  limitation
}: Look): object {
  const { id, uri, name, directory, length, state, sources } = transfer
  return {
    transfer: id,
    engine: engine.pid,
    uri,
    name,
    directory,
    state,
    receivedBytes,
    bytesPerSecond: Math.round(bytesPerSecond),
    connections,
    sources,
    limitation,
    length: plan?.length ?? length,
    revision: plan?.revision ?? 0,
    tiles: plan?.tiles ?? [],
    peers: plan?.peers ?? []
  }
}

const peerLinesOf = ({ plan }: Look): readonly string[] =>
  (plan?.peers ?? []).map(({ id, name, status, reason }) => {
    const does = status
      ? `${status.state}, ${formatRate(status.bytesPerSecond)} over ${status.connections} conn`
      : 'not heard from yet'
    const trouble = status?.problem ? `: ${status.problem.message}` : ''
    return printable(`  ${shownName({ id, name })}: ${does}${trouble} (${reason})`)
  })
