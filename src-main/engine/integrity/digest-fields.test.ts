import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIGEST_BYTES } from '../../../src-shared/model/checksum.ts'
import { announcedDigest } from './digest-fields.ts'

const announced = (fields: Record<string, string>, status = 206) =>
  announcedDigest({ status, minorVersion: 1, fields: new Map(Object.entries(fields)) })
const digest = (name: string) => createHash(name).update('hello').digest()
const sha256 = digest('sha256')
const sha512 = digest('sha512')
const found = { algorithm: 'sha-256', hex: sha256.toString('hex') }
const base64 = sha256.toString('base64')

describe('a digest that a server announces', () => {
  it('is read from the example of RFC 9530 appendix B.1', () => {
    const field = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
    expect(announced({ 'repr-digest': field })).toEqual({
      algorithm: 'sha-256',
      hex: createHash('sha256').update('{"hello": "world"}\n').digest('hex')
    })
  })

  it('is the preferred of several; unknown algorithms are passed over', () => {
    const field = `sha-512=:${sha512.toString('base64')}:, crc32c=:AAAAAA==:,\tsha-256=:${base64}: , sha=:${digest('sha1').toString('base64')}:`
    expect(announced({ 'repr-digest': field })).toEqual(found)
    expect(announced({ 'repr-digest': `crc32c=:AAAAAA==:` })).toBeNull()
    expect(announced({ 'repr-digest': `sha-512=:${sha512.toString('base64')}:` })?.algorithm).toBe('sha-512')
  })

  it('in Content-Digest is that of the file only in a whole answer', () => {
    const fields = { 'content-digest': `sha-256=:${base64}:` }
    expect(announced(fields, 206)).toBeNull()
    expect(announced(fields, 200)).toEqual(found)
  })

  it('may come in the older Digest field', () => {
    expect(announced({ digest: `MD5=${digest('md5').toString('base64')}, SHA-256=${base64}` })).toEqual(found)
    expect(announced({ digest: `id-sha-256=${base64}` })).toBeNull()
    expect(announced({ digest: `SHA=${digest('sha1').toString('base64')}` })?.algorithm).toBe('sha-1')
  })

  it.each([
    '',
    '=',
    ',',
    `sha-256=${base64}`,
    `sha-256=:${base64}`,
    `sha-256=:${base64}:,`,
    `sha-256=:${base64}:;x`,
    `sha-256=:${base64}: junk`,
    `SHA-256=:${base64}:`,
    `sha-256=:${base64.slice(0, -2)}:`,
    `sha-256=:${base64.replace('=', '')}:`,
    `sha-256=:${sha512.toString('base64')}:`,
    `sha-256=?1`,
    `__proto__=:${base64}:`,
    `constructor=:${base64}:`,
    `sha-256=:${base64}:, a=:AA==:`.padEnd(5000)
  ])('counts as not said when it is not exactly one: %s', (field) => {
    expect(announced({ 'repr-digest': field })).toBeNull()
  })

  it('the last of two with one name counts (RFC 8941 section 3.2)', () => {
    const other = createHash('sha256').update('other').digest('base64')
    expect(announced({ 'repr-digest': `sha-256=:${other}:, sha-256=:${base64}:` })).toEqual(found)
  })

  it('never brings more than null or a digest of the right size, whatever is sent', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('sha-256', 'sha-512', 'SHA', 'md5', '=', ':', ',', ';', ' ', '\t', '==', 'AAAA', base64)
    )
    const field = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    const name = fc.constantFrom('repr-digest', 'content-digest', 'digest')
    fc.assert(
      fc.property(name, field, fc.constantFrom(200, 206), (key, value, status) => {
        const seen = announced({ [key]: value }, status)
        if (seen) expect(seen.hex).toMatch(new RegExp(`^[0-9a-f]{${DIGEST_BYTES[seen.algorithm] * 2}}$`))
      }),
      { numRuns: 20_000 }
    )
  })

  it('costs no time that grows faster than the field', () => {
    const began = performance.now()
    for (let i = 0; i < 100; i++)
      announced({ 'repr-digest': `a=:${'A'.repeat(4000)}`, digest: '='.repeat(4000) })
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('is read back from what it was written as', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(bytes, (value) => {
        const text = Buffer.from(value).toString('base64')
        const hex = Buffer.from(value).toString('hex')
        expect(announced({ 'repr-digest': `sha-256=:${text}:` })?.hex).toBe(hex)
        expect(announced({ digest: `sha-256=${text}` })?.hex).toBe(hex)
      })
    )
  })
})
