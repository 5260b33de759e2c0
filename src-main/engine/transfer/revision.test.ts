import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TransferRecord } from '../ports/journal-port.ts'
import { described, revised, revisedOnTheWay, unrevised, type Revision } from './revision.ts'
import { unkeptRecord } from './unkept-record.ts'

const sha256 = (digit: string) => ({ algorithm: 'sha-256', hex: digit.repeat(64) }) as const
const record: TransferRecord = {
  ...unkeptRecord('one', new URL('https://files.example/file.bin'), 0),
  connections: 4,
  mirrors: ['https://mirror.example/file.bin'],
  request: { login: { kind: 'password', user: 'somebody', password: 'secret' } },
  limitBytesPerSecond: 1000,
  validator: { etag: '"one"', lastModified: null }
}
const revision: Revision = {
  connections: 8,
  caCertificate: 'authority.pem',
  mirrors: [],
  request: { referer: 'https://elsewhere.example/' },
  checksum: sha256('a'),
  limitBytesPerSecond: null
}
const digestsOf = ({ verification }: TransferRecord) =>
  verification.kind === 'expected' ? verification.digests : []

describe('a revision', () => {
  it('changes what the next run does; what is sent changes as a whole', () => {
    expect(revised(record, revision)).toEqual({
      ...record,
      connections: 8,
      caCertificate: path.resolve('authority.pem'),
      mirrors: [],
      request: { referer: 'https://elsewhere.example/' },
      verification: { kind: 'expected', digests: [{ ...sha256('a'), by: 'user' }] },
      limitBytesPerSecond: null
    })
  })

  it('leaves what it does not speak of', () => {
    expect(revised(record, {})).toEqual(record)
    expect(revisedOnTheWay(record, {})).toEqual(record)
  })

  it('is heeded on the way for checksum and limit alone', () => {
    const { verification } = revised(record, revision)
    expect(revisedOnTheWay(record, revision)).toEqual({ ...record, verification, limitBytesPerSecond: null })
  })

  it('taken back leaves what a run has found out meanwhile', () => {
    const after = { ...revised(record, revision), length: 5000, activeSeconds: 2 }
    expect(unrevised(after, record)).toEqual({ ...record, length: 5000, activeSeconds: 2 })
  })

  it('by a Metalink counts less than the word of the user, who goes on being believed', () => {
    const file = { name: 'told.bin', length: 7, digests: [sha256('b')], pieces: null, addresses: [] }
    const now = described(revised(record, revision), file)
    expect(now.told).toEqual({ name: 'told.bin', length: 7 })
    expect(digestsOf(now).map(({ by, hex }) => `${by} ${hex[0]}`)).toEqual(['user a', 'metalink b'])
    const again = described(now, { ...file, name: 'later.bin', digests: [sha256('c')] })
    expect(again.told?.name).toBe('later.bin')
    expect(digestsOf(again).map(({ by, hex }) => `${by} ${hex[0]}`)).toEqual(['user a', 'metalink c'])
  })
})
