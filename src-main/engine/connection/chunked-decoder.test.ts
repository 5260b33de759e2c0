import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'

function encode(chunks: readonly Uint8Array[], extension: string, trailer: string): Buffer {
  const parts = chunks
    .filter((chunk) => chunk.length > 0)
    .flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
      chunk,
      Buffer.from('\r\n')
    ])
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)])
}

/** Feeds the bytes in pieces, each at an odd place of a buffer, as reads do. */
function decode(bytes: Buffer, cuts: readonly number[]): { payload: Buffer; done: boolean; behind: number } {
  const decoder = new ChunkedDecoder('h')
  const payload: Buffer[] = []
  let behind = 0
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b
  )
  for (let i = 0; i + 1 < edges.length; i++) {
    const piece = Buffer.concat([Buffer.from('pad'), bytes.subarray(edges[i], edges[i + 1])])
    const { payloadEnd, consumed } = decoder.decode(piece, 3, piece.length)
    payload.push(Buffer.from(piece.subarray(3, payloadEnd)))
    behind += piece.length - consumed
  }
  return { payload: Buffer.concat(payload), done: decoder.done, behind }
}

describe('the chunked coding', () => {
  it('is undone however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
        fc.array(fc.nat(5000), { maxLength: 12 }),
        fc.constantFrom('', ';name=value', ' ', ' ;x'),
        fc.constantFrom('', 'Trailer: yes\r\n', 'A: b\r\nC: d\r\n'),
        (chunks, cuts, extension, trailer) => {
          const { payload, done, behind } = decode(encode(chunks, extension, trailer), cuts)
          expect(payload.equals(Buffer.concat(chunks))).toBe(true)
          expect([done, behind]).toEqual([true, 0])
        }
      )
    )
  })

  it('tells bytes behind the body apart', () => {
    expect(decode(Buffer.from('1\r\na\r\n0\r\n\r\nrest'), [])).toMatchObject({ done: true, behind: 4 })
  })

  it.each([
    'zz\r\n',
    '-1\r\n',
    '\r\n',
    '1\r\nab\r\n',
    '10000000000000\r\n',
    '1'.repeat(40_000),
    `1;${'x'.repeat(40_000)}`
  ])('refuses %.20j', (text) => expect(() => decode(Buffer.from(text), [])).toThrow(ShoalError))

  it('never throws anything but a ShoalError, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(300), { maxLength: 5 }),
        (noise, cuts) => {
          try {
            decode(Buffer.from(noise), cuts)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ShoalError)
          }
        }
      ),
      { numRuns: 1000 }
    )
  })
})
