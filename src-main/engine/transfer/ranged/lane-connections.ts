/**
 * Opens, uses and ends the connections of a ranged fetch's lanes, and tells what becomes of each. It knows nothing of
 * ranges and plans: a lane asks for bytes, and gets an answer or an error.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { ConnectionState } from '../../../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { Connection, Response } from '../../connection/connection.ts'
import { LifeCycle } from '../../connection/life-cycle.ts'
import type { Lane } from './lane.ts'
import { connect, discard, exchange } from '../sources/origin.ts'
import { connectToPeer, headForPeer } from '../bonding/peer-requests.ts'
import type { RunContext } from '../run-context.ts'

export class LaneConnections {
  readonly #context: RunContext
  /** Aborted when the fetch ends. */
  readonly #over: AbortSignal
  #opened = 0
  /** Servers that take a request while they answer another, and those that do not. */
  readonly #pipelining = new Map<string, 'proven' | 'refused'>()

  constructor(context: RunContext, over: AbortSignal) {
    this.#context = context
    this.#over = over
  }

  /** The connection that brought the first answer becomes this lane's. */
  adopt(lane: Lane, connection: Connection): void {
    this.#begin(lane, 'it asked first')
    lane.connection = connection
    lane.life?.become('priming', 'it is open')
  }

  /**
   * Sends the request, on the lane's connection or a new one. A server may close a connection it kept alive at any
   * time; that a request met just this moment is no failure of anyone's (RFC 9112 section 9.3.1).
   */
  async ask(lane: Lane, range: ByteRange): Promise<Response> {
    const { peer } = lane.source
    const request = (connection: Connection): Promise<Response> => {
      if (peer) return connection.request(headForPeer(peer, range))
      return exchange(this.#context, connection, lane.source.url, range, this.#over, (made, reason) => {
        this.drop(lane, reason)
        this.#begin(lane, reason)
        lane.connection = made
        lane.life?.become('priming', 'it is open')
      })
    }
    if (lane.connection) {
      try {
        return await request(lane.connection)
      } catch (thrown) {
        if (this.#over.aborted || !(thrown instanceof ShoalError) || thrown.code !== 'connection-lost')
          throw thrown
        this.drop(lane, 'the server closed it between two requests')
      }
    }
    return request(await this.#open(lane))
  }

  /** Opens the lane's connection if it has none. Rejects with ShoalError. */
  async ready(lane: Lane): Promise<void> {
    if (lane.connection) return
    try {
      await this.#open(lane)
    } catch (thrown) {
      this.drop(lane, thrown instanceof Error ? thrown.message : String(thrown))
      throw thrown
    }
  }

  /** Whether a lane may send a second request while its first is being answered. */
  mayAskAhead(lane: Lane): boolean {
    return lane.connection?.pipelinable === true && this.#pipelining.get(lane.source.host) !== 'refused'
  }

  /** Sends a second request while the first is being answered. Only when `mayAskAhead`. */
  askAhead(lane: Lane, range: ByteRange): Promise<Response> {
    const connection = lane.connection as Connection
    const answer = connection.requestAhead(this.#context.terms.headFor(lane.source.url, range, connection))
    // Whoever takes it up hears of its failure; when the connection ends before that, nobody needs to.
    answer.catch(() => undefined)
    return answer
  }

  /**
   * The answer to a request sent ahead. That a server closes the connection instead is no failure: it is asked again,
   * and from then on one request at a time.
   */
  async answered(lane: Lane, range: ByteRange, given: Promise<Response> | Response): Promise<Response> {
    const { host } = lane.source
    try {
      const answer = await given
      if (given instanceof Promise && this.#pipelining.get(host) !== 'proven') {
        this.#pipelining.set(host, 'proven')
        this.#context.event('pipelining-proven', { source: host, connection: lane.connectionNumber })
      }
      if (answer.head.status < 400 || !(given instanceof Promise)) return answer
      // What a refusal asks for (a login, the link anew) is the business of a request of its own.
      if (lane.connection) await discard(lane.connection, answer)
      if (!lane.connection?.reusable)
        this.drop(lane, `it answered ${answer.head.status} to a request sent ahead`)
    } catch (thrown) {
      if (this.#over.aborted || !(thrown instanceof ShoalError) || thrown.code !== 'connection-lost')
        throw thrown
      this.#pipelining.set(host, 'refused')
      this.#context.event('pipelining-refused', { source: host, connection: lane.connectionNumber })
      this.drop(lane, 'the server does not take a request while it answers another')
    }
    return this.ask(lane, range)
  }

  /** A lane that is about to ask has a number for its connection, so that others can name it before it is open. */
  name(lane: Lane, reason: string): void {
    if (!lane.life) this.#begin(lane, reason)
  }

  /** Ends the lane's connection, open or not. What waits on it is rejected with `error`. */
  drop(lane: Lane, reason: string, error: ShoalError | null = null): void {
    lane.opening?.abort()
    lane.opening = null
    lane.life?.become('retired', reason, {
      deliveredBytes: lane.connection?.bodyBytes ?? 0,
      subTransfers: lane.finished,
      ...(error ? { code: error.code } : {})
    })
    lane.connection?.close(error ?? fail('interrupted'))
    lane.forgetConnection()
  }

  async #open(lane: Lane): Promise<Connection> {
    this.name(lane, 'there is work for it')
    const { clock } = this.#context
    const opening = new AbortController()
    const abort = (): void => opening.abort()
    lane.opening = opening
    this.#over.addEventListener('abort', abort)
    if (this.#over.aborted) abort()
    const beganAtMs = clock.nowMs()
    try {
      const { peer, url } = lane.source
      const connection = await (peer
        ? connectToPeer(this.#context, peer, opening.signal)
        : connect(this.#context, url, opening.signal))
      lane.connection = connection
      lane.life?.become('priming', 'it is open', { openedInMs: Math.round(clock.nowMs() - beganAtMs) })
      return connection
    } finally {
      this.#over.removeEventListener('abort', abort)
      if (lane.opening === opening) lane.opening = null
    }
  }

  #begin(lane: Lane, reason: string): void {
    lane.life = new LifeCycle(++this.#opened, reason, { source: lane.source.host }, (to, detail) =>
      this.#context.event(`connection-${to}`, { ...detail, ...this.#tcpFacts(lane, to) })
    )
  }

  /** TCP's own view, where it says something: a connection that is opening has none yet. */
  #tcpFacts({ connection }: Lane, state: ConnectionState): TransferEvent['detail'] {
    const facts =
      state === 'connecting' || state === 'priming' ? null : connection?.tcpFacts(this.#context.tcp)
    if (!facts) return {}
    return {
      tcpRttMs: Math.round(facts.rttMs * 10) / 10,
      tcpReceiveWindowBytes: facts.receiveWindowBytes,
      tcpRetransmits: facts.retransmits,
      tcpOutOfOrder: facts.outOfOrder
    }
  }
}
