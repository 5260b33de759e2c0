/**
 * The bytes of a plan as an answer 206. What the head promises is what comes, or the connection breaks: a short or
 * failed body must never look like a whole one. Nothing is read ahead of what the other side takes.
 */
import type http from 'node:http'
import { fail } from '../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import { printContentRange, printUnsatisfied } from '../protocol/range-field.ts'
import { answerProblem } from './answer.ts'
import type { PlanBytes } from './handlers.ts'
import { writeOut } from './write-out.ts'

/** Resolves when so many bytes may be sent. Rejects when `signal` aborts. */
export type Pace = (bytes: number, signal: AbortSignal) => Promise<void>

/** With a rate limit, bytes go out in pieces of this size: smooth at 1 MB/s, cheap at 100. */
const PACED_PIECE_BYTES = 64 * 1024

/**
 * Throws before the head is sent when there is nothing to send; later trouble destroys the connection. `signal` is the
 * one that the body was asked for with.
 */
export async function sendBytes(
  response: http.ServerResponse,
  plan: string,
  range: ByteRange,
  { file, body }: PlanBytes,
  options: { readonly pace: Pace | null; readonly stallMs: number; readonly signal: AbortSignal }
): Promise<void> {
  if (range.end > file.length) {
    answerProblem(response, fail('plan-range-refused', { plan }), {
      'Content-Range': printUnsatisfied(file.length)
    })
    return
  }
  const chunks = body[Symbol.asyncIterator]()
  try {
    // The head waits for the first bytes: until then there is a status to say what stands in their way.
    let next = await chunks.next()
    const { etag, lastModified } = file.validator
    response.writeHead(206, {
      'Content-Type': 'application/octet-stream',
      'Content-Range': printContentRange(range, file.length),
      'Content-Length': rangeLength(range),
      ...(etag === null ? {} : { ETag: etag }),
      ...(lastModified === null ? {} : { 'Last-Modified': lastModified })
    })
    let left = rangeLength(range)
    for (; !next.done; next = await chunks.next()) {
      left -= next.value.length
      if (left < 0) throw new RangeError('the body is longer than its range')
      await sendChunk(response, next.value, options)
    }
    if (left > 0) throw new RangeError(`the body is ${left} bytes shorter than its range`)
    response.end()
  } catch (thrown) {
    if (!response.headersSent) throw thrown
    response.destroy()
  } finally {
    await chunks.return?.()
  }
}

async function sendChunk(
  response: http.ServerResponse,
  chunk: Uint8Array,
  options: { readonly pace: Pace | null; readonly stallMs: number; readonly signal: AbortSignal }
): Promise<void> {
  const { pace, stallMs, signal } = options
  const step = pace ? PACED_PIECE_BYTES : chunk.length
  for (let at = 0; at < chunk.length; at += step) {
    const piece = at === 0 && step >= chunk.length ? chunk : chunk.subarray(at, at + step)
    if (pace) await pace(piece.length, signal)
    await writeOut(response, piece, stallMs, signal)
  }
}
