/** The body of a request as text, never longer than its message may be; time is bounded by the server. */
import type http from 'node:http'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Message } from '../protocol/message.ts'

/** Throws `message-too-large`, or `message-invalid` when it is not UTF-8 or breaks off. */
export async function readBody(
  request: http.IncomingMessage,
  { name, limitBytes }: Pick<Message<unknown>, 'name' | 'limitBytes'>
): Promise<string> {
  const tooLarge = () => fail('message-too-large', { what: name, limit: limitBytes })
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) break
      chunks.push(chunk)
    }
  } catch (thrown) {
    throw fail('message-invalid', { what: name, reason: 'it broke off' }, thrown)
  }
  if (size > limitBytes) throw tooLarge()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (thrown) {
    throw fail('message-invalid', { what: name, reason: 'it is not UTF-8' }, thrown)
  }
}

/** Whether a request that should have no body has none. */
export const hasBody = ({ headers }: http.IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
