/**
 * The chunked transfer coding (RFC 9112 section 7.1), undone in place: payload bytes move to the front of the region
 * they came in, so the buffer needs no second copy. Strict about sizes, tolerant about extensions, which it ignores.
 */
import { fail } from '../../../src-shared/errors/problem.ts'

/** A chunk-size line with extensions, or a trailer line, longer than this is an attack. */
const LINE_LIMIT_BYTES = 16 * 1024

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done'

export class ChunkedDecoder {
  readonly #host: string
  #state: State = 'size'
  #line = ''
  #chunkLeft = 0
  #trailerBytes = 0

  constructor(host: string) {
    this.#host = host
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  /**
   * Decodes `bytes[from, to)`. Payload ends up at `bytes[from, result.payloadEnd)`; bytes from `result.consumed` on lie
   * behind the body's end. Throws ShoalError `response-invalid`.
   */
  decode(bytes: Buffer, from: number, to: number): { payloadEnd: number; consumed: number } {
    let out = from
    let at = from
    while (at < to && this.#state !== 'done') {
      if (this.#state === 'data') {
        const take = Math.min(this.#chunkLeft, to - at)
        if (out !== at) bytes.copyWithin(out, at, at + take)
        out += take
        at += take
        this.#chunkLeft -= take
        if (this.#chunkLeft === 0) this.#state = 'data-end'
        continue
      }
      const lineFeed = bytes.indexOf(0x0a, at)
      const end = lineFeed === -1 || lineFeed >= to ? to : lineFeed + 1
      this.#line += bytes.toString('latin1', at, end)
      at = end
      if (this.#line.length > LINE_LIMIT_BYTES) throw this.#invalid('a chunk header is too long')
      if (this.#line.endsWith('\n')) this.#takeLine()
    }
    return { payloadEnd: out, consumed: at }
  }

  #takeLine(): void {
    const line = this.#line.replace(/\r?\n$/, '')
    this.#line = ''
    switch (this.#state) {
      case 'size': {
        const size = /^([0-9a-fA-F]{1,13})[ \t]*(?:;.*)?$/.exec(line)
        if (!size?.[1]) throw this.#invalid('a chunk size makes no sense')
        this.#chunkLeft = Number.parseInt(size[1], 16)
        this.#state = this.#chunkLeft === 0 ? 'trailer' : 'data'
        return
      }
      case 'data-end':
        if (line !== '') throw this.#invalid('a chunk is longer than its size')
        this.#state = 'size'
        return
      default:
        this.#trailerBytes += line.length + 1
        if (this.#trailerBytes > LINE_LIMIT_BYTES) throw this.#invalid('the trailer is too long')
        if (line === '') this.#state = 'done'
    }
  }

  #invalid(reason: string) {
    return fail('response-invalid', { host: this.#host, reason })
  }
}
