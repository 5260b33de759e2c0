import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { framingOf, keepsAlive } from './body-framing.ts'
import { endOfHead, mayBecomeHead, parseHead } from './response-head.ts'

const parse = (text: string) => {
  const bytes = Buffer.from(text, 'latin1')
  return parseHead(bytes, 0, bytes.length, 'example.org')
}

describe('the end of a head', () => {
  it('is found wherever the bytes were cut between reads', () => {
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody')
    const end = bytes.indexOf('body')
    for (let cut = 0; cut < bytes.length; cut++) {
      const early = endOfHead(bytes, 0, cut)
      expect(early === -1 ? endOfHead(bytes, 0, bytes.length, cut) : early).toBe(end)
    }
  })

  it('is found after bare line feeds too', () => {
    expect(endOfHead(Buffer.from('HTTP/1.1 200 OK\nA: b\n\nx'), 0, 23)).toBe(22)
  })
})

describe('a response head', () => {
  it('is parsed with lower-case names, joined repetitions and trimmed values', () => {
    const head = parse('HTTP/1.1 206 Partial Content\r\nETag: "a"\r\nVia:  x \r\nVIA: y\r\nEmpty:\r\n\r\n')
    expect(head.status).toBe(206)
    expect(Object.fromEntries(head.fields)).toEqual({ etag: '"a"', via: 'x, y', empty: '' })
  })

  it('may lack a reason phrase, and may fold lines', () => {
    const head = parse('HTTP/1.0 200\r\nA: b\r\n  c\r\n\r\n')
    expect([head.status, head.minorVersion, head.fields.get('a')]).toEqual([200, 0, 'b c'])
  })

  it.each([
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 99 no\r\n\r\n',
    'HTTP/1.1 2000 no\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nname : space before colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\n: nameless\r\n\r\n',
    'HTTP/1.1 200 OK\r\n folded first\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n'
  ])('is refused: %j', (text) => {
    expect(() => parse(text)).toThrow(ShoalError)
  })

  it('never throws anything but a ShoalError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, begins) => {
        const bytes = Buffer.concat([Buffer.from(begins ? 'HTTP/1.1 200 OK\r\n' : ''), noise])
        mayBecomeHead(bytes, 0, bytes.length)
        const end = endOfHead(bytes, 0, bytes.length)
        try {
          const head = parseHead(bytes, 0, end === -1 ? bytes.length : end, 'h')
          framingOf(head, 'h')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ShoalError)
        }
      }),
      { numRuns: 2000 }
    )
  })
})

describe('where a body ends', () => {
  const framing = (fields: string) => framingOf(parse(`HTTP/1.1 200 OK\r\n${fields}\r\n`), 'h')

  it('follows the length, the chunks or the end of the connection', () => {
    expect(framing('Content-Length: 42\r\n')).toEqual({ kind: 'length', bytes: 42 })
    expect(framing('Content-Length: 42\r\nContent-Length: 42\r\n')).toEqual({ kind: 'length', bytes: 42 })
    expect(framing('Transfer-Encoding: Chunked\r\nContent-Length: 42\r\n')).toEqual({ kind: 'chunked' })
    expect(framing('')).toEqual({ kind: 'close' })
  })

  it.each([
    'Content-Length: 42, 43',
    'Content-Length: -1',
    'Content-Length: 0x10',
    'Content-Length: 99999999999999999',
    'Content-Length:'
  ])('is refused to be guessed from "%s"', (field) =>
    expect(() => framing(`${field}\r\n`)).toThrow(ShoalError)
  )

  it('is unknown for a transfer coding Shoal lacks', () => {
    expect(() => framing('Transfer-Encoding: gzip, chunked\r\n')).toThrow('encoding')
  })

  it('leaves the connection open only when both sides agree', () => {
    const kept = (line: string, fields: string) => {
      const head = parse(`${line}\r\n${fields}\r\n`)
      return keepsAlive(head, framingOf(head, 'h'))
    }
    expect(kept('HTTP/1.1 200 OK', 'Content-Length: 1\r\n')).toBe(true)
    expect(kept('HTTP/1.1 200 OK', 'Content-Length: 1\r\nConnection: x, Close\r\n')).toBe(false)
    expect(kept('HTTP/1.0 200 OK', 'Content-Length: 1\r\n')).toBe(false)
    expect(kept('HTTP/1.0 200 OK', 'Content-Length: 1\r\nConnection: keep-alive\r\n')).toBe(true)
    expect(kept('HTTP/1.1 200 OK', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n')).toBe(false)
  })
})
