import Database from 'better-sqlite3'
import fc from 'fast-check'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problem } from '../../src-shared/errors/problem.ts'
import {
  DEFAULT_SETTINGS,
  PRIORITIES,
  WEEKDAYS,
  WHEN_DONE,
  type Settings
} from '../../src-shared/model/settings.ts'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import type { Checkpoint, TransferRecord } from '../engine/ports/journal-port.ts'
import { openJournal, type Journal } from './open-journal.ts'
import { aRecord } from './record.fixture.ts'

let stateDirectory: string
let journal: Journal
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'shoal-journal-'))
  journal = openJournal({ stateDirectory })
})
afterEach(() => {
  journal.close()
  rmSync(stateDirectory, { recursive: true })
})

const reopen = (): void => {
  journal.close()
  journal = openJournal({ stateDirectory })
}

const counters: Checkpoint = { activeSeconds: 0, refetchedBytes: 0, retransmittedBytes: 0, sources: [] }

const text = fc.string({ unit: 'binary', maxLength: 40 })
const bytes = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const sources = fc.array(
  fc.record({ id: text, kind: fc.constantFrom('origin', 'mirror', 'peer'), bytes, connections: fc.nat(64) }),
  { maxLength: 3 }
)
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0)
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  activeSeconds: seconds,
  refetchedBytes: bytes,
  retransmittedBytes: bytes,
  sources
})
const anyRecord: fc.Arbitrary<TransferRecord> = fc.record({
  id: fc.uuid(),
  uri: text,
  directory: text,
  filed: fc.boolean(),
  requestedName: fc.option(text),
  name: fc.option(text),
  connections: fc.integer({ min: 1, max: 64 }),
  caCertificate: fc.option(text),
  limitBytesPerSecond: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  priority: fc.constantFrom(...PRIORITIES),
  queuePosition: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  mirrors: fc.array(text, { maxLength: 3 }),
  described: fc.boolean(),
  anchor: fc.option(text),
  told: fc.option(fc.record({ name: text, length: fc.option(bytes) })),
  request: fc.oneof(
    fc.constant({}),
    fc.record({ headers: fc.array(fc.record({ name: text, value: text })), userAgent: text }),
    fc.record({ login: fc.record({ kind: fc.constant('password' as const), user: text, password: text }) })
  ),
  length: fc.option(bytes),
  validator: fc.option(fc.record({ etag: fc.option(text), lastModified: fc.option(text) })),
  verification: fc.oneof(
    fc.constant({ kind: 'unproven' as const }),
    fc.record({
      kind: fc.constantFrom('expected' as const, 'verified' as const, 'refuted' as const),
      digests: fc.array(
        fc.oneof(
          fc.record({ algorithm: fc.constant('md5' as const), hex: text, by: fc.constant('user' as const) }),
          fc.record({
            algorithm: fc.constant('sha-256' as const),
            hex: text,
            by: fc.constant('server' as const),
            host: text
          })
        ),
        { maxLength: 2 }
      )
    })
  ),
  state: fc.oneof(
    fc.constantFrom<TransferRecord['state']>({ kind: 'running' }, { kind: 'paused' }),
    fc.record({ kind: fc.constant('done' as const), path: text, finishedAtMs: bytes }),
    fc.record({
      kind: fc.constant('failed' as const),
      problem: text.map((uri) => problem('uri-invalid', { uri }))
    })
  ),
  notices: fc.array(fc.record({ code: text, message: text }), { maxLength: 2 }),
  sources,
  addedAtMs: bytes,
  activeSeconds: seconds,
  refetchedBytes: bytes,
  retransmittedBytes: bytes
})

/** Sorted ranges that do not touch, up to the largest file there can be. */
const ranges: fc.Arbitrary<readonly ByteRange[]> = fc
  .uniqueArray(bytes, { maxLength: 40 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .map((cuts) =>
    cuts.flatMap((start, index) =>
      index % 2 === 0 && cuts[index + 1] ? [{ start, end: cuts[index + 1] ?? 0 }] : []
    )
  )

test('a transfer comes back exactly as it was recorded, also after a restart', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (first, second) => {
      journal.insert(first)
      expect(journal.transfers()).toEqual([first])
      const changed = { ...second, id: first.id }
      journal.update(changed)
      reopen()
      expect(journal.transfers()).toEqual([changed])
      journal.remove(first.id)
    }),
    { numRuns: 40 }
  )
})

test('a checkpoint comes back exactly, replaces the one before, and changes nothing else', () => {
  const before = aRecord('a', { name: 'a.iso', length: 7, notices: [{ code: 'c', message: 'm' }] })
  journal.insert(before)
  journal.insert(aRecord('b'))
  journal.checkpoint('b', [{ start: 1, end: 2 }], counters)
  fc.assert(
    fc.property(ranges, checkpoint, (durable, counted) => {
      journal.checkpoint('a', durable, counted)
      expect(journal.durable('a')).toEqual(durable)
      expect(journal.transfers()[0]).toEqual({ ...before, ...counted })
    }),
    { numRuns: 60 }
  )
  const last = journal.durable('a')
  journal.update(aRecord('a', { state: { kind: 'paused' } }))
  reopen()
  expect(journal.durable('a')).toEqual(last)
  expect(journal.durable('b')).toEqual([{ start: 1, end: 2 }])
})

test('a checkpoint with a range that is none changes nothing at all', () => {
  journal.insert(aRecord('a'))
  journal.checkpoint('a', [{ start: 0, end: 10 }], { ...counters, refetchedBytes: 1 })
  const empty = [
    { start: 0, end: 20 },
    { start: 30, end: 30 }
  ]
  expect(() => journal.checkpoint('a', empty, { ...counters, refetchedBytes: 2 })).toThrow('CHECK')
  expect(journal.durable('a')).toEqual([{ start: 0, end: 10 }])
  expect(journal.transfers()[0]?.refetchedBytes).toBe(1)
})

const anySettings: fc.Arbitrary<Settings> = fc.record({
  limitBytesPerSecond: fc.option(fc.integer({ min: 1024 })),
  mostActive: fc.integer({ min: 1, max: 100 }),
  hours: fc.array(
    fc.record({
      days: fc.subarray([...WEEKDAYS]),
      fromMinute: fc.nat(1439),
      toMinute: fc.nat(1439),
      rule: fc.oneof(
        fc.record({ kind: fc.constantFrom('unlimited' as const, 'paused' as const) }),
        fc.record({ kind: fc.constant('limited' as const), bytesPerSecond: fc.integer({ min: 1024 }) })
      )
    })
  ),
  downloadDirectory: fc.option(fc.string({ maxLength: 20 }).map((name) => `/${name.replaceAll('\0', '')}`)),
  categories: fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^own-[a-z0-9]{1,8}$/),
      name: fc.stringMatching(/^[A-Za-zäöüل]{1,20}$/),
      extensions: fc.array(fc.stringMatching(/^[a-z0-9]{1,5}$/), { maxLength: 4 }),
      directory: fc.constantFrom(null, '/films', 'C:\\Films')
    }),
    { maxLength: 4, selector: ({ id }) => id }
  ),
  connections: fc.integer({ min: 1, max: 64 }),
  proxy: fc.constantFrom(null, 'none', 'http://proxy:3128', 'socks5://[::1]:1080'),
  peerInterfaces: fc.constantFrom(null, ['eth0'], ['Ethernet 2', 'شبكة']),
  peerPort: fc.option(fc.integer({ min: 1024, max: 65_535 })),
  welcomed: fc.boolean(),
  notifyDone: fc.boolean(),
  notifyFailed: fc.boolean(),
  notifyNeedsYou: fc.boolean(),
  notifyPairing: fc.boolean(),
  notifyHelping: fc.boolean(),
  notifySound: fc.boolean(),
  closeToTray: fc.boolean(),
  readBack: fc.boolean(),
  whenDone: fc.constantFrom(...WHEN_DONE),
  patienceHours: fc.option(fc.integer({ min: 1, max: 720 })),
  userAgent: fc.constantFrom(null, 'Mozilla/5.0 (X11)')
})

test('what is done together is kept as a whole or not at all', () => {
  journal.together(() => {
    journal.insert(aRecord('a'))
    journal.log('a', { atMs: 1, kind: 'added', detail: {} })
  })
  expect(() =>
    journal.together(() => {
      journal.insert(aRecord('b'))
      journal.log('b', { atMs: 1, kind: 'added', detail: {} })
      journal.insert(aRecord('a'))
    })
  ).toThrow()
  expect(journal.transfers().map(({ id }) => id)).toEqual(['a'])
  expect(journal.events('a')).toHaveLength(1)
  reopen()
  expect(journal.transfers().map(({ id }) => id)).toEqual(['a'])
})

test('settings are the defaults until they are set, and come back as they were set', () => {
  expect(journal.settings()).toEqual(DEFAULT_SETTINGS)
  fc.assert(
    fc.property(anySettings, (settings) => {
      journal.saveSettings(settings)
      expect(journal.settings()).toEqual(settings)
    })
  )
  const last = journal.settings()
  reopen()
  expect(journal.settings()).toEqual(last)
})

test('a setting that only another version knows is neither heard nor lost', () => {
  journal.close()
  const path = join(stateDirectory, 'journal.sqlite')
  const insert = new Database(path)
  insert.exec(`INSERT INTO settings VALUES ('colour', '"red"')`)
  insert.close()
  journal = openJournal({ stateDirectory })
  expect(journal.settings()).toEqual(DEFAULT_SETTINGS)
  journal.saveSettings({ ...DEFAULT_SETTINGS, mostActive: 2 })
  const look = new Database(path, { readonly: true })
  expect(look.prepare(`SELECT value FROM settings WHERE name = 'colour'`).pluck().get()).toBe('"red"')
  look.close()
})

test('a spoilt setting counts as never set, and takes no other with it', () => {
  journal.saveSettings({ ...DEFAULT_SETTINGS, mostActive: 2, connections: 3, proxy: 'none' })
  journal.close()
  const spoil = new Database(join(stateDirectory, 'journal.sqlite'))
  spoil.exec(`UPDATE settings SET value = '"many"' WHERE name = 'connections'`)
  spoil.exec(`UPDATE settings SET value = '{' WHERE name = 'proxy'`)
  spoil.close()
  journal = openJournal({ stateDirectory })
  expect(journal.settings()).toEqual({ ...DEFAULT_SETTINGS, mostActive: 2 })
})

test('transfers come oldest first, and in the order added within one millisecond', () => {
  for (const [id, addedAtMs] of [
    ['z', 5],
    ['m', 1],
    ['a', 5],
    ['b', 3]
  ] as const)
    journal.insert(aRecord(id, { addedAtMs }))
  expect(journal.transfers().map(({ id }) => id)).toEqual(['m', 'b', 'z', 'a'])
})

test('digests of pieces come back exactly, whatever else of the transfer changes', () => {
  journal.insert(aRecord('a'))
  journal.insert(aRecord('b'))
  expect(journal.pieces('a')).toBeNull()
  const pieces = { algorithm: 'sha-1', pieceBytes: 2 ** 18, digests: Buffer.alloc(40, 7) } as const
  journal.setPieces('a', pieces)
  journal.setPieces('b', pieces)
  journal.update(aRecord('a', { name: 'a.iso' }))
  reopen()
  expect(journal.pieces('a')).toEqual(pieces)
  journal.setPieces('a', { ...pieces, algorithm: 'sha-256' })
  expect(journal.pieces('a')?.algorithm).toBe('sha-256')
  journal.setPieces('a', null)
  expect(journal.pieces('a')).toBeNull()
  journal.remove('b')
  journal.insert(aRecord('b'))
  expect(journal.pieces('b')).toBeNull()
})

test('removing forgets ranges, log and claim with the transfer', () => {
  journal.insert(aRecord('a'))
  journal.checkpoint('a', [{ start: 0, end: 1 }], counters)
  journal.log('a', { atMs: 1, kind: 'added', detail: {} })
  journal.claim('a')
  journal.remove('a')
  journal.insert(aRecord('a'))
  expect(journal.durable('a')).toEqual([])
  expect(journal.events('a')).toEqual([])
})

test('a transfer that is not there is named, whoever removed it', () => {
  expect(() => journal.update(aRecord('gone'))).toThrow(expect.objectContaining({ code: 'transfer-unknown' }))
  expect(() => journal.checkpoint('gone', [{ start: 0, end: 1 }], counters)).toThrow(
    expect.objectContaining({ code: 'transfer-unknown' })
  )
  journal.log('gone', { atMs: 1, kind: 'late', detail: {} })
  expect(journal.events('gone')).toEqual([])
  journal.remove('gone')
  journal.release('gone')
})

describe('the log', () => {
  test('keeps order and detail', () => {
    journal.insert(aRecord('a'))
    const lines = [
      { atMs: 2.5, kind: 'redirected', detail: { to: 'x', count: 1, final: true, why: null } },
      { atMs: 1, kind: 'retried', detail: {} }
    ]
    for (const line of lines) journal.log('a', line)
    reopen()
    expect(journal.events('a')).toEqual(lines)
  })

  test('keeps the newest 2,000 lines of each transfer', () => {
    journal.insert(aRecord('a'))
    journal.insert(aRecord('b'))
    journal.log('b', { atMs: 0, kind: 'quiet', detail: {} })
    for (let index = 0; index < 2_100; index++)
      journal.log('a', { atMs: index, kind: 'noisy', detail: { index } })
    const kept = journal.events('a')
    expect(kept).toHaveLength(2_000)
    expect(kept[0]?.atMs).toBe(100)
    expect(kept.at(-1)?.atMs).toBe(2_099)
    expect(journal.events('b')).toHaveLength(1)
  })
})

test('the journal is its owner’s alone, and a clean stop leaves one file', () => {
  rmSync(stateDirectory, { recursive: true })
  reopenElsewhere()
  if (process.platform !== 'win32') expect(statSync(stateDirectory).mode & 0o777).toBe(0o700)
  journal.insert(aRecord('a'))
  if (process.platform !== 'win32') {
    const files = readdirSync(stateDirectory)
    expect(files.length).toBeGreaterThan(1)
    for (const file of files)
      expect([file, statSync(join(stateDirectory, file)).mode & 0o777]).toEqual([file, 0o600])
  }
  journal.close()
  expect(readdirSync(stateDirectory)).toEqual(['journal.sqlite'])
  journal = openJournal({ stateDirectory })
})

test.skipIf(process.platform === 'win32')(
  'an earlier journal that others could read is closed to them',
  () => {
    journal.close()
    chmodSync(join(stateDirectory, 'journal.sqlite'), 0o644)
    journal = openJournal({ stateDirectory })
    expect(statSync(join(stateDirectory, 'journal.sqlite')).mode & 0o777).toBe(0o600)
  }
)

function reopenElsewhere(): void {
  journal.close()
  stateDirectory = join(mkdtempSync(join(tmpdir(), 'shoal-journal-')), 'state', 'shoal')
  journal = openJournal({ stateDirectory })
}
