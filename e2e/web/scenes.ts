/**
 * What the double engine shows: one named list of transfers for each state worth looking at or testing. Nothing
 * here is ever part of the product.
 */
import { problem } from '../../src-shared/errors/problem.ts'
import type { Transfer, TransferState } from '../../src-shared/model/transfer.ts'

const GB = 1_000_000_000
const MB = 1_000_000

let serial = 0

export function transfer(
  uri: string,
  length: number | null,
  received: number,
  state: TransferState,
  more: Partial<Transfer> = {}
): Transfer {
  const host = new URL(uri).host
  return {
    id: `t${++serial}`,
    uri,
    name: decodeURIComponent(uri.split('/').at(-1) ?? 'file'),
    directory: '/home/ada/Downloads',
    length,
    receivedBytes: received,
    state,
    connections: 8,
    limitBytesPerSecond: null,
    priority: 'normal',
    notices: [],
    addedAtMs: Date.now() - serial * 60_000,
    activeSeconds: 134,
    refetchedBytes: 0,
    retransmittedBytes: 0,
    sources: [{ id: host, kind: 'origin', bytes: received, connections: 8 }],
    verification: { kind: 'unproven' },
    ...more
  }
}

const receiving: TransferState = { kind: 'running', phase: 'receiving' }
const done = (path: string): TransferState => ({ kind: 'done', path, finishedAtMs: Date.now() })

const ubuntu = (): Transfer =>
  transfer('https://releases.ubuntu.com/26.04/ubuntu-26.04-desktop-amd64.iso', 6.1 * GB, 2.4 * GB, receiving)
const blender = (): Transfer =>
  transfer(
    'https://download.blender.org/release/blender-5.2.0-linux-x64.tar.xz',
    412 * MB,
    288 * MB,
    receiving
  )
const planet = (): Transfer =>
  transfer('https://planet.openstreetmap.org/pbf/planet-latest.osm.pbf', 84.3 * GB, 3.1 * GB, receiving)
const failed = (): Transfer =>
  transfer('https://files.example.org/reports/2026/annual-report.pdf', null, 0, {
    kind: 'failed',
    problem: problem('http-not-found', { host: 'files.example.org' })
  })
const changed = (): Transfer =>
  transfer('https://cdn.example.net/builds/nightly.tar.zst', 900 * MB, 417 * MB, {
    kind: 'failed',
    problem: problem('source-changed', { host: 'cdn.example.net', reason: 'its ETag is another one' })
  })
const expired = (): Transfer =>
  transfer('https://downloads.example.com/signed/holiday-film.mkv', 12 * GB, 7.4 * GB, {
    kind: 'failed',
    problem: problem('http-forbidden', { host: 'downloads.example.com' })
  })
const retrying = (): Transfer =>
  transfer('https://mirror.example.edu/datasets/galaxies-v3.fits', 12 * GB, 5.5 * GB, {
    kind: 'retrying',
    attempt: 2,
    untilMs: Date.now() + 24_000,
    problem: problem('connection-lost', { host: 'mirror.example.edu', reason: 'reset by the server' })
  })
const paused = (): Transfer =>
  transfer(
    'https://dumps.wikimedia.org/enwiki/latest/enwiki-latest-pages-articles.xml.bz2',
    24.8 * GB,
    9.2 * GB,
    { kind: 'paused' }
  )
const queued = (place: number, name: string): Transfer =>
  transfer(`https://download.documentfoundation.org/${name}`, 214 * MB, place === 1 ? 31 * MB : 0, {
    kind: 'queued',
    place,
    reason: 'turn'
  })
const finished = (): readonly Transfer[] => [
  transfer(
    'https://cdn.kernel.org/pub/linux/kernel/v7.x/linux-7.4.tar.xz',
    151 * MB,
    151 * MB,
    done('/home/ada/Downloads/linux-7.4.tar.xz'),
    { activeSeconds: 9 }
  ),
  transfer('https://example.com/download?id=8812', 18_220, 18_220, done('/home/ada/Downloads/download'), {
    activeSeconds: 0.3,
    notices: [
      {
        code: 'html',
        message: 'This is a web page, perhaps a login page, and not the file its link promises.'
      }
    ]
  })
]
/** It has come in full. */
const ended = (one: Transfer, activeSeconds: number): Transfer => {
  const bytes = one.length ?? 0
  return {
    ...one,
    receivedBytes: bytes,
    state: done(`${one.directory}/${one.name}`),
    activeSeconds,
    sources: one.sources.map((source) => ({ ...source, bytes }))
  }
}
const unknownLength = (): Transfer =>
  transfer('https://api.example.org/export/everything.csv', null, 48 * MB, receiving, { connections: 1 })

export const scenes: Readonly<Record<string, () => readonly Transfer[]>> = {
  empty: () => [],
  running: () => [ubuntu(), blender(), planet()],
  failed: () => [ubuntu(), failed(), changed()],
  expired: () => [expired(), paused()],
  retrying: () => [retrying(), blender()],
  paused: () => [paused()],
  queued: () => [
    blender(),
    queued(1, 'LibreOffice_26.8_Linux_x86-64_deb.tar.gz'),
    queued(2, 'LibreOffice_26.8_Linux_x86-64_deb_helppack_en-GB.tar.gz'),
    { ...queued(3, 'sources.tar.xz'), state: { kind: 'queued', place: 3, reason: 'schedule' } }
  ],
  done: () => [...finished()],
  'all-done': () => [ended(ubuntu(), 58), ended(blender(), 6), ended(planet(), 905)],
  unknown: () => [
    unknownLength(),
    transfer('https://slow.example.org/archive.zip', null, 0, { kind: 'running', phase: 'resolving' })
  ],
  everything: () => [ubuntu(), unknownLength(), retrying(), paused(), failed(), ...finished()],
  long: () => [
    transfer(
      `https://very-long-host-name.subdomain.of.a.content-delivery-network.example.com/${'a-name-that-never-ends-'.repeat(9)}.tar.gz`,
      6.1 * GB,
      2.4 * GB,
      receiving
    ),
    transfer('https://example.org/%D7%A7%D7%95%D7%91%D7%A5%20%E6%96%87%E4%BB%B6.bin', 0, 0, {
      kind: 'running',
      phase: 'finishing'
    })
  ],
  thousands: () =>
    Array.from({ length: 5000 }, (_, index) =>
      transfer(
        `https://example.org/part-${index}.bin`,
        64 * MB,
        index * 12_000,
        index < 5 ? receiving : index % 7 === 0 ? done('/home/ada/Downloads/part') : { kind: 'paused' }
      )
    ),
  many: () =>
    Array.from({ length: 500 }, (_, index) =>
      transfer(
        `https://example.org/part-${index}.bin`,
        64 * MB,
        0,
        index < 8 ? receiving : { kind: 'paused' }
      )
    )
}
