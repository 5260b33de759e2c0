/**
 * How smooth the window is: pictures a second and work per picture while 500 ranges move, and while 5,000 transfers are
 * scrolled, beside an empty page that does the same on the same machine. The page is the product's, in a real Electron;
 * the engine behind it only pretends, so that nothing else is measured.
 */
import { parseArgs } from 'node:util'
import type { CDPSession, Page } from '@playwright/test'
import { startStage, type Stage } from '../web/stage/start-stage.ts'
import { median, say, verdict } from './fetching.ts'
import { numberOf } from './numbers.ts'
import { sayRepeated, undisturbed, type Patience } from './undisturbed.ts'

/** A picture at 60 Hz. */
const PROMISED_MS = 16
/** Three ranges each (e2e/web/double.ts). */
const LANES = 167
const SCROLLED_PX = 12_000
const SCROLL_PX_PER_SECOND = 3_000

/** What the page saw; times in milliseconds. */
interface Seen {
  readonly pictures: number
  /** From one picture to the next. */
  readonly intervalP95Ms: number
  /** From a picture's beginning until the page's thread is free again. */
  readonly workP50Ms: number
  readonly workP95Ms: number
  /** Of the processor, by the page's thread, for a picture: what stays the same on a machine that is busy elsewhere. */
  readonly processorMs: number
  /** Times React changed the page. */
  readonly commits: number
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } }
  })
  const runs = numberOf('--runs', values.runs, 1)
  const ms = numberOf('--seconds', values.seconds, 1) * 1000
  const stage = await startStage()
  try {
    await stage.page.addInitScript(countCommits)
    await stage.resize(1280, 800)
    const all = {
      'empty page, still': [] as Seen[],
      '500 ranges moving': [] as Seen[],
      'empty page, scrolled': [] as Seen[],
      '5,000 transfers, scrolled': [] as Seen[]
    }
    const patience: Patience = { left: 8 * runs, repeated: 0 }
    const see = (seen: Seen[], ready: () => Promise<void>, work: () => Promise<void>): Promise<unknown> =>
      undisturbed(patience, async () => {
        await ready()
        return () => watch(stage.page, work)
      }).then((each) => seen.push(each))
    const still = (): Promise<void> => stage.page.waitForTimeout(ms)
    const scrolled = (): Promise<void> => scroll(stage.page)
    for (let round = 0; round < runs; round++) {
      await see(all['empty page, still'], () => stage.showBlank(), still)
      await see(all['500 ranges moving'], () => showRanges(stage), still)
      await see(all['empty page, scrolled'], () => showTall(stage), scrolled)
      await see(all['5,000 transfers, scrolled'], () => showThousands(stage), scrolled)
    }
    say(`Window 1280 × 800, Electron under a virtual display without a graphics card; medians of ${runs}.`)
    say(
      'Milliseconds; the interval is that between pictures, work is until the page is free again, processor is'
    )
    say('what its thread used for one.\n')
    say(
      '| | pictures | interval p95 | work p50 | work p95 | processor | renders |\n|---|---:|---:|---:|---:|---:|---:|'
    )
    for (const [name, seen] of Object.entries(all)) say(row(name, seen))
    sayRepeated(patience)
    const of = (seen: readonly Seen[], key: keyof Seen): number => median(seen.map((each) => each[key]))
    const ranges = all['500 ranges moving']
    const commits = Math.max(...ranges.map((each) => each.commits))
    verdict('nothing renders while 500 ranges move', `${commits} renders`, commits === 0)
    for (const name of ['500 ranges moving', '5,000 transfers, scrolled'] as const) {
      const p95 = of(all[name], 'workP95Ms')
      verdict(`${name}: work p95 at most ${PROMISED_MS} ms`, p95.toFixed(1), p95 <= PROMISED_MS)
    }
  } finally {
    await stage.stop()
  }
}

async function showRanges(stage: Stage): Promise<void> {
  await stage.show('running', { theme: 'light' }, { lanes: String(LANES) })
  await stage.page.getByRole('progressbar').first().waitFor()
  await stage.page.waitForTimeout(500)
}

async function showThousands(stage: Stage): Promise<void> {
  await stage.show('thousands')
  await stage.page.getByRole('row').nth(3).waitFor()
  await stage.page.waitForTimeout(500)
}

async function showTall(stage: Stage): Promise<void> {
  await stage.showBlank()
  await stage.page.evaluate((px) => (document.body.style.height = `${px}px`), 2 * SCROLLED_PX)
}

/** Scrolls in the page's middle as a finger on glass does. */
async function scroll(page: Page): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Input.synthesizeScrollGesture', {
    x: 640,
    y: 500,
    yDistance: -SCROLLED_PX,
    speed: SCROLL_PX_PER_SECOND,
    gestureSourceType: 'mouse'
  })
  await session.detach()
}

/** React reports every change it makes to the developer tools' hook, also in a production build. */
function countCommits(): void {
  const seen = { commits: 0 }
  Object.assign(window, {
    seen,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberRoot() {
        seen.commits++
      },
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined
    }
  })
}

interface Probe {
  stop(): Omit<Seen, 'commits' | 'processorMs'>
}

async function watch(page: Page, work: () => Promise<void>): Promise<Seen> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.evaluate(startProbe)
  const before = await page.evaluate(commitsSoFar)
  const secondsBefore = await taskSeconds(session)
  await work()
  const seconds = (await taskSeconds(session)) - secondsBefore
  const commits = (await page.evaluate(commitsSoFar)) - before
  const seen = await page.evaluate(() => (window as unknown as { probe: Probe }).probe.stop())
  await session.detach()
  return { ...seen, commits, processorMs: (seconds * 1000) / seen.pictures }
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
}

const commitsSoFar = (): number => (window as unknown as { seen: { commits: number } }).seen.commits

/** Runs in the page. */
function startProbe(): void {
  const intervals: number[] = []
  const works: number[] = []
  const channel = new MessageChannel()
  let began = 0
  let isOn = true
  // A message posted while a picture is prepared comes when it is done: style, layout and paint included.
  channel.port1.onmessage = () => works.push(performance.now() - began)
  const step = (atMs: number): void => {
    if (!isOn) return
    if (began > 0) intervals.push(atMs - began)
    began = atMs
    channel.port2.postMessage(null)
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
  const share = (values: number[], of: number): number =>
    values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * of))] ?? NaN
  Object.assign(window, {
    probe: {
      stop() {
        isOn = false
        return {
          pictures: works.length,
          intervalP95Ms: share(intervals, 0.95),
          workP50Ms: share(works, 0.5),
          workP95Ms: share(works, 0.95)
        }
      }
    }
  })
}

function row(name: string, seen: readonly Seen[]): string {
  const of = (key: keyof Seen, digits: number): string =>
    median(seen.map((each) => each[key])).toFixed(digits)
  return `| ${name} | ${of('pictures', 0)} | ${of('intervalP95Ms', 1)} | ${of('workP50Ms', 1)} | ${of('workP95Ms', 1)} | ${of('processorMs', 1)} | ${of('commits', 0)} |`
}
