/**
 * Fetches a file in one answer, from its first byte to its last: servers without ranges, answers of unknown length,
 * chunked or encoded ones. The slow, correct path. What it brings cannot be resumed, because nothing proves that a
 * second answer would show the same bytes.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PooledBuffer } from '../connection/buffer-pool.ts'
import type { BodySink } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import { SingleView } from '../detail/single-view.ts'
import { decoderFor, type ContentCoding } from '../integrity/content-coding.ts'
import type { PartFile } from '../storage/part-file.ts'
import type { Answer } from './sources/origin.ts'
import type { RunContext } from './run-context.ts'
import type { Source } from './sources/sources.ts'
import { watchStalls } from './stall-watch.ts'

const FLUSH_EVERY_MS = 150
/** Decoded bytes that may wait for the disk before the decoder is asked to wait. */
const DECODED_BACKLOG_BYTES = 4 * 1024 * 1024

/** Resolves with the file's length in bytes once all of it is written; rejects with ShoalError. */
export async function fetchStreamed(
  context: RunContext,
  answer: Answer,
  file: PartFile,
  coding: ContentCoding | null,
  kind: Source['kind']
): Promise<number> {
  const { clock, live, signal } = context
  const { connection, response } = answer
  const source = authorityOf(answer.url)
  let failure = null as ShoalError | null
  const failed = (thrown: unknown): void => {
    failure ??= thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
    connection.close(failure)
  }
  const onAbort = (): void => failed(fail('interrupted'))
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  const stopWatching = watchStalls(clock, () => [connection])
  const stopFlushing = clock.every(FLUSH_EVERY_MS, () => connection.flush())
  const written = (bytes: number): void => {
    live.streamedBytes += bytes
    live.gained(source, bytes)
  }
  const sink =
    coding === null ? plainSink(file, written, failed) : decodingSink(file, coding, source, written, failed)
  live.connections = 1
  live.joined(source, kind)
  const view = (live.fetch = new SingleView(context, source, 'answer', connection))
  try {
    await connection.receive(sink)
    const length = await sink.end()
    if (failure !== null) throw failure
    const { framing } = response
    if (framing.kind === 'length' && coding === null && length !== framing.bytes) {
      throw fail('body-truncated', { host: source, missing: framing.bytes - length })
    }
    return length
  } catch (thrown) {
    throw failure ?? thrown
  } finally {
    live.connections = 0
    view.end()
    stopFlushing()
    stopWatching()
    signal.removeEventListener('abort', onAbort)
    connection.close()
    await file.settled()
  }
}

interface StreamSink extends BodySink {
  /** The body has ended; resolves with the bytes written when all are in the file. */
  end(): Promise<number>
}

function plainSink(
  file: PartFile,
  written: (bytes: number) => void,
  failed: (thrown: unknown) => void
): StreamSink {
  let cursor = 0
  return {
    limit: Infinity,
    write(buffer: PooledBuffer, from: number, to: number) {
      const position = cursor
      cursor += to - from
      file
        .write(buffer, from, to, position)
        .then(() => written(to - from))
        .catch(failed)
    },
    async end() {
      await file.settled()
      return cursor
    }
  }
}

function decodingSink(
  file: PartFile,
  coding: ContentCoding,
  host: string,
  written: (bytes: number) => void,
  failed: (thrown: unknown) => void
): StreamSink {
  const decoder = decoderFor(coding)
  let cursor = 0
  let backlog = 0
  const ended = new Promise<void>((resolve) => {
    decoder.once('end', resolve)
    decoder.once('close', resolve)
  })
  decoder.on('error', (error) => failed(fail('encoding-invalid', { host, reason: error.message }, error)))
  decoder.on('data', (chunk: Buffer) => {
    const position = cursor
    cursor += chunk.length
    backlog += chunk.length
    if (backlog > DECODED_BACKLOG_BYTES) decoder.pause()
    file
      .writeBytes(chunk, position)
      .then(() => {
        written(chunk.length)
        backlog -= chunk.length
        if (backlog <= DECODED_BACKLOG_BYTES) decoder.resume()
      })
      .catch(failed)
  })
  return {
    limit: Infinity,
    write(buffer: PooledBuffer, from: number, to: number) {
      // Borrowed until the decoder has taken it in, so that a slow decoder slows the connection.
      buffer.borrow()
      decoder.write(buffer.bytes.subarray(from, to), () => buffer.giveBack())
    },
    async end() {
      decoder.end()
      await ended
      await file.settled()
      return cursor
    }
  }
}
