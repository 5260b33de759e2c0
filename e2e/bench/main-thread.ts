/**
 * How long the desktop's main thread keeps its events waiting while a file arrives at full loopback speed and the
 * window shows it. A thread that is busy here is a window that stutters, a menu that hangs, a click that is lost.
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type * as PerfHooks from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { makePlace, type Shoal } from '../desktop/app.ts'
import { mainModule } from '../desktop/main-module.ts'
import { seededContent } from '../fixtures/content.ts'
import { startNginx } from '../fixtures/nginx.ts'
import { startVirtualDisplay } from '../runtime/virtual-display.ts'
import { memoryDirectory } from './memory-directory.ts'

const STEP_BYTES = 16 << 20
/** The sampling timer's interval: what it measures beyond this is delay. */
const RESOLUTION_MS = 1
const IDLE_MS = 4_000
/** The promise: p99 under this while a transfer runs. */
const PROMISED_P99_MS = 20

interface Delay {
  readonly samples: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { runs: { type: 'string', default: '5' }, size: { type: 'string', default: String(2 ** 31) } }
  })
  const runs = Number(values.runs)
  const size = Number(values.size)
  const memory = await memoryDirectory(2 * size + STEP_BYTES)
  const state = await mkdtemp(path.join(tmpdir(), 'shoal-bench-state-'))
  const nginx = await startNginx({ root: path.join(memory.path, 'origin') })
  const display = process.platform === 'linux' ? await startVirtualDisplay() : null
  if (display) process.env['DISPLAY'] = display.name
  try {
    await makeFile(path.join(nginx.root, 'file.bin'), size)
    say(`One file of ${size} bytes, nginx on loopback, source and target in memory, the window open.`)
    say('Delay of the main thread beyond its timer, milliseconds.\n')
    say('| | MB/s | p50 | p99 | max | samples |\n|---|---:|---:|---:|---:|---:|')
    const p99s: number[] = []
    for (let round = 1; round <= runs; round++) {
      p99s.push(
        await measure(
          path.join(state, String(round)),
          memory.path,
          `${nginx.url}/files/file.bin`,
          size,
          round
        )
      )
    }
    const worst = Math.max(...p99s)
    say(
      `\nWorst p99 while receiving: ${worst.toFixed(1)} ms; promised: under ${PROMISED_P99_MS} ms (${worst < PROMISED_P99_MS ? 'kept' : 'not kept'}).`
    )
  } finally {
    await display?.stop()
    await nginx.stop()
    await memory.remove()
    await rm(state, { recursive: true, force: true })
  }
}

async function measure(
  root: string,
  memory: string,
  url: string,
  size: number,
  round: number
): Promise<number> {
  const downloads = path.join(memory, `downloads-${round}`)
  const place = await makePlace(root, (name) => path.join(root, name), downloads)
  const shoal = await place.start()
  try {
    const idle = await delayDuring(shoal, () => shoal.page.waitForTimeout(IDLE_MS))
    let seconds = 0
    const busy = await delayDuring(shoal, async () => {
      await shoal.page.getByRole('textbox').fill(url)
      const startMs = performance.now()
      await shoal.page.keyboard.press('Enter')
      await shoal.reaches('file.bin', 'done')
      seconds = (performance.now() - startMs) / 1000
    })
    say(row(`idle ${round}`, '', idle))
    say(row(`receiving ${round}`, (size / 1e6 / seconds).toFixed(0), busy))
    return busy.p99Ms
  } finally {
    await shoal.quit()
    await rm(downloads, { recursive: true, force: true })
  }
}

async function delayDuring(shoal: Shoal, work: () => Promise<void>): Promise<Delay> {
  const perfHooks = await mainModule<typeof PerfHooks>(shoal.electron, 'node:perf_hooks')
  const histogram = await perfHooks.evaluateHandle(({ monitorEventLoopDelay }, resolution) => {
    const made = monitorEventLoopDelay({ resolution })
    made.enable()
    return made
  }, RESOLUTION_MS)
  await work()
  return histogram.evaluate((made, resolution) => {
    made.disable()
    const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution)
    return {
      samples: made.count,
      p50Ms: beyond(made.percentile(50)),
      p99Ms: beyond(made.percentile(99)),
      maxMs: beyond(made.max)
    }
  }, RESOLUTION_MS)
}

async function makeFile(file: string, size: number): Promise<void> {
  const content = seededContent('main-thread', size)
  const handle = await open(file, 'w')
  for (let at = 0; at < size; at += STEP_BYTES)
    await handle.write(content.read(at, Math.min(at + STEP_BYTES, size)))
  await handle.close()
}

const row = (name: string, rate: string, { p50Ms, p99Ms, maxMs, samples }: Delay): string =>
  `| ${name} | ${rate} | ${p50Ms.toFixed(2)} | ${p99Ms.toFixed(2)} | ${maxMs.toFixed(2)} | ${samples} |`

const say = (line: string): void => void process.stdout.write(`${line}\n`)
