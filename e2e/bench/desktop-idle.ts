/** What Shoal costs while it rests in the tray, its window closed, beside an empty Electron window that does nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ElectronApplication } from '@playwright/test'
import { electronRuntime, makePlace } from '../desktop/app.ts'
import { startVirtualDisplay } from '../runtime/virtual-display.ts'
import { startEmptyWindow } from './empty-window.ts'
import { say } from './fetching.ts'
import { processTree } from './process-tree.ts'

/** The promise. */
const PROMISED_PERCENT = 0.5
/** What a start leaves to be done is done by then. */
const SETTLE_MS = 15_000
/** What stands beside it says as much in a minute. */
const BESIDE_MS = 60_000

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { minutes: { type: 'string', default: '5' } } })
  const ms = Number(values.minutes) * 60_000
  const besideMs = Math.min(ms, BESIDE_MS)
  const root = await mkdtemp(path.join(tmpdir(), 'shoal-bench-idle-'))
  const display = process.platform === 'linux' ? await startVirtualDisplay() : null
  if (display) process.env['DISPLAY'] = display.name
  const { version } = await electronRuntime()
  const at = path.join(root, 'shoal')
  const place = await makePlace(at, (name) => path.join(root, name), undefined, 'with a tray')
  try {
    say(
      `Electron ${version}, ${values.minutes} min in the tray, ${besideMs / 60_000} beside it, nothing to do; % of one core, MB of memory (PSS).\n`
    )
    const empty = await startEmptyWindow(path.join(root, 'empty'))
    await report('an empty window', empty.electron, besideMs)
    await empty.electron.close()
    const shoal = await place.start()
    await report('Shoal, its window open', shoal.electron, besideMs)
    await shoal.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    const percent = await report('Shoal in the tray', shoal.electron, ms)
    say(
      `In the tray: ${percent.toFixed(2)} % of a core; promised: at most ${PROMISED_PERCENT} (${percent <= PROMISED_PERCENT ? 'kept' : 'not kept'}).`
    )
    await shoal.quit()
  } finally {
    await place.leave()
    await display?.stop()
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Resolves with the percentage of a core that all its processes took. */
async function report(name: string, electron: ElectronApplication, ms: number): Promise<number> {
  await sleep(SETTLE_MS)
  const root = electron.process().pid ?? 0
  const before = new Map(processTree(root).map(({ pid, cpuSeconds }) => [pid, cpuSeconds]))
  await sleep(ms)
  const after = processTree(root)
  if (after.length === 0) throw new Error(`${name}: it has ended while it was measured`)
  const share = (pid: number, cpuSeconds: number): number =>
    ((cpuSeconds - (before.get(pid) ?? 0)) / (ms / 1000)) * 100
  say(`| ${name} | % CPU | MB |\n|---|---:|---:|`)
  for (const { pid, kind, cpuSeconds, memoryBytes } of after)
    say(`| ${kind} | ${share(pid, cpuSeconds).toFixed(2)} | ${(memoryBytes / 1e6).toFixed(1)} |`)
  const percent = after.reduce((sum, { pid, cpuSeconds }) => sum + share(pid, cpuSeconds), 0)
  const bytes = after.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
  say(`| all | ${percent.toFixed(2)} | ${(bytes / 1e6).toFixed(1)} |\n`)
  return percent
}
