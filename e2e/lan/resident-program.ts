/**
 * A Shoal that stays, as under a window or in a tray, without the window: one engine, started once, that is given
 * transfers a line at a time. Run on a host of a lab by `startResident`.
 *
 *   stdin: {"uri","directory","name"} · stdout: {"event":"ready"}, then {"event":"settled","state","seconds","sources"} for each
 */
import path from 'node:path'
import { createInterface } from 'node:readline'
import { startEngine } from '../../src-main/host/start-engine.ts'
import { CLI_PATIENCE_MS, DESKTOP_PEERS } from '../../src-main/host/shoal-options.ts'
import { watchTransfers } from '../../src-main/headless/transfer-watch.ts'
import { createClient } from '../../src-shared/rpc/client.ts'

const [stateDirectory = '', groupKeyFile = ''] = process.argv.slice(2)
const engine = await startEngine(
  {
    version: '0.0.0',
    stateDirectory,
    downloadDirectory: stateDirectory,
    resume: 'none',
    settings: 'none',
    patienceMs: CLI_PATIENCE_MS,
    peers: { ...DESKTOP_PEERS, groupKeyFile }
  },
  path.resolve(import.meta.dirname, '../../dist/main/engine-thread.cjs')
)
const client = createClient(engine.connect())
const watch = watchTransfers(client)
const say = (event: string, facts: object = {}): void =>
  void process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`)

say('ready')
for await (const line of createInterface(process.stdin)) {
  const { uri, directory, name } = JSON.parse(line) as Record<'uri' | 'directory' | 'name', string>
  const startMs = performance.now()
  const { id } = await client.call('transfers.add', { uri, directory, name })
  await watch.earliest(id)
  const ended = await watch.settled(id, () => undefined)
  const seconds = (performance.now() - startMs) / 1000
  say('settled', { state: ended.state.kind, seconds, sources: ended.sources })
}
await engine.close()
