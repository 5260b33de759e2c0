/**
 * Response heads as an attacker or a broken proxy might send them, millions of them: valid heads, cut, spliced,
 * repeated and sprinkled with the bytes that parsers trip over, given to everything that reads a head. It throws at the
 * first that crashes, hangs, or yields more than the bytes that were put in.
 */
import { framingOf, keepsAlive } from '../../src-main/engine/connection/body-framing.ts'
import {
  endOfHead,
  HEAD_LIMIT_BYTES,
  mayBecomeHead,
  parseHead
} from '../../src-main/engine/connection/response-head.ts'
import { ShoalError } from '../../src-shared/errors/problem.ts'

const HOST = 'example.org'
/** Far beyond what 64 KiB can take, even on a busy machine; a hang is longer. */
const LONGEST_MS = 1_000
/** Joining repeated fields adds at most ", " a line. */
const JOINT_BYTES = 2
/** One input in so many is grown to the size of the limit. */
const BIG_EVERY = 2_000

const SEEDS = [
  'HTTP/1.1 206 Partial Content\r\nContent-Length: 1048576\r\nContent-Range: bytes 0-1048575/9999999\r\nETag: "abc"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nVary: *\r\n\r\n',
  'HTTP/1.0 302 Found\nLocation: https://example.org/a?b=c\nSet-Cookie: a=b\nSet-Cookie: c=d\n\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n\tc\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200\r\nContent-Disposition: attachment; filename="a.bin"; filename*=UTF-8\'\'%e2%82%ac\r\n\r\n'
].map((text) => Buffer.from(text, 'latin1'))

const TRICKS = [
  ...['\r\n', '\n', '\r', '\0', ':', ' ', '\t', ',', ';', '"', '\r\n\r\n', '\n\n', '\r\r\n', '\x7f', '\xff'],
  ...['Content-Length: 5\r\n', 'Content-Length: -1\r\n', 'Content-Length: 99999999999999999999\r\n'],
  ...['Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: x, chunked\r\n', ' folded\r\n', ': nameless\r\n'],
  ...['__proto__: x\r\n', 'constructor: x\r\n', 'Connection: close, , close\r\n', 'HTTP/1.1 101 Switch\r\n']
].map((text) => Buffer.from(text, 'latin1'))

/** Runs until `goOn` says no; returns how many heads were parsed and how many refused. */
export function fuzzResponseHeads(
  seed: number,
  goOn: (inputs: number) => boolean
): { readonly accepted: number; readonly refused: number } {
  const random = dice(seed)
  const bytes = Buffer.alloc(HEAD_LIMIT_BYTES)
  let accepted = 0
  let refused = 0
  while (goOn(accepted + refused)) {
    const length = mutate(bytes, random, random(BIG_EVERY) === 0)
    const startMs = performance.now()
    try {
      if (reads(bytes, length, random(length + 1))) accepted++
      else refused++
      const ms = performance.now() - startMs
      if (ms > LONGEST_MS) throw new Error(`it took ${ms.toFixed(0)} ms`)
    } catch (thrown) {
      const input = JSON.stringify(bytes.toString('latin1', 0, Math.min(length, 2_000)))
      throw new Error(`seed ${seed}, input ${accepted + refused + 1}: ${input}`, { cause: thrown })
    }
  }
  return { accepted, refused }
}

/** Whether it was taken for a head. Throws what is neither that nor a refusal. */
function reads(bytes: Buffer, length: number, cut: number): boolean {
  mayBecomeHead(bytes, 0, length)
  const end = endOfHead(bytes, 0, length)
  const early = endOfHead(bytes, 0, cut)
  const inTwo = early === -1 ? endOfHead(bytes, 0, length, cut) : early
  if (inTwo !== end) throw new Error(`read at once it ends at ${end}, cut at ${cut} it ends at ${inTwo}`)
  try {
    const head = parseHead(bytes, 0, end === -1 ? length : end, HOST)
    let yielded = 0
    for (const [name, value] of head.fields) yielded += name.length + value.length
    const most = length + JOINT_BYTES * length
    if (yielded > most) throw new Error(`it yielded ${yielded} characters`)
    if (head.status < 100 || head.status > 599) throw new Error(`status ${head.status}`)
    const framing = framingOf(head, HOST)
    if (framing.kind === 'length' && !Number.isSafeInteger(framing.bytes))
      throw new Error('a length that is none')
    keepsAlive(head, framing)
    return true
  } catch (thrown) {
    if (thrown instanceof ShoalError) return false
    throw thrown
  }
}

/** Writes the next input into `bytes`. Returns its length. */
function mutate(bytes: Buffer, random: (below: number) => number, big: boolean): number {
  const pick = (from: readonly Buffer[]): Buffer => from[random(from.length)] ?? Buffer.alloc(0)
  let length = pick(SEEDS).copy(bytes)
  for (let left = random(6); left > 0; left--) {
    const at = random(length)
    switch (random(6)) {
      case 0:
        bytes[at] = random(256)
        break
      case 1:
        length = at
        break
      case 2:
        length = insert(bytes, length, at, pick(TRICKS))
        break
      case 3:
        length = insert(bytes, length, at, pick(SEEDS).subarray(random(40)))
        break
      case 4: {
        const upTo = Math.min(length, at + random(20))
        bytes.copyWithin(at, upTo, length)
        length -= upTo - at
        break
      }
      case 5:
        length = insert(bytes, length, at, Buffer.from(bytes.subarray(at, Math.min(length, at + random(60)))))
    }
    if (length === 0) return 0
  }
  while (big && length < bytes.length) {
    const grown = insert(bytes, length, random(length), pick(random(2) === 0 ? TRICKS : SEEDS))
    if (grown === length) break
    length = grown
  }
  return length
}

function insert(bytes: Buffer, length: number, at: number, piece: Buffer): number {
  if (length + piece.length > bytes.length) return length
  bytes.copyWithin(at + piece.length, at, length)
  piece.copy(bytes, at)
  return length + piece.length
}

/** xorshift32 (Marsaglia 2003): repeatable from its seed. */
function dice(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return below <= 1 ? 0 : (state >>> 0) % below
  }
}
