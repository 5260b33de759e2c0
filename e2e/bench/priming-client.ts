/** The near end of the priming bench: times sub-transfers over the engine's own connections and prints them as JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { BufferPool } from '../../src-main/engine/connection/buffer-pool.ts'
import { Connection } from '../../src-main/engine/connection/connection.ts'
import { endpointOf } from '../../src-main/engine/connection/endpoint.ts'
import { originForm, requestHead } from '../../src-main/engine/connection/request-head.ts'

export interface Primed {
  readonly coldMs: number
  readonly primedMs: number
  readonly idleMs: number
}

const FIRST_BYTES = 32 * 1024
/** Enough doublings for the window to pass the path's own product of rate and round trip. */
const LAST_BYTES = 1 << 20
const IDLE_MS = 5_000

async function measure(url: URL, bytes: number): Promise<Primed> {
  const cold = await open(url)
  const coldMs = await timed(cold, url, bytes)
  cold.close()
  const primed = await open(url)
  for (let step = FIRST_BYTES; step <= LAST_BYTES; step *= 2) await timed(primed, url, step)
  const primedMs = await timed(primed, url, bytes)
  await sleep(IDLE_MS)
  const idleMs = await timed(primed, url, bytes)
  primed.close()
  return { coldMs, primedMs, idleMs }
}

const open = (url: URL): Promise<Connection> =>
  Connection.open({
    endpoint: endpointOf(url),
    pool: new BufferPool(1 << 20, 64),
    nowMs: () => performance.now(),
    secureContext: () => createSecureContext(),
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    carrier: null
  })

async function timed(connection: Connection, url: URL, bytes: number): Promise<number> {
  const startMs = performance.now()
  await connection.request(
    requestHead({ url, target: originForm(url), range: { start: 0, end: bytes }, fields: new Map(), own: [] })
  )
  await connection.receive({
    limit: bytes,
    write: (buffer) => {
      buffer.borrow()
      buffer.giveBack()
    }
  })
  return performance.now() - startMs
}

const [address = '', size = ''] = process.argv.slice(2)
if (address !== '') process.stdout.write(JSON.stringify(await measure(new URL(address), Number(size))))
