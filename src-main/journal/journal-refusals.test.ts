import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { migrations } from './migrations/all.ts'
import { openJournal } from './open-journal.ts'
import { aRecord } from './record.fixture.ts'

let stateDirectory: string
let path: string
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'shoal-refusals-'))
  path = join(stateDirectory, 'journal.sqlite')
})
afterEach(() => {
  chmodSync(stateDirectory, 0o700)
  rmSync(stateDirectory, { recursive: true })
})

/** What opening is refused with; fails when it is not. */
function refusal(): ShoalError {
  try {
    openJournal({ stateDirectory }).close()
  } catch (thrown) {
    if (thrown instanceof ShoalError) return thrown
    throw thrown
  }
  throw new Error('the journal was opened')
}

function untouched(check: () => void): void {
  const before = readFileSync(path)
  check()
  expect(readFileSync(path).equals(before)).toBe(true)
}

/** A name this long fills pages soon. */
const LONG_NAME = 'n'.repeat(1_000)

/** As it stands in a script. */
const urlOf = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)

const inChild = (body: string): void => {
  const script = `import { openJournal } from ${urlOf('open-journal.ts')}
    import { aRecord } from ${urlOf('record.fixture.ts')}
    const stateDirectory = ${JSON.stringify(stateDirectory)}
    ${body}`
  const { stderr, signal, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8'
  })
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr)
}

const FILL =
  "const journal = openJournal({ stateDirectory }); for (let i = 0; i < 300; i++) journal.insert(aRecord('t' + i, { name: 'n'.repeat(200) })); journal.close()"
const DIE = "openJournal({ stateDirectory }); process.kill(process.pid, 'SIGKILL')"

/** Overwrites what lies after the roots of all tables: everything needed to open the journal is still sound. */
function damage(): void {
  const bytes = readFileSync(path)
  expect(bytes.length).toBeGreaterThan(10 * 4096)
  bytes.fill(0xff, 8 * 4096, bytes.length)
  writeFileSync(path, bytes)
}

describe('a journal from a newer Shoal', () => {
  const newer = migrations.length + 41

  test('is named with both versions and left untouched', () => {
    openJournal({ stateDirectory }).close()
    const db = new Database(path)
    db.pragma(`user_version = ${newer}`)
    db.close()
    untouched(() => {
      const { code, message } = refusal()
      expect(code).toBe('journal-newer')
      expect(message).toContain(path)
      expect(message).toContain(`version ${newer}`)
      expect(message).toContain(`knows ${migrations.length}`)
    })
  })

  test('is recognised by its write-ahead log alone, after a crash, and log and file are left untouched', () => {
    inChild(`const { default: Database } = await import(${JSON.stringify(import.meta.resolve('better-sqlite3'))})
      openJournal({ stateDirectory }).close()
      const db = new Database(${JSON.stringify(path)})
      db.pragma('user_version = ${newer}')
      process.kill(process.pid, 'SIGKILL')`)
    const log = readFileSync(`${path}-wal`)
    expect(log.length).toBeGreaterThan(0)
    expect(readFileSync(path).readUInt32BE(60)).toBe(migrations.length)
    untouched(() => expect(refusal().code).toBe('journal-newer'))
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true)
  })
})

describe('a damaged journal', () => {
  test('that is no database at all is left untouched', () => {
    writeFileSync(path, 'this is not a database, and long enough to be read as one. '.repeat(100))
    untouched(() => expect(refusal()).toMatchObject({ code: 'journal-corrupt' }))
  })

  test('that was cut short is left untouched', () => {
    inChild(FILL)
    inChild(DIE)
    writeFileSync(path, readFileSync(path).subarray(0, 3 * 4096))
    untouched(() => expect(refusal().code).toBe('journal-corrupt'))
  })

  test('is noticed after an unclean stop and left untouched', () => {
    inChild(FILL)
    inChild(DIE)
    damage()
    untouched(() => {
      const { code, message } = refusal()
      expect(code).toBe('journal-corrupt')
      expect(message).toContain(path)
    })
  })

  test('is noticed when it is read after a clean stop', () => {
    inChild(FILL)
    damage()
    expect(() => openJournal({ stateDirectory }).transfers()).toThrow(
      expect.objectContaining({ code: 'journal-corrupt' })
    )
  })

  test('is not looked for when all is well: an unclean stop alone loses nothing', () => {
    inChild(FILL)
    inChild(DIE)
    const journal = openJournal({ stateDirectory })
    expect(journal.transfers()).toHaveLength(300)
    journal.close()
  })

  test('with a column that is no JSON says so', () => {
    inChild(FILL)
    const db = new Database(path)
    db.exec("UPDATE transfers SET notices = '[' WHERE id = 't7'")
    db.close()
    const journal = openJournal({ stateDirectory })
    expect(() => journal.transfers()).toThrow(expect.objectContaining({ code: 'journal-corrupt' }))
    journal.close()
  })

  test('that belongs to another program is left untouched', () => {
    const db = new Database(path)
    db.exec('CREATE TABLE bookmarks (title TEXT)')
    db.close()
    untouched(() => {
      expect(refusal()).toMatchObject({
        code: 'journal-corrupt',
        message: expect.stringContaining('another program') as string
      })
    })
  })
})

test('an empty file, as a crash at the very first start leaves it, is a new journal', () => {
  writeFileSync(path, '')
  const journal = openJournal({ stateDirectory })
  expect(journal.transfers()).toEqual([])
  journal.close()
})

describe('a place that cannot be written', () => {
  test('a folder without permission: the system’s reason is told', () => {
    openJournal({ stateDirectory }).close() // loads the binary, too, before rights are given up
    asUnprivileged(
      () => {
        chmodSync(stateDirectory, 0o500)
      },
      () => {
        expect(refusal()).toMatchObject({
          code: 'journal-unwritable',
          message: `The journal cannot be written in ${stateDirectory} (permission denied (EACCES)).`
        })
      }
    )
  })

  test('a journal file without permission', () => {
    openJournal({ stateDirectory }).close()
    asUnprivileged(
      () => {
        chmodSync(stateDirectory, 0o777)
        chmodSync(path, 0o444)
      },
      () => {
        expect(refusal()).toMatchObject({
          code: 'journal-unwritable',
          message: expect.stringContaining('EACCES') as string
        })
      }
    )
  })

  test('a folder that is a file', () => {
    const file = join(stateDirectory, 'file')
    writeFileSync(file, '')
    stateDirectory = file
    try {
      expect(refusal().code).toBe('journal-unwritable')
    } finally {
      stateDirectory = join(file, '..')
    }
  })

  test.runIf(canMount())('a read-only file system', () => {
    const mounted = join(stateDirectory, 'mounted')
    mkdirSync(mounted)
    mount(mounted, 'size=8m')
    try {
      openJournal({ stateDirectory: mounted }).close()
      mount(mounted, 'remount,ro')
      expect(() => openJournal({ stateDirectory: mounted })).toThrow(
        `The journal cannot be written in ${mounted} (read-only file system (EROFS)).`
      )
      expect(() => openJournal({ stateDirectory: join(mounted, 'sub') })).toThrow(
        'read-only file system (EROFS)'
      )
    } finally {
      unmount(mounted)
    }
  })

  test.runIf(canMount())('a disk that is full: the journal says so and keeps what it had', () => {
    const mounted = join(stateDirectory, 'mounted')
    mkdirSync(mounted)
    mount(mounted, 'size=512k')
    try {
      const journal = openJournal({ stateDirectory: mounted })
      const record = aRecord('first', { name: LONG_NAME })
      journal.insert(record)
      expect(() => {
        for (let index = 0; index < 10_000; index++) journal.insert(aRecord(`t${index}`, { name: LONG_NAME }))
      }).toThrow(expect.objectContaining({ code: 'journal-unwritable' }))
      expect(journal.transfers()[0]).toEqual(record)
    } finally {
      unmount(mounted)
    }
  })
})

/** Modes do not bind root: run as root, the check runs with the rights of nobody. */
function asUnprivileged(prepare: () => void, check: () => void): void {
  prepare()
  const { geteuid, seteuid } = process
  if (!geteuid || !seteuid || geteuid() !== 0) return check()
  seteuid(65_534)
  try {
    check()
  } finally {
    seteuid(0)
  }
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return false
  const probe = mkdtempSync(join(tmpdir(), 'shoal-mount-'))
  const works = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', probe]).status === 0
  if (works) unmount(probe)
  rmSync(probe, { recursive: true })
  return works
}

function mount(folder: string, options: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder], {
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(stderr)
}

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder])
}
