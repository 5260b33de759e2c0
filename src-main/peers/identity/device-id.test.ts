/** Ids against the vectors that Syncthing publishes with its own code (lib/protocol/deviceid_test.go, luhn_test.go). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCharacter, digestOfId, formatId, parseId, shortId } from './device-id.ts'

const formatted = 'P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2'

describe('reading an id', () => {
  it.each([
    'P56IOI-7MZJNU-2IQGDR-EYDM2M-GTMGL3-BXNPQ6-W5BTBB-Z4TJXZ-WICQ',
    'P56IOI-7MZJNU2Y-IQGDR-EYDM2M-GTI-MGL3-BXNPQ6-W5BM-TBB-Z4TJ-XZWICQ2',
    'P56IOI7 MZJNU2I QGDREYD M2MGTMGL 3BXNPQ6W 5BTB BZ4T JXZWICQ',
    'P56IOI7 MZJNU2Y IQGDREY DM2MGTI MGL3BXN PQ6W5BM TBBZ4TJ XZWICQ2',
    'P56IOI7MZJNU2IQGDREYDM2MGTMGL3BXNPQ6W5BTBBZ4TJXZWICQ',
    'p56ioi7mzjnu2iqgdreydm2mgtmgl3bxnpq6w5btbbz4tjxzwicq',
    'P56IOI7MZJNU2YIQGDREYDM2MGTIMGL3BXNPQ6W5BMTBBZ4TJXZWICQ2',
    'P561017MZJNU2YIQGDREYDM2MGTIMGL3BXNPQ6W5BMT88Z4TJXZWICQ2',
    'p56ioi7mzjnu2yiqgdreydm2mgtimgl3bxnpq6w5bmtbbz4tjxzwicq2',
    'p561017mzjnu2yiqgdreydm2mgtimgl3bxnpq6w5bmt88z4tjxzwicq2'
  ])('understands %s', (typed) => {
    expect(parseId(typed)).toBe(formatted)
  })

  it.each([
    '',
    'a',
    'P56IOI7MZJNU2IQGDREYDM2MGTMGL3BXNPQ6W5BTBBZ4TJXZWICQCCCC',
    'p56ioi7mzjnu2iqgdreydm2mgtmgl3bxnpq6w5btbbz4tjxzwicqCCCC',
    '9'.repeat(52),
    'Ä'.repeat(52),
    ' '.repeat(100_000) + formatted
  ])('refuses %s', (typed) => {
    expect(parseId(typed)).toBeNull()
  })

  it('finds any single character that was mistyped', () => {
    for (let at = 0; at < formatted.length; at++) {
      if (formatted.charAt(at) === '-') continue
      const other = formatted.charAt(at) === 'A' ? 'C' : 'A'
      expect(parseId(formatted.slice(0, at) + other + formatted.slice(at + 1))).toBeNull()
    }
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => parseId(text) !== undefined)
    )
  })
})

describe('writing an id', () => {
  it('is the inverse of reading', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
        const id = formatId(digest)
        expect(id).toMatch(/^[A-Z2-7]{7}(-[A-Z2-7]{7}){7}$/)
        expect(parseId(id)).toBe(id)
        expect(digestOfId(id)).toEqual(digest)
      })
    )
  })

  it('gives what stands for the same bytes the same form', () => {
    // The last character carries four bits that say nothing.
    expect(parseId('p56ioi7mzjnu2iqgdreydm2mgtmgl3bxnpq6w5btbbz4tjxzwicr')).toBe(formatted)
  })

  it('has a first group for people', () => {
    expect(shortId(formatted)).toBe('P56IOI7')
  })
})

describe('check characters', () => {
  it.each([
    ['abcdef', 'abcdef', 'e'],
    ['0123456789', '7992739871', '3']
  ])('over %s: %s has %s', (alphabet, text, check) => {
    expect(checkCharacter(text, alphabet)).toBe(check)
  })

  it('of what is not in the alphabet is none', () => {
    expect(checkCharacter('7992739871', 'ABC')).toBeNull()
  })
})
