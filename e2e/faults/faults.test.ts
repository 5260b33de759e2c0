/**
 * Every fault that an origin is known for, one transfer each: it ends in the right file or the right error, never in a
 * wrong file. The table at the end tells what each fault came to and what it cost. A few faults once more over an
 * emulated link with delay and loss, where everything takes longer and arrives in pieces.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import { expiringTargets, firstRequests, type Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type OriginFile } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal } from '../integration/shoal.ts'
import { startFarOrigin } from '../lab/far-origin.ts'
import type { Rule } from '../lab/origin-process.ts'
import { makeLink, noLinksBecause } from '../lab/link.ts'
import { begin } from '../bench/fetching.ts'

const MiB = 1024 * 1024
const SIZE = 12 * MiB + 345
const RATE = 2 * MiB

interface Fault {
  readonly name: string
  /** `file` gives access to what is served, for faults that change it on the way. */
  readonly behaviour: (file: () => OriginFile) => Behaviour
  /** `done`, or the code of the error. */
  readonly ends: string
}

const always = (behaviour: Behaviour) => (): Behaviour => behaviour
const nthRequest = (nth: number, behaviour: Omit<Behaviour, 'on'>) =>
  always({ on: (request) => (request.nth === nth ? behaviour : undefined) })

const faults: readonly Fault[] = [
  { name: 'stalls one connection', ends: 'done', behaviour: nthRequest(4, { stallAt: 100_000 }) },
  {
    name: 'drips on one connection',
    ends: 'done',
    behaviour: always({ on: ({ nth }) => (nth === 4 ? { bytesPerSecond: 300 * 1024 } : undefined) })
  },
  {
    name: 'one connection at 5 %',
    ends: 'done',
    behaviour: always({
      on: ({ connection }) => (connection === 3 ? { bytesPerSecond: RATE / 20 } : undefined)
    })
  },
  {
    name: 'resets every third answer at byte 70,000',
    ends: 'done',
    behaviour: always({ on: ({ nth }) => (nth % 3 === 0 ? { resetAt: 70_000 } : undefined) })
  },
  {
    name: 'ends every third answer at byte 70,000',
    ends: 'done',
    behaviour: always({ on: ({ nth }) => (nth % 3 === 0 ? { truncateAt: 70_000 } : undefined) })
  },
  {
    name: 'Content-Range of other bytes',
    ends: 'range-mismatch',
    behaviour: always({ contentRange: 'shifted' })
  },
  {
    name: 'Content-Range of another length',
    ends: 'source-changed',
    behaviour: nthRequest(3, { contentRange: 'total' })
  },
  { name: 'no Content-Range', ends: 'range-mismatch', behaviour: always({ contentRange: 'missing' }) },
  {
    name: 'a body shorter than its length, always',
    ends: 'body-truncated',
    behaviour: always({ ranges: 'ignored', truncateAt: 1000 })
  },
  {
    name: 'a body longer than its length',
    ends: 'body-overlong',
    behaviour: always({ ranges: 'ignored', extra: 5000 })
  },
  { name: '200 to one range', ends: 'done', behaviour: nthRequest(4, { ranges: 'ignored' }) },
  {
    name: '200 to every range',
    ends: 'done',
    behaviour: always({ ranges: 'ignored', bytesPerSecond: 8 * MiB })
  },
  {
    name: 'another file under the same name, mid-way',
    ends: 'source-changed',
    behaviour: (file) => ({
      on: ({ nth }) => {
        if (nth === 6) file().swap()
        return undefined
      }
    })
  },
  { name: 'weak ETags', ends: 'done', behaviour: always({ validators: 'weak-etag' }) },
  { name: 'no validators', ends: 'done', behaviour: always({ validators: 'none', bytesPerSecond: 8 * MiB }) },
  { name: '200 to If-Range with an ETag', ends: 'done', behaviour: always({ ifRange: 'always-whole' }) },
  {
    name: '429 above two connections',
    ends: 'done',
    behaviour: always({
      on: ({ connectionsOpen }) => (connectionsOpen > 2 ? { status: 429, keepAlive: false } : undefined)
    })
  },
  {
    name: '503 twice, then well',
    ends: 'done',
    behaviour: always({ on: firstRequests(2, { status: 503 }) })
  },
  {
    name: 'redirects to links that expire after half a second',
    ends: 'done',
    behaviour: () => expiringTargets({ ms: 500 })
  },
  {
    name: 'redirects to links good for two requests',
    ends: 'done',
    behaviour: () => expiringTargets({ requests: 2 })
  },
  { name: 'closes after each answer unannounced', ends: 'done', behaviour: always({ keepAlive: 'silent' }) },
  { name: 'garbage for a head', ends: 'response-invalid', behaviour: always({ head: 'garbage' }) },
  { name: 'an endless head', ends: 'head-too-large', behaviour: always({ head: 'endless' }) }
]

const rows: string[] = []
const row = (name: string, came: string, again: number | string, sent: number | string): void =>
  void rows.push(`| ${name} | ${came} | ${again} | ${sent} |`)

afterAll(async () => {
  console.log(
    `| fault | outcome | bytes asked for again | bytes sent beyond the file |\n|---|---|---:|---:|\n${rows.join('\n')}`
  )
  await removeFolders()
})

describe.concurrent('over loopback', () => {
  it.each(faults)('$name: $ends', { timeout: 60_000 }, async ({ name, behaviour, ends }) => {
    const origin = await startOrigin()
    const shoal = await startShoal({ patienceMs: 4_000 })
    try {
      const file: OriginFile = origin.file('/fault.bin', {
        size: SIZE,
        bytesPerSecond: RATE,
        ...behaviour(() => file)
      })
      const transfer = await shoal.get(file.url)
      const came = outcome(transfer)
      const beyond = came === 'done' ? Math.max(0, file.bytesSent() - SIZE) : ''
      row(name, came, transfer.retransmittedBytes, beyond)
      expect(came).toBe(ends)
      const names = (await readdir(shoal.downloads)).filter((each) => !each.endsWith('.part'))
      expect(names).toEqual(ends === 'done' ? ['fault.bin'] : [])
      if (ends === 'done')
        expect(await sha256File(path.join(shoal.downloads, 'fault.bin'))).toBe(file.sha256())
    } finally {
      await shoal.close()
      await origin.stop()
    }
  })
})

const farFaults: readonly { readonly name: string; readonly rules: readonly Rule[] }[] = [
  { name: 'stalls one connection', rules: [{ nth: 4, behaviour: { stallAt: 50_000 } }] },
  { name: 'one connection at 5 %', rules: [{ connection: 3, behaviour: { bytesPerSecond: 40_000 } }] },
  { name: 'resets every fourth answer', rules: [{ every: 4, behaviour: { resetAt: 70_000 } }] },
  { name: 'ends every fourth answer early', rules: [{ every: 4, behaviour: { truncateAt: 70_000 } }] },
  {
    name: '503 to the first two requests',
    rules: [1, 2].map((nth) => ({ nth, behaviour: { status: 503 } }))
  },
  { name: '200 to one range', rules: [{ nth: 4, behaviour: { ranges: 'ignored' } }] }
]
const farLinks = (['reno', 'cubic'] as const).flatMap((congestionControl) =>
  farFaults.map((fault) => ({ ...fault, congestionControl }))
)

describe.skipIf(noLinksBecause() !== null)('over 20 ms and 1 % loss', () => {
  it.each(farLinks)(
    '$name, $congestionControl: done',
    { timeout: 60_000 },
    async ({ name, rules, congestionControl }) => {
      const link = await makeLink({ rttMs: 20, bitsPerSecond: 50e6, lossFraction: 0.01, congestionControl })
      const origin = await startFarOrigin(link, { path: '/far.bin', behaviour: { size: 6 * MiB }, rules })
      try {
        const folder = await newFolder('far')
        const target = path.join(folder, 'far.bin')
        const cli = path.resolve(import.meta.dirname, '../../src-main/headless/bin/shoal.cjs')
        const get = ['get', origin.url, '-o', target, '--state-dir', path.join(folder, 'state'), '--json']
        const { retransmittedBytes } = await begin(link.inClient(process.execPath, cli, ...get)).done
        row(`${name}, over 20 ms and 1 % loss, ${congestionControl}`, 'done', retransmittedBytes ?? '', '')
        expect(await sha256File(target)).toBe(await origin.sha256())
      } finally {
        await origin.stop()
        await link.close()
      }
    }
  )
})
