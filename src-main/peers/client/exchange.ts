/**
 * One request to a peer and its answer, within bounds of size and time that the peer cannot stretch: it may be broken,
 * or mean harm. A body that is too long, too slow or of the wrong form ends in a ShoalError and a closed connection.
 */
import http from 'node:http'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { HEAD_LIMIT_BYTES } from '../protocol/limits.ts'
import { printPath, type Route } from '../protocol/paths.ts'
import { problemMessage, type ProblemMessage } from '../protocol/problem.ts'

export interface Exchange {
  readonly agent: http.Agent
  readonly host: string
  readonly port: number
  /** For sentences: host and port. */
  readonly address: string
  readonly method: string
  readonly route: Route
  readonly body: string | null
  /** For sentences: "its card". */
  readonly what: string
  /** Facts for problems with a plan. */
  readonly facts?: Readonly<Record<string, string | number>>
  /** From asking to the head, or to the last byte of an answer that is read whole. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Whether any answer ever came from this peer: one that never answered may not trust this machine. */
  readonly isKnownToAnswer: boolean
}

export interface OpenAnswer {
  readonly response: http.IncomingMessage
  /** Ends it with this problem, unless it has ended. */
  stop(problem: ShoalError): void
  /** What a failed read of the response means. */
  problemOf(thrown: unknown): ShoalError
  /** The time limit holds no longer. */
  clearDeadline(): void
  /** Nothing is wanted of it any more. */
  close(): void
}

const OK = [200, 201, 204]

/** Resolves with an answer that says yes; its body has not been read. Rejects with what a refusal means. */
export async function open(exchange: Exchange): Promise<OpenAnswer> {
  const answer = await headOf(exchange)
  const { statusCode = 0 } = answer.response
  if (OK.includes(statusCode)) return answer
  throw refusal(exchange, statusCode, await problemIn(exchange, answer))
}

/** The whole answer as text; `limitBytes` bounds it. */
export async function ask(exchange: Exchange, limitBytes: number): Promise<string> {
  return textOf(exchange, await open(exchange), limitBytes)
}

/** The same for callers that know what each refusal means. */
export async function askOrRefusal(exchange: Exchange, limitBytes: number): Promise<Reply> {
  const answer = await headOf(exchange)
  if (OK.includes(answer.response.statusCode ?? 0))
    return { kind: 'done', body: await textOf(exchange, answer, limitBytes) }
  return { kind: 'refused', problem: await problemIn(exchange, answer) }
}

export type Reply =
  | { readonly kind: 'done'; readonly body: string }
  | { readonly kind: 'refused'; readonly problem: ProblemMessage }

async function problemIn(exchange: Exchange, answer: OpenAnswer): Promise<ProblemMessage> {
  const text = await textOf(exchange, answer, problemMessage.limitBytes)
  return decoded(exchange, () => problemMessage.decode(text))
}

/** What is wrong with the form of an answer; null: nothing. */
function wrongForm({ headers, statusCode }: http.IncomingMessage): string | null {
  if (headers['content-encoding'] !== undefined) return 'it came in a content coding'
  // Only these tell an end from a connection that broke.
  const isFramed = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined
  return isFramed || statusCode === 204 ? null : 'it does not say where it ends'
}

/** Decodes what a peer sent; what does not fit is the peer's fault. */
export function decoded<T>(exchange: Pick<Exchange, 'address' | 'what'>, decode: () => T): T {
  try {
    return decode()
  } catch (thrown) {
    if (thrown instanceof ShoalError && thrown.code === 'peer-newer') throw thrown
    throw answerInvalid(exchange, thrown instanceof ShoalError ? thrown.message : String(thrown))
  }
}

export const answerInvalid = (
  { address, what }: Pick<Exchange, 'address' | 'what'>,
  reason: string
): ShoalError => fail('peer-answer-invalid', { address, what, reason })

export const silent = (
  { address, what }: Pick<Exchange, 'address' | 'what'>,
  timeoutMs: number
): ShoalError => fail('peer-silent', { address, what, seconds: Math.ceil(timeoutMs / 1000) })

/** Resolves with an answer of the right form, whatever it says. */
function headOf(exchange: Exchange): Promise<OpenAnswer> {
  const { agent, host, port, method, route, body, signal } = exchange
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fail('interrupted'))
    let stopped: ShoalError | null = null
    const request = http.request({
      agent,
      host,
      port,
      method,
      path: printPath(route),
      maxHeaderSize: HEAD_LIMIT_BYTES,
      headers: {
        Accept: 'application/json, application/x-ndjson',
        ...(body === null
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
      }
    })
    const stop = (problem: ShoalError): void => {
      stopped ??= problem
      request.destroy(problem)
      reject(stopped)
    }
    const deadline = setTimeout(() => stop(silent(exchange, exchange.timeoutMs)), exchange.timeoutMs)
    const onAbort = (): void => stop(fail('interrupted'))
    signal.addEventListener('abort', onAbort, { once: true })
    const release = (): void => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', onAbort)
    }
    let isAnswered = exchange.isKnownToAnswer
    const problemOf = (thrown: unknown): ShoalError => {
      if (stopped) return stopped
      if (thrown instanceof ShoalError) return thrown
      return lost(exchange, isAnswered || request.reusedSocket, thrown)
    }
    request.once('close', release)
    request.on('error', (error) => {
      release()
      reject(problemOf(error))
    })
    request.once('response', (response) => {
      isAnswered = true
      // Errors of the body reach whoever reads it; until then nobody must fall over them.
      response.on('error', () => {})
      const wrong = wrongForm(response)
      if (wrong !== null) return stop(answerInvalid(exchange, wrong))
      resolve({
        response,
        stop,
        problemOf,
        clearDeadline: () => clearTimeout(deadline),
        close() {
          release()
          request.destroy()
        }
      })
    })
    request.end(body ?? undefined)
  })
}

async function textOf(exchange: Exchange, answer: OpenAnswer, limitBytes: number): Promise<string> {
  const tooLong = () => answerInvalid(exchange, `it is longer than ${limitBytes} bytes`)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer.response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) throw tooLong()
      chunks.push(chunk)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (thrown) {
    if (thrown instanceof TypeError) throw answerInvalid(exchange, 'it is not UTF-8')
    throw answer.problemOf(thrown)
  } finally {
    // An answer that has been read to its end leaves its connection to the next request.
    if (!answer.response.complete) answer.close()
  }
}

/** What an answer that says no means. Its words are the peer's, bounded and printable. */
function refusal(exchange: Exchange, status: number, told: ProblemMessage): ShoalError {
  const { address, what, facts = {} } = exchange
  switch (told.code) {
    case 'plan-unknown':
    case 'plan-stale':
    case 'plan-file-unknown':
      return fail(told.code, facts)
    case 'peer-busy':
      return fail('peer-busy', { reason: told.message })
  }
  const said = { address, what, reason: told.message, code: told.code }
  return fail(status >= 500 ? 'peer-failed' : 'peer-refused', said)
}

/** `HPE_…`: what came is not HTTP. */
function lost(exchange: Exchange, isKnownToAnswer: boolean, thrown: unknown): ShoalError {
  const { code = '', message } = thrown as NodeJS.ErrnoException
  if (code.startsWith('HPE_')) return answerInvalid(exchange, message)
  if (!isKnownToAnswer) return fail('peer-closed', { address: exchange.address }, thrown)
  return fail('peer-lost', { address: exchange.address, reason: message }, thrown)
}
