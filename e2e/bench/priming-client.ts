/** The near end of the priming bench: times sub-transfers over the engine's own connections and prints them as JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { BufferPool } from '../../src-main/engine/connection/buffer-pool.ts'
import { Connection } from '../../src-main/engine/connection/connection.ts'
import { endpointOf } from '../../src-main/engine/connection/endpoint.ts'
import {
  isPrimed,
  KEEP_PRIMED_EVERY_MS,
  keepPrimedBytes,
  primingBytes,
  type Measured
} from '../../src-main/engine/schedule/priming.ts'
import { RateLimits } from '../../src-main/engine/schedule/rate-limits.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { originForm, requestHead } from '../../src-main/engine/connection/request-head.ts'

export interface Primed {
  readonly coldMs: number
  readonly primedMs: number
  readonly keptMs: number
  readonly idleMs: number
  /** What keeping it primed asked for. */
  readonly keptBytes: number
}

const RESERVE_MS = 5_000

async function measure(url: URL, bytes: number): Promise<Primed> {
  const cold = await open(url)
  const coldMs = (await timed(cold, url, bytes)).ms
  cold.close()
  const connection = await open(url)
  const steps: Measured[] = []
  while (!isPrimed(steps)) steps.push((await timed(connection, url, primingBytes(steps.length))).measured)
  const primedMs = (await timed(connection, url, bytes)).ms
  const burst = keepPrimedBytes(steps.at(-1) as Measured)
  if (burst === null) throw new Error('the path is too short to keep a window open for')
  let keptBytes = 0
  const untilMs = performance.now() + RESERVE_MS
  while (performance.now() < untilMs) {
    await sleep(KEEP_PRIMED_EVERY_MS)
    await timed(connection, url, burst)
    keptBytes += burst
  }
  await sleep(KEEP_PRIMED_EVERY_MS / 2)
  const keptMs = (await timed(connection, url, bytes)).ms
  await sleep(RESERVE_MS)
  const idleMs = (await timed(connection, url, bytes)).ms
  connection.close()
  return { coldMs, primedMs, keptMs, idleMs, keptBytes }
}

const unlimited = new RateLimits(systemClock).valve(null)

const open = (url: URL): Promise<Connection> =>
  Connection.open({
    endpoint: endpointOf(url),
    pool: new BufferPool(1 << 20, 64),
    tap: unlimited.tap(),
    nowMs: () => performance.now(),
    secureContext: () => createSecureContext(),
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    carrier: null
  })

async function timed(
  connection: Connection,
  url: URL,
  bytes: number
): Promise<{ readonly ms: number; readonly measured: Measured }> {
  const startMs = performance.now()
  await connection.request(
    requestHead({
      method: 'GET',
      url,
      target: originForm(url),
      range: { start: 0, end: bytes },
      fields: new Map(),
      own: []
    })
  )
  const firstByteMs = performance.now() - startMs
  await connection.receive({
    limit: bytes,
    write: (buffer) => {
      buffer.borrow()
      buffer.giveBack()
    }
  })
  const ms = performance.now() - startMs
  const measured = {
    bytesPerSecond: (bytes / ms) * 1000,
    bodyBytesPerSecond: (bytes / (ms - firstByteMs)) * 1000,
    firstByteMs,
    longestGapMs: connection.longestGapMs
  }
  return { ms, measured }
}

const [address = '', size = ''] = process.argv.slice(2)
if (address !== '') process.stdout.write(JSON.stringify(await measure(new URL(address), Number(size))))
