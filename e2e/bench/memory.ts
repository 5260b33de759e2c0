/**
 * How much memory the command line holds while a 10 GB file comes from nginx on loopback to a real disk, where writes
 * take time and buffers pile up if ever they do. The source is sparse, so it takes no room; the target takes all of it.
 * Counted are all processes of the client: resident pages (RSS), and the client's fair share of shared ones (PSS).
 */
import { mkdir, mkdtemp, open, readFile, rm, statfs } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startNginx } from '../fixtures/nginx.ts'
import { shoal } from './contenders.ts'
import { runMeasured } from './measured-process.ts'

const NAME = 'memory.bin'
/** Summing a process's pages keeps it from mapping memory for milliseconds. */
const LOOK_EVERY_MS = 100
const SPARE_BYTES = 256 << 20

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      size: { type: 'string', default: '10000000000' },
      connections: { type: 'string', default: '8' },
      directory: { type: 'string', default: tmpdir() }
    }
  })
  const size = Number(values.size)
  const connections = Number(values.connections)
  if (!Number.isSafeInteger(size) || size < 1 || !Number.isSafeInteger(connections) || connections < 1)
    throw new Error('--size and --connections take whole numbers')
  const { bavail, bsize } = await statfs(values.directory)
  if (bavail * bsize < size + SPARE_BYTES)
    throw new Error(`${values.directory} has too little room; name another with --directory`)

  const directory = await mkdtemp(path.join(values.directory, 'shoal-bench-memory-'))
  const nginx = await startNginx({ root: path.join(directory, 'served') })
  try {
    const source = await open(path.join(nginx.root, NAME), 'w')
    await source.truncate(size)
    await source.close()
    await mkdir(path.join(directory, 'state'))
    const client = await shoal(path.join(directory, 'state'))
    const command = client.command(`${nginx.url}/files/${NAME}`, path.join(directory, NAME), connections)
    if (!command) throw new Error(`${client.name} does not take ${connections} connections`)

    const peak = { rss: 0, pss: 0 }
    let lookedAtMs = -Infinity
    const { seconds, peakBytes } = await runMeasured(command, (pid) => {
      const nowMs = performance.now()
      if (nowMs - lookedAtMs < LOOK_EVERY_MS) return
      lookedAtMs = nowMs
      const { rss, pss } = residentBytes(pid)
      peak.rss = Math.max(peak.rss, rss)
      peak.pss = Math.max(peak.pss, pss)
    })
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
    process.stdout.write(
      `${size} bytes over ${connections} connections to ${await kindOf(directory)}, ${seconds.toFixed(1)} s, ${megabytes(size / seconds)} MB/s\n\n` +
        '| peak of | MB |\n|---|---:|\n' +
        `| the kernel’s high-water mark of the main process | ${megabytes(peakBytes)} |\n` +
        `| RSS, all processes | ${megabytes(peak.rss)} |\n` +
        `| PSS, all processes | ${megabytes(peak.pss)} |\n`
    )
  } finally {
    await nginx.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** Of a process and all that came from it; one that has just ended counts nothing. */
function residentBytes(pid: number): { rss: number; pss: number } {
  try {
    const pages = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
    const bytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(pages)?.[1] ?? 0) * 1024
    const own = { rss: bytes('Rss'), pss: bytes('Pss') }
    return childrenOf(pid)
      .map(residentBytes)
      .reduce((sum, child) => ({ rss: sum.rss + child.rss, pss: sum.pss + child.pss }), own)
  } catch {
    return { rss: 0, pss: 0 }
  }
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number)
  )

/** The type of the file system that holds `directory`, as the kernel names it. */
async function kindOf(directory: string): Promise<string> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '))
  const holds = (point: string): boolean =>
    point === '/' || directory === point || directory.startsWith(`${point}/`)
  const [deepest] = mounts
    .filter(([, point]) => point !== undefined && holds(point))
    .sort(([, one = ''], [, other = '']) => other.length - one.length)
  return deepest?.[2] ?? 'an unknown file system'
}
