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
import { fuzz, type Fuzzed } from './fuzz.ts'

const HOST = 'example.org'
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
export const fuzzResponseHeads = (seed: number, goOn: (inputs: number) => boolean): Fuzzed =>
  fuzz({
    seed,
    bytes: Buffer.alloc(HEAD_LIMIT_BYTES),
    seeds: SEEDS,
    tricks: TRICKS,
    bigEvery: BIG_EVERY,
    reads,
    goOn
  })

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
