import { expect, test } from 'vitest'
import { runMeasured } from './measured-process.ts'

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script]

test('processor time is counted whichever thread or child spends it, and waiting is not', async () => {
  const busy = 'const end = process.cpuUsage().user + 400_000; while (process.cpuUsage().user < end);'
  const idle = await runMeasured(node('setTimeout(() => 0, 600)'))
  const inProcess = await runMeasured(node(busy))
  const inThread = await runMeasured(
    node(`new (require('worker_threads').Worker)(${JSON.stringify(busy)}, { eval: true })`)
  )
  const inChild = await runMeasured(
    node(`require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}])`)
  )
  expect(idle.seconds).toBeGreaterThan(0.6)
  expect(idle.cpuSeconds).toBeLessThan(0.4)
  for (const { cpuSeconds } of [inProcess, inThread, inChild]) expect(cpuSeconds).toBeGreaterThan(0.4)
})

test('the peak of memory is seen although it was given back', async () => {
  const brief = 'let b = Buffer.alloc(300e6, 1); b = null; setTimeout(() => 0, 100)'
  expect((await runMeasured(node(brief))).peakBytes).toBeGreaterThan(300e6)
})

test('a command that fails is an error with its own words', async () => {
  await expect(runMeasured(node('console.error("no such thing"); process.exit(3)'))).rejects.toThrow(
    /ended with 3: no such thing/
  )
})
