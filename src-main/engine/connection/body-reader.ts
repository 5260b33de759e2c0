/**
 * Reads a body as its framing says: which of the bytes that arrived are payload, and whether the body ends with them.
 * It moves bytes only where the chunked coding left gaps.
 */
import type { BodyFraming } from './body-framing.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'

export interface Taken {
  /** Payload now stands at `bytes[from, from + payloadBytes)`. */
  readonly payloadBytes: number
  readonly ended: boolean
  /** Bytes behind the body's end: the server sent more than it announced. */
  readonly excessBytes: number
}

export class BodyReader {
  /** Bytes to come; null when only the chunks or the end of the connection will tell. */
  #left: number | null
  readonly #decoder: ChunkedDecoder | null

  constructor(framing: BodyFraming, host: string) {
    this.#left = framing.kind === 'length' ? framing.bytes : null
    this.#decoder = framing.kind === 'chunked' ? new ChunkedDecoder(host) : null
  }

  /** Bytes still missing; null when unknown. */
  get left(): number | null {
    return this.#left
  }

  get endsWithConnection(): boolean {
    return this.#left === null && this.#decoder === null
  }

  /** `count` bytes have arrived at `from`. Throws ShoalError `response-invalid` on chunks that make no sense. */
  take(bytes: Buffer, from: number, count: number): Taken {
    if (this.#decoder) {
      const { payloadEnd, consumed } = this.#decoder.decode(bytes, from, from + count)
      return {
        payloadBytes: payloadEnd - from,
        ended: this.#decoder.done,
        excessBytes: from + count - consumed
      }
    }
    if (this.#left === null) return { payloadBytes: count, ended: false, excessBytes: 0 }
    const payloadBytes = Math.min(count, this.#left)
    this.#left -= payloadBytes
    return { payloadBytes, ended: this.#left === 0, excessBytes: count - payloadBytes }
  }
}
