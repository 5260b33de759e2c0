import { describe, expect, it } from 'vitest'
import { mismatch, validatorOf } from './validator.ts'
import { parseContentRange } from './content-range.ts'
import { codingToUndo } from './content-coding.ts'

const head = (fields: Record<string, string>) => ({
  status: 206,
  minorVersion: 1 as const,
  fields: new Map(Object.entries(fields))
})

describe('a validator', () => {
  it('is a strong ETag, a date, both or nothing; a weak ETag proves nothing', () => {
    expect(validatorOf(head({ etag: '"a"' }))).toEqual({ etag: '"a"', lastModified: null })
    expect(validatorOf(head({ etag: 'W/"a"', 'last-modified': 'x' }))).toEqual({
      etag: null,
      lastModified: 'x'
    })
    expect(validatorOf(head({ etag: 'W/"a"' }))).toBeNull()
    expect(validatorOf(head({ etag: 'unquoted' }))).toBeNull()
  })

  it('lets bytes join only when it is proven that the file is the same', () => {
    const known = { validator: { etag: '"a"', lastModified: 'x' }, length: 10 }
    const seen = (etag: string | null, lastModified: string | null, length = 10) =>
      mismatch(known, { validator: (etag ?? lastModified) ? { etag, lastModified } : null, length })
    expect(seen('"a"', 'x')).toBeNull()
    expect(seen('"a"', 'another date is no matter')).toBeNull()
    expect(seen('"b"', 'x')).toContain('"b"')
    expect(seen(null, 'x')).toContain('gone')
    expect(seen(null, null)).toContain('gone')
    expect(seen('"a"', 'x', 11)).toContain('11')
  })

  it('compares dates where there was no strong ETag', () => {
    const known = { validator: { etag: null, lastModified: 'x' }, length: 10 }
    expect(mismatch(known, { validator: { etag: null, lastModified: 'x' }, length: 10 })).toBeNull()
    expect(mismatch(known, { validator: { etag: '"new"', lastModified: 'y' }, length: 10 })).toContain(
      'modified'
    )
    expect(mismatch(known, { validator: null, length: 10 })).toContain('gone')
  })
})

describe('a Content-Range', () => {
  it('is read, with unknown parts', () => {
    expect(parseContentRange('bytes 0-9/100')).toEqual({ range: { start: 0, end: 10 }, length: 100 })
    expect(parseContentRange('bytes 5-9/*')).toEqual({ range: { start: 5, end: 10 }, length: null })
    expect(parseContentRange('bytes */100')).toEqual({ range: null, length: 100 })
  })

  it.each([
    undefined,
    '',
    'bytes',
    'bytes 9-0/100',
    'bytes 0-100/100',
    'bytes */*',
    'items 0-9/100',
    'bytes 0-9',
    'bytes a-b/c',
    'bytes 0-9999999999999999/9999999999999999'
  ])('is refused: %s', (value) => expect(parseContentRange(value)).toBeNull())
})

describe('a content coding', () => {
  it('is undone, unless the name says that the file itself is compressed', () => {
    expect(codingToUndo('gzip', '/a.txt')).toBe('gzip')
    expect(codingToUndo('x-gzip', '/a.tar.gz')).toBeNull()
    expect(codingToUndo('identity', '/a')).toBeNull()
    expect(codingToUndo(undefined, '/a')).toBeNull()
    expect(codingToUndo('br', '/a')).toBe('br')
    expect(codingToUndo('zstd-ish', '/a')).toEqual({ unknown: 'zstd-ish' })
    expect(codingToUndo('gzip, br', '/a')).toEqual({ unknown: 'gzip, br' })
  })
})
