/** A short body of an answer in memory, to be compared with something. Never for the bytes of a file as such. */
import { fail } from '../../../../src-shared/errors/problem.ts'
import type { BodySink, Connection } from '../../connection/connection.ts'

/** The body of the answer a connection holds, `length` bytes of it. Rejects with ShoalError. */
export async function bodyOf(connection: Connection, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let got = 0
  const sink: BodySink = {
    limit: length,
    write(buffer, from, to) {
      bytes.set(buffer.bytes.subarray(from, to), got)
      got += to - from
    }
  }
  await connection.receive(sink)
  if (got < length) throw fail('body-truncated', { host: connection.endpoint.host, missing: length - got })
  return bytes
}
