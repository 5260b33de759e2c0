/** From the start of the program to a window that takes a link, beside an empty Electron window, taking turns. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { electronRuntime, makePlace } from '../desktop/app.ts'
import { startVirtualDisplay } from '../runtime/virtual-display.ts'
import { startEmptyWindow } from './empty-window.ts'
import { median, say } from './fetching.ts'

/** The promise, beyond the empty window. */
const PROMISED_MS = 300

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { runs: { type: 'string', default: '10' } } })
  const runs = Number(values.runs)
  const root = await mkdtemp(path.join(tmpdir(), 'shoal-bench-start-'))
  const display = process.platform === 'linux' ? await startVirtualDisplay() : null
  if (display) process.env['DISPLAY'] = display.name
  const { version } = await electronRuntime()
  const place = await makePlace(path.join(root, 'shoal'), (name) => path.join(root, name))
  const took: { shoal: number[]; empty: number[] } = { shoal: [], empty: [] }
  try {
    // The first of each makes its folders and warms the disk.
    for (let round = 0; round <= runs; round++) {
      const empty = await timed(() => startEmptyWindow(path.join(root, 'empty')))
      await empty.value.electron.close()
      const shoal = await timed(() => place.start())
      await shoal.value.quit()
      if (round === 0) continue
      took.empty.push(empty.ms)
      took.shoal.push(shoal.ms)
    }
  } finally {
    await place.leave()
    await display?.stop()
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
  const more = median(took.shoal) - median(took.empty)
  say(`From start to a field one can type in, ms, Electron ${version}, ${runs} runs each, taking turns.\n`)
  say('| | median | least | most |\n|---|---:|---:|---:|')
  say(row('Shoal', took.shoal))
  say(row('empty window', took.empty))
  say(
    `\nShoal takes ${more.toFixed(0)} ms more; promised: at most ${PROMISED_MS} (${more <= PROMISED_MS ? 'kept' : 'not kept'}).`
  )
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const startMs = performance.now()
  const value = await work()
  return { ms: performance.now() - startMs, value }
}

const row = (name: string, all: readonly number[]): string =>
  `| ${name} | ${median(all).toFixed(0)} | ${Math.min(...all).toFixed(0)} | ${Math.max(...all).toFixed(0)} |`
