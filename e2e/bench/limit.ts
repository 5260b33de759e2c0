/**
 * Whether a limit limits: two transfers from one server on loopback under 5 MiB/s for both together, one with a single
 * connection and one with eight, plain and over TLS. Bytes are those that the engine has written, looked at in windows
 * of five seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { newFolder, removeFolders, startShoal } from '../integration/shoal.ts'
import { makeCertificates } from '../fixtures/certificates.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { say, verdict } from './fetching.ts'

const MiB = 1 << 20
const LIMIT = 5 * MiB
const WINDOW_SECONDS = 5
const PROMISED_ERROR = 0.05
const CONNECTIONS = [1, 8]

interface Window {
  /** Bytes of each transfer. */
  readonly bytes: readonly number[]
  readonly seconds: number
}

export async function run(words: readonly string[]): Promise<void> {
  const windows = windowsOf(words)
  say(
    `Two transfers over loopback, ${CONNECTIONS.join(' and ')} connections, 5 MiB/s for both together; windows of ${WINDOW_SECONDS} s.\n`
  )
  say('| | window | MiB/s | error, % | share of the first, % |')
  say('|---|---:|---:|---:|---:|')
  const certificates = await makeCertificates(await newFolder('bench-ca'))
  let worstError = 0
  let worstShare = 0.5
  try {
    for (const [name, options] of [
      ['plain', {}],
      ['TLS', { tls: certificates.server }]
    ] as const) {
      const measured = await measure(options, certificates.caPath, windows)
      const total: Window = {
        bytes: CONNECTIONS.map((_, index) => sum(measured.map(({ bytes }) => bytes[index] ?? 0))),
        seconds: sum(measured.map(({ seconds }) => seconds))
      }
      for (const [index, window] of [...measured, total].entries()) {
        const rate = sum(window.bytes) / window.seconds
        const error = rate / LIMIT - 1
        const share = (window.bytes[0] ?? 0) / sum(window.bytes)
        if (Math.abs(error) > Math.abs(worstError)) worstError = error
        if (Math.abs(share - 0.5) > Math.abs(worstShare - 0.5)) worstShare = share
        const label = index < measured.length ? String(index + 1) : 'all'
        say(
          `| ${name} | ${label} | ${(rate / MiB).toFixed(3)} | ${percent(error)} | ${(share * 100).toFixed(1)} |`
        )
      }
    }
  } finally {
    await removeFolders()
  }
  verdict(
    `within ± ${PROMISED_ERROR * 100} % in every window, shared fairly`,
    `at worst ${(worstError * 100).toFixed(1)} % and ${(worstShare * 100).toFixed(1)} : ${((1 - worstShare) * 100).toFixed(1)}`,
    Math.abs(worstError) <= PROMISED_ERROR && Math.abs(worstShare - 0.5) <= PROMISED_ERROR / 2
  )
}

async function measure(
  options: Parameters<typeof startOrigin>[0],
  caCertificate: string,
  windows: number
): Promise<Window[]> {
  const origin = await startOrigin(options)
  const shoal = await startShoal()
  try {
    await shoal.client.call('settings.set', { limitBytesPerSecond: LIMIT })
    const size = LIMIT * (windows + 2) * WINDOW_SECONDS
    const ids = await Promise.all(
      CONNECTIONS.map((connections, index) =>
        shoal.add(origin.file(`/limit-${index}.bin`, { size }).url, { connections, caCertificate })
      )
    )
    for (const id of ids)
      await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    const look = async (): Promise<{ readonly atMs: number; readonly bytes: readonly number[] }> => {
      const frame = await shoal.client.call('progress.frame', { expanded: [] })
      return { atMs: frame.atMs, bytes: ids.map((id) => frame.receivedBytes[frame.ids.indexOf(id)] ?? 0) }
    }
    const found: Window[] = []
    const beganMs = performance.now()
    let last = await look()
    for (let window = 1; window <= windows; window++) {
      await sleep(beganMs + window * WINDOW_SECONDS * 1000 - performance.now())
      const now = await look()
      found.push({
        bytes: now.bytes.map((bytes, index) => bytes - (last.bytes[index] ?? 0)),
        seconds: (now.atMs - last.atMs) / 1000
      })
      last = now
    }
    return found
  } finally {
    await shoal.close()
    await origin.stop()
  }
}

/** Without a zero that is less than zero. */
const percent = (share: number): string => (Math.round(share * 1000) / 10 + 0).toFixed(1)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function windowsOf(words: readonly string[]): number {
  const { values } = parseArgs({
    args: [...words],
    options: { seconds: { type: 'string', default: '30' } }
  })
  const windows = Number(values.seconds) / WINDOW_SECONDS
  if (!Number.isSafeInteger(windows) || windows < 1)
    throw new Error(`--seconds: expected a multiple of ${WINDOW_SECONDS}, received "${values.seconds}"`)
  return windows
}
