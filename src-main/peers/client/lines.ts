/** Lines of a stream that somebody else writes: complete ones only, none longer than it may be. */

/** Throws RangeError for a line over `limitBytes`, TypeError for bytes that are not UTF-8 or end within a line. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const newline = chunk.indexOf(LF, from)
      const part = chunk.subarray(from, newline < 0 ? chunk.length : newline)
      size += part.length
      if (size > limitBytes) throw new RangeError(`a line is longer than ${limitBytes} bytes`)
      parts.push(part)
      if (newline < 0) break
      const line = decoder.decode(Buffer.concat(parts))
      parts = []
      size = 0
      from = newline + 1
      yield line
    }
  }
  if (size > 0) throw new TypeError('it ended within a line')
}

const LF = 0x0a
