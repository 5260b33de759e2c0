/**
 * What this machine asks of one peer at one address, over connections pinned to the peer's key. Every answer is
 * checked, bounded and turned into plain values or a ShoalError; the bytes themselves are fetched by the engine, as
 * from a mirror.
 */
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerCard, PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { HeldContent } from '../../engine/ports/contributors.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { clientTlsOptions } from '../identity/pinned-tls.ts'
import { availabilityAnswer, availabilityQuestion } from '../protocol/availability.ts'
import { cardMessage } from '../protocol/card.ts'
import { STATUS_SILENCE_MS } from '../protocol/limits.ts'
import { printPath, type PlanId, type Route } from '../protocol/paths.ts'
import { planMessage, type PlanMessage } from '../protocol/plan.ts'
import { planAnswer, type PlanStatusMessage } from '../protocol/status.ts'
import { addressOf, dial } from './dial.ts'
import { answerInvalid, ask, decoded, type Exchange } from './exchange.ts'
import { statusStream } from './status-stream.ts'

export interface PeerClientOptions {
  readonly identity: DeviceIdentity
  readonly peer: PeerId
  /** IP address, or a name that a person typed. */
  readonly host: string
  readonly port: number
  /** Address of the interface to go out by; null: what the system chooses. */
  readonly localAddress: string | null
  readonly clock: Clock
  readonly timeouts?: Partial<ClientTimeouts>
}

export interface ClientTimeouts {
  /** TCP and TLS. On a LAN both take milliseconds; a machine that wakes up takes seconds. */
  readonly connectMs: number
  /** From asking to the last byte of the answer. */
  readonly answerMs: number
  /** Between two status messages. */
  readonly silenceMs: number
}

const TIMEOUTS: ClientTimeouts = { connectMs: 5_000, answerMs: 10_000, silenceMs: STATUS_SILENCE_MS }

/** Calls reject with ShoalError; see `exchange.ts` and `dial.ts` for the codes. */
export interface PeerClient {
  readonly peer: PeerId
  readonly host: string
  readonly port: number
  card(signal: AbortSignal): Promise<PeerCard>
  /** What it can give at once of this address. */
  availability(uri: string, signal: AbortSignal): Promise<readonly HeldContent[]>
  /** Also rejects with `plan-stale`. A call that failed may have arrived: the next needs a larger revision. */
  putPlan(plan: PlanId, message: PlanMessage, signal: AbortSignal): Promise<PlanStatusMessage>
  /** Also resolves when the peer does not know the plan. */
  dropPlan(plan: PlanId, signal: AbortSignal): Promise<void>
  statusStream(plan: PlanId, signal: AbortSignal): AsyncIterable<PlanStatusMessage>
  /** Where the engine asks for the plan's bytes. */
  bytesUrl(plan: PlanId): URL
  /** Round trip of a request in milliseconds: the shortest of some on an open connection. */
  measureRtt(signal: AbortSignal): Promise<number>
  /** What is under way ends with `peer-lost`. */
  close(): void
}

/** Requests at once to one peer; each status stream is one for as long as its plan is open. */
const MOST_CONNECTIONS = 16
/** The shortest is what the path takes; the others show what else the machines do. */
const RTT_SAMPLES = 4

/** Connects when first asked something. */
export function peerClient(options: PeerClientOptions): PeerClient {
  const { identity, peer, host, port, localAddress, clock } = options
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const address = addressOf(host, port)
  const closed = new AbortController()
  const tls = clientTlsOptions(identity)
  let isKnownToAnswer = false

  const agent = pinnedAgent(MOST_CONNECTIONS, async () => {
    const { connectMs } = timeouts
    const to = { tls, peer, host, port, localAddress, timeoutMs: connectMs, signal: closed.signal }
    return (await dial(to)).socket
  })

  type Asked = Pick<Exchange, 'method' | 'route' | 'body' | 'what' | 'signal'> & Partial<Exchange>
  const exchangeFor = (asked: Asked): Exchange => ({
    agent,
    host,
    port,
    address,
    timeoutMs: timeouts.answerMs,
    isKnownToAnswer,
    ...asked
  })
  const answerTo = async <T>(
    asked: Asked,
    answer: { readonly limitBytes: number; decode(text: string): T }
  ): Promise<T> => {
    const exchange = exchangeFor(asked)
    const text = await ask(exchange, answer.limitBytes).catch((thrown: unknown) => {
      if (!mayAskAgain(asked.method, thrown)) throw thrown
      return ask({ ...exchange, isKnownToAnswer: true }, answer.limitBytes)
    })
    isKnownToAnswer = true
    return decoded(exchange, () => answer.decode(text))
  }
  const get = (route: Route, what: string, signal: AbortSignal): Asked => ({
    method: 'GET',
    route,
    body: null,
    what,
    signal
  })

  const card = async (signal: AbortSignal): Promise<PeerCard> => {
    const asked = get({ kind: 'card' }, 'its card', signal)
    const found = await answerTo(asked, cardMessage)
    if (found.id !== peer)
      throw answerInvalid({ address, what: asked.what }, 'it is the card of another device')
    return found
  }

  return {
    peer,
    host,
    port,
    card,
    async availability(uri, signal) {
      const body = availabilityQuestion.encode(uri)
      const contents = await answerTo(
        { method: 'POST', route: { kind: 'availability' }, body, what: 'what it holds', signal },
        availabilityAnswer
      )
      return contents.map(({ file, ranges }) => ({ file, peer, ranges }))
    },
    putPlan(plan, message, signal) {
      return answerTo(
        {
          method: 'PUT',
          route: { kind: 'plan', plan },
          body: planMessage.encode(message),
          what: 'an answer to a plan',
          facts: { plan, revision: message.revision },
          signal
        },
        planAnswer
      )
    },
    async dropPlan(plan, signal) {
      try {
        await answerTo(
          {
            method: 'DELETE',
            route: { kind: 'plan', plan },
            body: null,
            what: 'an answer to the end of a plan',
            facts: { plan },
            signal
          },
          NOTHING
        )
      } catch (thrown) {
        if (!(thrown instanceof ShoalError && thrown.code === 'plan-unknown')) throw thrown
      }
    },
    statusStream(plan, signal) {
      const asked = { ...get({ kind: 'planStatus', plan }, 'its status', signal), facts: { plan } }
      const exchange = exchangeFor({ ...asked, timeoutMs: timeouts.silenceMs })
      return statusStream(exchange, timeouts.silenceMs, () => clock.nowMs())
    },
    bytesUrl: (plan) => new URL(`https://${address}${printPath({ kind: 'planBytes', plan })}`),
    async measureRtt(signal) {
      await card(signal)
      let shortestMs = Infinity
      for (let sample = 0; sample < RTT_SAMPLES; sample++) {
        const fromMs = clock.nowMs()
        await card(signal)
        shortestMs = Math.min(shortestMs, clock.nowMs() - fromMs)
      }
      return shortestMs
    },
    close() {
      closed.abort()
      agent.destroy()
    }
  }
}

const NOTHING = { limitBytes: 0, decode: () => undefined }

/**
 * A connection that rested may have been closed by the other side just as it was used again. What changes a plan is
 * not sent twice: the first may have arrived.
 */
const mayAskAgain = (method: string, thrown: unknown): boolean =>
  method !== 'PUT' &&
  thrown instanceof ShoalError &&
  thrown.code === 'peer-lost' &&
  (thrown.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET'

/** Keeps connections that `connect` makes and vouches for; it never makes one itself. */
export function pinnedAgent(mostConnections: number, connect: () => Promise<Duplex>): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxSockets: mostConnections, maxFreeSockets: 2 })
  agent.createConnection = (_options, callback) => {
    connect().then(
      (socket) => callback?.(null, socket),
      // The type promises a socket; Node looks at the error first.
      (thrown: unknown) => callback?.(thrown as Error, undefined as unknown as Duplex)
    )
    return undefined
  }
  return agent
}
