import { describe, expect, it } from 'vitest'
import type { Checksum, Verification } from '../../../src-shared/model/checksum.ts'
import {
  digestsOf,
  expectedAnew,
  expectedByMetalink,
  expectedByServer,
  expectedByUser,
  judge,
  UNPROVEN
} from './verification.ts'

const sha = (digit: string): Checksum => ({ algorithm: 'sha-256', hex: digit.repeat(64) })
const md5: Checksum = { algorithm: 'md5', hex: 'c'.repeat(32) }

describe('what is expected of a file', () => {
  const both = expectedByServer(expectedByUser(UNPROVEN, sha('A')), md5, 'host')

  it('names who said so, the user first', () => {
    expect(digestsOf(both)).toEqual([
      { ...sha('a'), by: 'user' },
      { ...md5, by: 'server', host: 'host' }
    ])
    expect(digestsOf(expectedByUser(expectedByServer(UNPROVEN, md5, 'host'), sha('a')))).toEqual(
      digestsOf(both)
    )
  })

  it('stays refuted when the same checksum is given again, and opens again with another', () => {
    const refuted: Verification = { kind: 'refuted', digests: digestsOf(both) }
    expect(expectedByUser(refuted, sha('a'))).toBe(refuted)
    expect(expectedByUser(refuted, sha('b')).kind).toBe('expected')
  })

  it("keeps a Metalink's word apart from the user's and the server's, and takes its newer one instead", () => {
    const all = expectedByMetalink(both, [sha('b'), md5])
    expect(digestsOf(all).map(({ by }) => by)).toEqual(['user', 'metalink', 'metalink', 'server'])
    expect(expectedByMetalink(all, [md5, sha('b')])).toBe(all)
    expect(digestsOf(expectedByMetalink(all, [sha('c')])).map(({ hex }) => hex[0])).toEqual(['a', 'c', 'c'])
    expect(digestsOf(expectedAnew(all)).map(({ by }) => by)).toEqual(['user', 'metalink', 'metalink'])
    expect(digestsOf(expectedByUser(all, sha('d'))).map(({ hex }) => hex[0])).toEqual(['d', 'b', 'c', 'c'])
  })

  it('of a file fetched anew is what the user said', () => {
    expect(digestsOf(expectedAnew(both))).toEqual([{ ...sha('a'), by: 'user' }])
    expect(expectedAnew(expectedByServer(UNPROVEN, md5, 'host'))).toEqual(UNPROVEN)
  })
})

describe('the verdict', () => {
  const user = { ...sha('a'), by: 'user' } as const
  const server = { ...md5, by: 'server', host: 'host' } as const
  const otherMd5: Checksum = { algorithm: 'md5', hex: 'd'.repeat(32) }

  it('is right when all of it fits', () => {
    expect(judge([user, server], [sha('a'), md5])).toEqual({
      kind: 'right',
      digests: [user, server],
      wrong: null
    })
  })
  it('is wrong when the user says otherwise, whatever the server says', () => {
    expect(judge([user, server], [sha('b'), md5])).toEqual({
      kind: 'wrong',
      expected: user,
      found: 'b'.repeat(64)
    })
  })
  it("is wrong by the server's digest alone", () => {
    expect(judge([server], [otherMd5])).toMatchObject({ kind: 'wrong', expected: server })
  })
  it("is right by the user's when only the server's does not fit, and says which", () => {
    expect(judge([user, server], [sha('a'), otherMd5])).toEqual({
      kind: 'right',
      digests: [user],
      wrong: server
    })
  })
  it("is wrong by a Metalink's digest, unless the user's fits; a Metalink's overrules the server's", () => {
    const metalink = { ...sha('a'), by: 'metalink' } as const
    expect(judge([metalink, server], [sha('b'), md5])).toMatchObject({ kind: 'wrong', expected: metalink })
    expect(judge([metalink, server], [sha('a'), otherMd5])).toMatchObject({ kind: 'right', wrong: server })
    expect(judge([{ ...md5, by: 'user' }, metalink], [sha('b'), md5])).toMatchObject({
      kind: 'right',
      wrong: metalink
    })
    expect(judge([{ ...md5, by: 'user' }, metalink], [sha('a'), otherMd5]).kind).toBe('wrong')
  })
  it('is never right by what was not computed', () => {
    expect(judge([user], []).kind).toBe('wrong')
  })
})
