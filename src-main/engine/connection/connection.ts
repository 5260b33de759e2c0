/**
 * One TCP or TLS connection that carries HTTP/1.1 requests, one at a time, or the next while an answer is on its way.
 * Bytes are read straight into pooled buffers and handed on as slices of them. The caller drives it: `request`, look at
 * the head, `receive`. Between the head and `receive` the connection reads nothing, so a caller may take its time.
 *
 *   idle --request--> awaiting-head --head--> held --receive--> receiving --end--> idle, or awaiting-head
 *   any --error, close--> closed
 */
import net from 'node:net'
import tls from 'node:tls'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { TcpFacts, TcpProbe } from '../ports/tcp-probe.ts'
import { framingOf, keepsAlive, type BodyFraming } from './body-framing.ts'
import { BodyReader } from './body-reader.ts'
import type { BufferPool, PooledBuffer } from './buffer-pool.ts'
import type { Endpoint } from './endpoint.ts'
import { networkProblem } from './network-problem.ts'
import { pour } from './pour.ts'
import type { Tap } from '../schedule/rate-limits.ts'
import { endOfHead, HEAD_LIMIT_BYTES, mayBecomeHead, parseHead, type ResponseHead } from './response-head.ts'

/** Takes slices of the body in order. It borrows the buffer for as long as it needs it. */
export interface BodySink {
  /** Bytes of this body that are wanted; it may shrink while they arrive. Infinity: all there are. */
  readonly limit: number
  write(buffer: PooledBuffer, from: number, to: number): void
}

export interface Response {
  readonly head: ResponseHead
  readonly framing: BodyFraming
}

/** A request for the head alone has an answer without a body, whatever length that tells (RFC 9110 section 9.3.2). */
export type Wanted = 'body' | 'head'

type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'awaiting-head'
      readonly wants: Wanted
      /** Where its first head begins, be that an interim one. */
      from: number
      scannedTo: number
      resolve(response: Response): void
      reject(error: ShoalError): void
    }
  | { readonly kind: 'held'; readonly response: Response }
  | Receiving
  | { readonly kind: 'closed'; readonly reason: ShoalError }

interface Receiving {
  readonly kind: 'receiving'
  readonly sink: BodySink
  readonly body: BodyReader
  /** Bytes of the body that have arrived. */
  got: number
  resolve(): void
  reject(error: ShoalError): void
}

/** A read into less room than this costs more system calls than it saves buffers. */
const MIN_READ_ROOM_BYTES = 32 * 1024
const HEAD_READ_BYTES = 64 * 1024
/** Room that a buffer must have for a head to be read into it. */
const HEAD_ROOM_BYTES = HEAD_LIMIT_BYTES + HEAD_READ_BYTES

export class Connection {
  readonly endpoint: Endpoint
  readonly #pool: BufferPool
  readonly #tap: Tap
  readonly #nowMs: () => number
  readonly #socket: net.Socket
  #state: State = { kind: 'idle' }
  #buffer: PooledBuffer
  /** The buffer's bytes [#taken, #filled) have arrived and not been handed on. */
  #taken = 0
  #filled = 0
  /** Where the system has been told to put the next bytes; decoding in place can leave a gap before it. */
  #readAt = 0
  #keepAlive = true
  #waiting = false
  /** Who waits for the answer to a request that was sent while another was being answered. */
  #next: { resolve(response: Response): void; reject(error: ShoalError): void } | null = null
  /** Body bytes this connection has delivered. */
  bodyBytes = 0
  /** When bytes last arrived, or something was last asked of it; engine clock, milliseconds. */
  lastActivityMs: number
  /** Longest wait between two reads of the body received last: a round trip, while its sender's window is small. */
  longestGapMs = 0

  private constructor(
    endpoint: Endpoint,
    pool: BufferPool,
    tap: Tap,
    nowMs: () => number,
    connect: (onread: net.OnReadOpts) => net.Socket
  ) {
    this.endpoint = endpoint
    this.#pool = pool
    this.#tap = tap
    this.#nowMs = nowMs
    this.lastActivityMs = nowMs()
    this.#buffer = pool.take()
    this.#socket = connect({ buffer: () => this.#room(), callback: (count) => this.#arrived(count) })
    this.#socket.setNoDelay(true)
    this.#socket.on('error', (error) => this.#close(networkProblem(error, endpoint.host)))
    this.#socket.on('end', () => this.#ended())
    this.#socket.on('close', () => this.#close(this.#lost('it was closed')))
  }

  /**
   * Connects, TLS handshake included. Rejects with ShoalError (`host-unresolved`, `connection-refused`,
   * `connection-timeout`, `tls-untrusted`, …).
   */
  static open(options: {
    readonly endpoint: Endpoint
    readonly pool: BufferPool
    /** What rate limits allow it; its own from here on. */
    readonly tap: Tap
    readonly nowMs: () => number
    readonly secureContext: () => tls.SecureContext
    readonly timeoutMs: number
    readonly signal: AbortSignal
    /**
     * Throws ShoalError when the other end of a finished TLS handshake is not who it should be. Without it, the
     * authorities of the secure context say so.
     */
    readonly identify?: ((socket: tls.TLSSocket) => void) | undefined
    /** Address of this machine that it goes out from; the system chooses where there is none. */
    readonly localAddress?: string | undefined
    /** A way to the endpoint that is open already, through a proxy; it is the connection's own from here on. */
    readonly carrier: net.Socket | null
    /** Where the endpoint's host is; nothing else is connected to. Without it: wherever the system finds it. */
    readonly addresses?: readonly string[] | undefined
  }): Promise<Connection> {
    const { endpoint, pool, tap, nowMs, signal, timeoutMs, identify, localAddress, carrier, addresses } =
      options
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        carrier?.destroy()
        return reject(fail('interrupted'))
      }
      const { host, port } = endpoint
      const ready = endpoint.secure ? 'secureConnect' : 'connect'
      const where = addresses ? { lookup: lookupOf(addresses) } : {}
      const connection = new Connection(endpoint, pool, tap, nowMs, (onread) => {
        const way = carrier ? { socket: carrier } : { onread, autoSelectFamily: true, localAddress, ...where }
        const socket = endpoint.secure
          ? tls.connect({
              host,
              port,
              ...way,
              secureContext: options.secureContext(),
              ALPNProtocols: ['http/1.1'],
              ...(identify ? { rejectUnauthorized: false } : {}),
              // A server name is for names only (RFC 6066 section 3).
              ...(net.isIP(host) === 0 ? { servername: host } : {})
            } as tls.ConnectionOptions)
          : (carrier ?? net.connect({ host, port, onread, autoSelectFamily: true, localAddress, ...where }))
        if (carrier) pour(socket, onread)
        return socket
      })
      const timer = setTimeout(
        () => connection.close(fail('connection-timeout', { host, seconds: Math.round(timeoutMs / 1000) })),
        timeoutMs
      )
      const abort = (): void => connection.close(fail('interrupted'))
      const settle = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
      signal.addEventListener('abort', abort)
      const opened = (): void => {
        settle()
        try {
          if (connection.#socket instanceof tls.TLSSocket) identify?.(connection.#socket)
        } catch (thrown) {
          return connection.close(
            thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
          )
        }
        connection.lastActivityMs = nowMs()
        resolve(connection)
      }
      if (carrier && !endpoint.secure) opened()
      else connection.#socket.once(ready, opened)
      connection.#socket.once('close', () => {
        settle()
        reject(
          connection.#state.kind === 'closed' ? connection.#state.reason : connection.#lost('it was closed')
        )
      })
    })
  }

  /** What the system's TCP knows of it; null where it does not tell, or once it is closed. */
  tcpFacts(probe: TcpProbe): TcpFacts | null {
    return probe.read(this.#socket)
  }

  /** Whether another request can be sent: the server keeps it open, and its buffer has room for a head. */
  get reusable(): boolean {
    return (
      this.#state.kind === 'idle' &&
      this.#keepAlive &&
      this.#pool.bufferBytes - this.#filled >= HEAD_ROOM_BYTES
    )
  }

  /** Milliseconds for which bytes were awaited in vain; 0 when none are awaited or the reader itself is waiting. */
  silentMs(): number {
    const awaits = this.#state.kind === 'awaiting-head' || this.#state.kind === 'receiving'
    return awaits && !this.#waiting ? this.#nowMs() - this.lastActivityMs : 0
  }

  /** Whether a rate limit has made it wait within the last second: its rate then says nothing of its path. */
  get isHeldBack(): boolean {
    return this.#tap.isHeldBack
  }

  /** Bytes of the body being received that have arrived; 0 when none is. */
  get got(): number {
    return this.#state.kind === 'receiving' ? this.#state.got : 0
  }

  /** Sends a request head and resolves with the final response's head; interim (1xx) ones are skipped. */
  request(head: string, wants: Wanted = 'body'): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#state.kind === 'closed') return reject(this.#state.reason)
      if (this.#state.kind !== 'idle') throw new Error(`request on a connection that is ${this.#state.kind}`)
      this.#state = {
        kind: 'awaiting-head',
        wants,
        from: this.#taken,
        scannedTo: this.#taken,
        resolve,
        reject
      }
      this.lastActivityMs = this.#nowMs()
      this.#socket.write(head, 'latin1')
      // As in #wait: reading may have stopped before the last body ended.
      this.#socket.resume()
      // Bytes that came before the request was made belong to no answer; they were refused on arrival.
    })
  }

  /** Whether a request can be sent before the body being received has ended. */
  get pipelinable(): boolean {
    return (
      this.#state.kind === 'receiving' && this.#state.body.left !== null && this.#keepAlive && !this.#next
    )
  }

  /**
   * Sends a request while the last one's body is still arriving (RFC 9112 section 9.3.2), and resolves with its
   * response's head after that. Only when `pipelinable`. Not every server can: one that cannot closes the connection.
   */
  requestAhead(head: string): Promise<Response> {
    if (!this.pipelinable) throw new Error(`request ahead on a connection that is ${this.#state.kind}`)
    return new Promise((resolve, reject) => {
      this.#next = { resolve, reject }
      this.#socket.write(head, 'latin1')
    })
  }

  /** Hands the body of the last response to `sink` and resolves at its end; the sink's writes may still be under way. */
  receive(sink: BodySink): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state.kind === 'closed') return reject(this.#state.reason)
      if (this.#state.kind !== 'held') throw new Error(`receive on a connection that is ${this.#state.kind}`)
      const body = new BodyReader(this.#state.response.framing, this.endpoint.host)
      this.#state = { kind: 'receiving', sink, body, got: 0, resolve, reject }
      this.lastActivityMs = this.#nowMs()
      this.longestGapMs = 0
      const early = this.#filled - this.#taken
      this.#filled = this.#taken
      if (this.#take(early)) this.#socket.resume()
      else this.#wait()
    })
  }

  /** Hands on what has arrived without waiting for the buffer to fill. */
  flush(): void {
    if (this.#state.kind !== 'receiving' || this.#filled === this.#taken) return
    const from = this.#taken
    this.#taken = this.#filled
    this.#state.sink.write(this.#buffer, from, this.#filled)
  }

  /** Ends it; what waits on it is rejected with `reason`. What has arrived of a body is handed on first. */
  close(reason: ShoalError = fail('interrupted')): void {
    this.flush()
    this.#close(reason)
  }

  /** Where the socket reads to next; never empty, for an empty buffer is an error to the system. */
  #room(): Uint8Array {
    if (this.#state.kind === 'receiving' && this.#pool.bufferBytes - this.#filled < MIN_READ_ROOM_BYTES) {
      this.flush()
      this.#freshBuffer()
    } else if (this.#state.kind === 'idle') {
      this.#freshBuffer()
    }
    // Reads that may bring a head are kept short: while it is looked at, the next read's place must already stand.
    const free = this.#state.kind === 'receiving' ? this.#pool.bufferBytes - this.#filled : HEAD_READ_BYTES
    this.#readAt = this.#filled
    return this.#buffer.bytes.subarray(this.#filled, this.#filled + Math.min(free, this.#tap.roomBytes))
  }

  #freshBuffer(): void {
    if (this.#filled === 0) return
    this.#buffer.disown()
    this.#buffer = this.#pool.take()
    this.#taken = 0
    this.#filled = 0
  }

  /** `count` bytes were read into the room. Returns whether to go on reading. */
  #arrived(count: number): boolean {
    const nowMs = this.#nowMs()
    if (this.#state.kind === 'receiving' && nowMs - this.lastActivityMs > this.longestGapMs)
      this.longestGapMs = nowMs - this.lastActivityMs
    this.lastActivityMs = nowMs
    if (this.#readAt !== this.#filled) {
      this.flush()
      this.#taken = this.#readAt
      this.#filled = this.#readAt
    }
    const goOn = this.#take(count)
    if (!goOn && this.#state.kind === 'receiving') this.#wait()
    return goOn
  }

  #take(count: number): boolean {
    try {
      switch (this.#state.kind) {
        case 'awaiting-head':
          this.#filled += count
          return this.#takeHead(this.#state)
        case 'held':
          // TLS hands over what it has decrypted after being told to stop; it fits, or the server is hostile.
          this.#filled += count
          if (this.#filled >= this.#pool.bufferBytes) throw this.#lost('it sent more than was asked for')
          return false
        case 'receiving':
          return this.#takeBody(this.#state, count)
        case 'idle':
          if (count > 0) throw fail('body-overlong', { host: this.endpoint.host })
          return true
        case 'closed':
          return false
      }
    } catch (thrown) {
      this.#close(
        thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
      )
      return false
    }
  }

  #takeHead(state: Extract<State, { kind: 'awaiting-head' }>): boolean {
    const { bytes } = this.#buffer
    const { host } = this.endpoint
    for (;;) {
      if (!mayBecomeHead(bytes, this.#taken, this.#filled)) {
        throw fail('response-invalid', { host, reason: 'it does not begin with an HTTP status line' })
      }
      const end = endOfHead(bytes, this.#taken, this.#filled, state.scannedTo)
      // Interim heads count, too: they could come without end, and the buffer has room for no more.
      if ((end === -1 ? this.#filled : end) - state.from > HEAD_LIMIT_BYTES) {
        throw fail('head-too-large', { host, limit: HEAD_LIMIT_BYTES })
      }
      if (end === -1) {
        state.scannedTo = this.#filled
        return true
      }
      const head = parseHead(bytes, this.#taken, end, host)
      this.#taken = end
      state.scannedTo = end
      if (head.status === 101)
        throw fail('response-invalid', { host, reason: 'it switches protocols unasked' })
      if (head.status < 200) continue
      const framing: BodyFraming =
        state.wants === 'head' ? { kind: 'length', bytes: 0 } : framingOf(head, host)
      this.#keepAlive = keepsAlive(head, framing)
      const response = { head, framing }
      this.#state = { kind: 'held', response }
      state.resolve(response)
      return false
    }
  }

  #takeBody(state: Receiving, count: number): boolean {
    const { payloadBytes, ended, excessBytes } = state.body.take(this.#buffer.bytes, this.#filled, count)
    const maySpendMore = this.#tap.spend(count - excessBytes)
    this.#filled += payloadBytes
    this.bodyBytes += payloadBytes
    state.got += payloadBytes
    if (excessBytes > 0 && !this.#next) throw fail('body-overlong', { host: this.endpoint.host })
    const bodyEnd = this.#filled
    const surplus = state.got - state.sink.limit
    if (surplus > 0) {
      this.#filled -= Math.min(surplus, this.#filled - this.#taken)
      state.got = state.sink.limit
    }
    if (ended) {
      this.#bodyEnded(state)
      if (this.#state.kind === 'awaiting-head') return this.#headFollows(this.#state, bodyEnd, excessBytes)
    } else if (surplus > 0 || (surplus === 0 && state.body.left !== null)) {
      this.#cutShort(state)
    }
    return (maySpendMore && !this.#pool.exhausted) || this.#state.kind !== 'receiving'
  }

  /** The rest of the body is not wanted any more: reading it away would cost more than a new connection. */
  #cutShort(state: Receiving): void {
    this.flush()
    this.#state = { kind: 'idle' }
    this.#close(this.#lost('it was closed early'))
    state.resolve()
  }

  #bodyEnded(state: Receiving): void {
    this.flush()
    const next = this.#next
    this.#next = null
    this.#state =
      next && this.#keepAlive
        ? { kind: 'awaiting-head', wants: 'body', from: this.#taken, scannedTo: this.#taken, ...next }
        : { kind: 'idle' }
    if (!this.#keepAlive) {
      const reason = this.#lost('it was closed after the answer')
      next?.reject(reason)
      this.#close(reason)
    }
    state.resolve()
  }

  /** The next answer begins at `from`, whatever of the body was wanted; `early` bytes of it came with the body's end. */
  #headFollows(state: Extract<State, { kind: 'awaiting-head' }>, from: number, early: number): boolean {
    let at = from
    if (this.#pool.bufferBytes - from - early < HEAD_ROOM_BYTES) {
      const { bytes } = this.#buffer
      const fresh = this.#pool.take()
      bytes.copy(fresh.bytes, 0, from, from + early)
      this.#buffer.disown()
      this.#buffer = fresh
      at = 0
    }
    this.#taken = at
    state.from = at
    state.scannedTo = at
    this.#filled = at + early
    return early === 0 || this.#takeHead(state)
  }

  /** Stops reading until writes have made room and the limits allow more. */
  #wait(): void {
    if (this.#waiting || this.#state.kind !== 'receiving') return
    this.#waiting = true
    const ready = (): void => {
      this.#waiting = false
      this.lastActivityMs = this.#nowMs()
      // The body may have ended with bytes that TLS had decrypted before reading stopped, and the next head be due.
      if (this.#state.kind === 'receiving' || this.#state.kind === 'awaiting-head') this.#socket.resume()
    }
    const whenAllowed = (): void => {
      if (this.#state.kind === 'receiving') this.#tap.whenReady(ready)
      else ready()
    }
    if (this.#pool.exhausted) this.#pool.whenReady(whenAllowed)
    else whenAllowed()
  }

  /** The server closed its side. */
  #ended(): void {
    const state = this.#state
    if (state.kind === 'receiving' && state.body.endsWithConnection) return this.#bodyEnded(state)
    if (state.kind === 'receiving') {
      const missing = state.body.left ?? 'an unknown number of'
      this.flush()
      return this.#close(fail('body-truncated', { host: this.endpoint.host, missing }))
    }
    this.#close(
      this.#lost(state.kind === 'awaiting-head' ? 'it was closed without an answer' : 'it was closed')
    )
  }

  #close(reason: ShoalError): void {
    const state = this.#state
    if (state.kind === 'closed') return
    if (state.kind === 'receiving') this.flush()
    this.#state = { kind: 'closed', reason }
    this.#buffer.disown()
    this.#tap.close()
    this.#socket.destroy()
    if (state.kind === 'awaiting-head' || state.kind === 'receiving') state.reject(reason)
    this.#next?.reject(reason)
    this.#next = null
  }

  #lost(reason: string): ShoalError {
    return fail('connection-lost', { host: this.endpoint.host, reason })
  }
}

/** Answers with these addresses, whatever the name: who vetted them decides where a connection goes. */
const lookupOf =
  (addresses: readonly string[]): net.LookupFunction =>
  (_, { all }, found) => {
    const each = addresses.map((address) => ({ address, family: net.isIP(address) }))
    const [first] = each
    // Nothing is asked of the system, but Node's sockets expect to wait for an answer.
    process.nextTick(() => {
      if (!first) found(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '')
      else if (all) found(null, each)
      else found(null, first.address, first.family)
    })
  }
