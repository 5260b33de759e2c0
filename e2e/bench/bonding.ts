/**
 * What the links of several machines are worth together: one file over the requester's own link and those of 0, 1, 3
 * and 7 peers, in a lab of network namespaces, beside curl and aria2c on the requester's link alone. Efficiency is
 * against what all those links could carry, once from the start of a process of its own to its end, as for the rivals,
 * and once from the request to the end of the transfer, by a Shoal that runs already as it does under its window.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sha256File } from '../fixtures/content.ts'
import { ceilingBytesPerSecond, makeLan, type Lan, type LanHost } from '../lan/lab.ts'
import type { LanFile } from '../lan/lan-origin.ts'
import {
  checkFetched,
  forget,
  notBuiltBecause,
  shareGroupKey,
  startGet,
  startPeer,
  startResident,
  type ShoalProcess
} from '../lan/shoal-host.ts'
import { findRivals } from './contenders.ts'
import { begin, median, say, verdict } from './fetching.ts'
import { numberOf } from './numbers.ts'
import { sayRepeated, undisturbed, type Patience } from './undisturbed.ts'

const LAN_BITS_PER_SECOND = 1e9
const RIVAL_CONNECTIONS = 8
const PROMISED = 0.95
const LOOK_MS = 50

interface Trial {
  readonly seconds: number
  /** As the program says itself; a rival says nothing. */
  readonly ownSeconds: number | null
  readonly originConnections: number
}

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      peers: { type: 'string', default: '0,1,3,7' },
      runs: { type: 'string', default: '3' },
      size: { type: 'string', default: String(256 << 20) },
      wan: { type: 'string', default: '50e6' },
      without: { type: 'string', default: '' }
    }
  })
  const peerCounts = values.peers.split(',').map((each) => numberOf('--peers', each, 0))
  const runs = numberOf('--runs', values.runs, 1)
  const bytes = numberOf('--size', values.size, 1)
  const wanBitsPerSecond = numberOf('--wan', values.wan, 1)
  const without = new Set(values.without.split(','))
  const { found, missing } = await findRivals()
  const rivals = found.filter(({ name }) => ['curl', 'aria2c'].includes(name) && !without.has(name))
  for (const { name, version } of rivals) say(`- ${name}: ${version}`)
  for (const name of missing) say(`- ${name}: not installed, left out`)

  const lab = await makeLan({
    hosts: Math.max(...peerCounts) + 1,
    wanBitsPerSecond,
    lanBitsPerSecond: LAN_BITS_PER_SECOND
  })
  try {
    const content = await lab.origin.file(bytes)
    const ceiling = ceilingBytesPerSecond(wanBitsPerSecond)
    say(
      `\n${bytes} bytes, ${wanBitsPerSecond / 1e6} Mb/s a host, LAN ${LAN_BITS_PER_SECOND / 1e6} Mb/s; medians of ${runs}. ` +
        `One link carries ${(ceiling / 1e6).toFixed(2)} MB/s of payload at most.\n`
    )
    say(
      '| client | hosts | s | MB/s | of the ceiling | s by itself | first meeting, s | connections at the origin |'
    )
    say('|---|---:|---:|---:|---:|---:|---:|---:|')
    const show = (
      name: string,
      hosts: number,
      trials: readonly Trial[],
      firstSeconds: number | null
    ): number => {
      const seconds = median(trials.map((each) => each.seconds))
      const rate = bytes / seconds
      const own = trials.flatMap(({ ownSeconds }) => (ownSeconds === null ? [] : [ownSeconds]))
      const connections = Math.max(...trials.map(({ originConnections }) => originConnections))
      say(
        `| ${name} | ${hosts} | ${seconds.toFixed(2)} | ${(rate / 1e6).toFixed(2)} | ${(rate / hosts / ceiling).toFixed(3)} ` +
          `| ${own.length > 0 ? median(own).toFixed(2) : ''} | ${firstSeconds?.toFixed(2) ?? ''} | ${connections} |`
      )
      return rate / hosts / ceiling
    }
    const patience: Patience = { left: 4 * runs, repeated: 0 }
    for (const rival of rivals) {
      const trials: Trial[] = []
      const ready = async () => {
        const file = await content.again()
        const commandTo = (target: string) => rival.command(file.url, target, RIVAL_CONNECTIONS) ?? []
        return () => watched(lab, () => fetchBy(commandTo, lab.host(0), file))
      }
      for (let run = 0; run < runs; run++) trials.push(await undisturbed(patience, ready))
      show(rival.name, 1, trials, null)
    }
    if (without.has('shoal')) return
    const reason = notBuiltBecause()
    if (reason !== null) throw new Error(reason)
    let worst = Infinity
    let worstWithStart = Infinity
    for (const peers of peerCounts) {
      const { first, started, running } = await bonded(lab, content, peers, runs, patience)
      worstWithStart = Math.min(worstWithStart, show('shoal get', peers + 1, started, first.seconds))
      worst = Math.min(worst, show('shoal, running', peers + 1, running, null))
    }
    sayRepeated(patience)
    verdict(
      `at least ${PROMISED} of the summed ceiling`,
      `${worst.toFixed(3)} by a Shoal that runs, ${worstWithStart.toFixed(3)} with the start of a program`,
      worst >= PROMISED
    )
  } finally {
    await lab.close()
  }
}

/** The first run meets peers it has never heard of; the others know where they were. */
async function bonded(
  lab: Lan,
  content: LanFile,
  peers: number,
  runs: number,
  patience: Patience
): Promise<{ first: Trial; started: Trial[]; running: Trial[] }> {
  const hosts = lab.hosts.slice(0, peers + 1)
  await shareGroupKey(hosts)
  await Promise.all(hosts.map(forget))
  const helping = await Promise.all(hosts.slice(1).map((host) => startPeer(host)))
  const ending: ShoalProcess[] = [...helping]
  try {
    const trial = (file: LanFile): Promise<Trial> =>
      watched(lab, async () => {
        const startMs = performance.now()
        const get = startGet(lab.host(0), file.url, ...(peers === 0 ? ['--no-peers'] : []))
        await get.exit
        const seconds = (performance.now() - startMs) / 1000
        const done = await checkFetched(get, file)
        await rm(get.file)
        return { seconds, ownSeconds: done.seconds }
      })
    const again = async () => {
      const file = await content.again()
      return () => trial(file)
    }
    const first = await trial(await content.again())
    const started: Trial[] = []
    for (let run = 0; run < runs; run++) started.push(await undisturbed(patience, again))
    const resident = await startResident(lab.host(0))
    ending.push(resident)
    const running: Trial[] = []
    const againThere = async () => {
      const file = await content.again()
      return () => watched(lab, async () => ({ ...(await resident.fetch(file)), ownSeconds: null }))
    }
    for (let run = 0; run < runs; run++) running.push(await undisturbed(patience, againThere))
    return { first, started, running }
  } finally {
    await Promise.all(ending.map((each) => each.end('SIGKILL')))
  }
}

async function fetchBy(
  command: (target: string) => readonly string[],
  host: LanHost,
  file: LanFile
): Promise<Omit<Trial, 'originConnections'>> {
  const [program = '', ...args] = command(path.join(host.namespace.folder, 'rival.bin'))
  const target = path.join(host.namespace.folderFromOutside, 'rival.bin')
  const { seconds } = await begin(host.run(program, ...args)).done
  if ((await sha256File(target)) !== file.sha256) throw new Error(`${program}: the file differs`)
  await rm(target)
  return { seconds, ownSeconds: null }
}

/** How many connections all machines together had to the origin, at most. */
async function watched(lab: Lan, work: () => Promise<Omit<Trial, 'originConnections'>>): Promise<Trial> {
  let originConnections = 0
  const looking = setInterval(() => {
    originConnections = Math.max(originConnections, lab.origin.connections())
  }, LOOK_MS)
  try {
    const trial = await work()
    return { ...trial, originConnections }
  } finally {
    clearInterval(looking)
  }
}
