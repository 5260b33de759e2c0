/**
 * What this device serves to its peers: HTTPS by the peer protocol, to devices that prove who they are by their keys.
 * Everybody else is gone right after the handshake, or at the door within seconds. It checks and bounds all that comes
 * and goes; what it means is the handlers' business.
 */
import type http from 'node:http'
import https from 'node:https'
import type net from 'node:net'
import type tls from 'node:tls'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { serverTlsOptions } from '../identity/pinned-tls.ts'
import { HEAD_LIMIT_BYTES, JSON_LIMIT_BYTES } from '../protocol/limits.ts'
import { availabilityAnswer, availabilityQuestion } from '../protocol/availability.ts'
import { cardMessage } from '../protocol/card.ts'
import {
  METHODS,
  parsePath,
  PROTOCOL_VERSION,
  versionAsked,
  type DoorRoute,
  type PlanId,
  type Route
} from '../protocol/paths.ts'
import { planMessage } from '../protocol/plan.ts'
import { parseRangeField } from '../protocol/range-field.ts'
import { planAnswer } from '../protocol/status.ts'
import { Admission, MAPPED } from './admission.ts'
import { answerJson, answerProblem } from './answer.ts'
import type { Caller } from './caller.ts'
import type { Door, PeerHandlers } from './handlers.ts'
import { isNotThere, listenOn, type ListenAddress } from './listen.ts'
import { PlanRegister } from './plan-register.ts'
import { hasBody, readBody } from './read-body.ts'
import { sendBytes, type Pace } from './send-bytes.ts'
import { sendStatus } from './send-status.ts'
import { SERVICE_LIMITS, type ServiceLimits } from './service-limits.ts'

export interface ServiceOptions {
  readonly identity: DeviceIdentity
  /** Asked at every handshake and every request. */
  readonly trust: (peer: PeerId) => PeerTrust
  readonly handlers: PeerHandlers
  readonly door: Door
  readonly clock: Clock
  /** Port 0: one that is free, the same on all. Empty: every address of this machine, with a free port. */
  readonly listen: ListenAddress
  /** The limit on what is sent to all peers together, asked for each answer; null: none. */
  pace(): Pace | null
  readonly limits?: Partial<ServiceLimits>
}

export interface Service {
  readonly port: number
  /**
   * Listens there instead. What is being answered goes on where its address of this machine is still listened on,
   * whatever the port. With port 0 it keeps the one it has. Rejects with ShoalError `service-address-unusable`, and then listens
   * as before, unless that cannot be had any more either. One move at a time.
   */
  move(listen: ListenAddress): Promise<void>
  /** Open connections whose owner is known. */
  connections(): number
  /** Forgets the plans of a device that is not trusted any more, and closes its connections. */
  sendAway(peer: PeerId): void
  /** Resolves when nothing is open any more. */
  close(): Promise<void>
}

/** Sockets buffer this much: a chunk of a body, so that one is encrypted while the next is read. */
const SOCKET_BUFFER_BYTES = 256 * 1024
/** Answers that are on their way when the service closes may take this long to leave. */
const LAST_ANSWERS_MS = 500
/** How often Node looks for requests that take too long. */
const DEADLINE_CHECK_MS = 500

/** Resolves when it listens; rejects with ShoalError `service-address-unusable`. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const limits: ServiceLimits = { ...SERVICE_LIMITS, ...options.limits }
  const admission = new Admission(limits, options.trust, () => options.door.isOpen())
  const plans = new PlanRegister(limits.plansPerPeer)
  const routes = new Routes(options, limits, plans)

  const serverOptions = {
    ...serverTlsOptions(options.identity),
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(DEADLINE_CHECK_MS, limits.requestMs),
    keepAliveTimeout: limits.idleMs,
    maxHeaderSize: HEAD_LIMIT_BYTES,
    highWaterMark: SOCKET_BUFFER_BYTES,
    noDelay: true
  }
  const makeServer = (): https.Server => {
    const server = https.createServer(serverOptions, (request, response) => {
      const caller = admission.callerOf(request.socket)
      const route = parsePath(request.url ?? '')
      const isAtDoor = route?.kind === 'pairing' || route?.kind === 'group'
      if (!caller || caller.requests >= limits.pipelined) request.socket.destroy()
      else if (!admission.isTrusted(caller) && !(isAtDoor && options.door.isOpen())) caller.close()
      else void routes.serve(caller, route, request, response)
    })
    // Before Node's own listeners: these decide whether there is anything to talk to.
    server.prependListener('connection', (raw: net.Socket) => admission.arrived(raw))
    server.prependListener('secureConnection', (socket: tls.TLSSocket) => void admission.admit(socket))
    return server
  }

  let { servers, port } = await listenOn(options.listen, makeServer)
  let { hosts } = options.listen
  /** Do not listen any more, and end with their last connection. */
  const ending = new Map<https.Server, Promise<unknown>>()
  const end = (server: https.Server): void => {
    const ended = new Promise((resolve) => server.close(resolve)).finally(() => ending.delete(server))
    ending.set(server, ended)
  }
  const listenTo = async (at: ListenAddress): Promise<void> => {
    ;({ servers, port } = await listenOn(at, makeServer))
  }
  /** The port stays the same. */
  const takeHosts = async (wanted: readonly string[]): Promise<void> => {
    if (hosts.length > 0 && wanted.length > 0) {
      const kept = [...servers].filter(([host]) => wanted.includes(host))
      const added = wanted.filter((host) => !servers.has(host))
      const more =
        added.length === 0
          ? null
          : await listenOn({ hosts: added, port }, makeServer).catch((thrown: unknown) => {
              if (kept.length > 0 && isNotThere(thrown)) return null
              throw thrown
            })
      for (const [host, server] of servers) if (!wanted.includes(host)) end(server)
      servers = new Map([...kept, ...(more?.servers ?? [])])
    } else if (hosts.length !== wanted.length) {
      // A port cannot be had on all addresses and on one of them at the same time.
      for (const server of servers.values()) end(server)
      servers = new Map()
      await listenTo({ hosts: wanted, port }).catch(async (thrown: unknown) => {
        await listenTo({ hosts, port })
        throw thrown
      })
    }
  }

  return {
    get port() {
      return port
    },
    async move(to) {
      if (to.port === 0 || to.port === port) await takeHosts(to.hosts)
      else {
        const before = servers
        await listenTo(to)
        for (const server of before.values()) end(server)
      }
      hosts = to.hosts
      if (hosts.length > 0) admission.closeAllBut(hosts)
    },
    connections: () => admission.connections,
    sendAway(peer) {
      plans.forget(peer)
      admission.closeAllOf(peer)
    },
    async close() {
      for (const server of servers.values()) end(server)
      await routes.lastAnswers(LAST_ANSWERS_MS)
      admission.closeAll()
      for (const server of ending.keys()) server.closeAllConnections()
      await Promise.all(ending.values())
    }
  }
}

/** One request after its sender has been admitted. */
class Routes {
  readonly #options: ServiceOptions
  readonly #limits: ServiceLimits
  readonly #plans: PlanRegister
  /** Answered, and not yet out of this process. */
  readonly #leaving = new Set<http.ServerResponse>()

  constructor(options: ServiceOptions, limits: ServiceLimits, plans: PlanRegister) {
    this.#options = options
    this.#limits = limits
    this.#plans = plans
  }

  /** What has been answered in full leaves first; what is still being worked on does not. */
  async lastAnswers(withinMs: number): Promise<void> {
    // Handlers that have just finished come to their answer within this turn.
    await new Promise((resolve) => setImmediate(resolve))
    const leaving = [...this.#leaving].filter(({ writableEnded }) => writableEnded)
    let late: NodeJS.Timeout | undefined
    await Promise.race([
      Promise.all(leaving.map((response) => new Promise((resolve) => response.once('close', resolve)))),
      new Promise((resolve) => (late = setTimeout(resolve, withinMs)))
    ])
    clearTimeout(late)
  }

  /** Never rejects. */
  async serve(
    caller: Caller,
    route: Route | null,
    request: http.IncomingMessage,
    response: http.ServerResponse
  ): Promise<void> {
    const work = caller.begin()
    this.#leaving.add(response)
    response.once('close', () => this.#leaving.delete(response))
    try {
      await this.#answer(caller, allowed(route, request, response), request, response, work.signal)
    } catch (thrown) {
      if (response.headersSent || response.destroyed) response.destroy()
      else {
        // Where a body was not read to its end, the next request cannot be found.
        const fields = request.complete ? {} : { Connection: 'close' }
        answerProblem(response, thrown, fields)
      }
    } finally {
      caller.end(work)
    }
  }

  async #answer(
    caller: Caller,
    route: Route,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal
  ): Promise<void> {
    const { handlers } = this.#options
    switch (route.kind) {
      case 'card':
        return answerJson(response, 200, cardMessage.encode(handlers.card()))
      case 'availability': {
        const uri = availabilityQuestion.decode(await readBody(request, availabilityQuestion))
        const contents = await handlers.availability(caller.peer, uri, signal)
        return answerJson(response, 200, availabilityAnswer.encode(contents))
      }
      case 'plan':
        if (request.method === 'DELETE') return this.#drop(caller, route.plan, response)
        return this.#put(caller, route.plan, request, response)
      case 'planStatus':
        this.#plans.require(caller.peer, route.plan)
        return sendStatus(response, handlers.status(caller.peer, route.plan, signal), {
          clock: this.#options.clock,
          stallMs: this.#limits.readerStallMs,
          signal
        })
      case 'planBytes':
        return this.#bytes(caller, route.plan, request, response, signal)
      case 'pairing':
      case 'group':
        return this.#knock(caller, route, request, response, signal)
    }
  }

  async #put(
    caller: Caller,
    plan: PlanId,
    request: http.IncomingMessage,
    response: http.ServerResponse
  ): Promise<void> {
    const message = planMessage.decode(await readBody(request, planMessage))
    const isNew = this.#plans.put(caller.peer, plan, message.revision)
    try {
      const status = await this.#options.handlers.putPlan(caller.peer, plan, message)
      answerJson(response, isNew ? 201 : 200, planAnswer.encode(status))
    } catch (thrown) {
      if (isNew) this.#plans.drop(caller.peer, plan)
      throw thrown
    }
  }

  async #drop(caller: Caller, plan: PlanId, response: http.ServerResponse): Promise<void> {
    this.#plans.drop(caller.peer, plan)
    await this.#options.handlers.dropPlan(caller.peer, plan)
    response.writeHead(204).end()
  }

  async #bytes(
    caller: Caller,
    plan: PlanId,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal
  ): Promise<void> {
    this.#plans.require(caller.peer, plan)
    const range = parseRangeField(request.headers.range)
    if (!range) throw fail('plan-range-refused', { plan })
    const bytes = await this.#options.handlers.bytes(caller.peer, plan, range, signal)
    const pace = this.#options.pace()
    await sendBytes(response, plan, range, bytes, { pace, stallMs: this.#limits.readerStallMs, signal })
  }

  async #knock(
    caller: Caller,
    at: DoorRoute,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    signal: AbortSignal
  ): Promise<void> {
    const { door } = this.#options
    const body = await readBody(request, { name: 'message', limitBytes: JSON_LIMIT_BYTES })
    const answer =
      at.kind === 'pairing'
        ? await door.pairing(at.step, body, caller.peer, signal, caller.address.replace(MAPPED, ''))
        : door.group(body, caller.socket)
    answerJson(response, 200, answer)
  }
}

/** The route, if the request's method and form fit it. Throws `path-unknown`, `peer-newer`, `method-refused`. */
function allowed(route: Route | null, request: http.IncomingMessage, response: http.ServerResponse): Route {
  const { method = '', url: path = '' } = request
  if (!route) {
    const version = versionAsked(path)
    if (version !== null && version > PROTOCOL_VERSION)
      throw fail('peer-newer', { found: version, known: PROTOCOL_VERSION })
    throw fail('path-unknown', { path: path.slice(0, 100) })
  }
  const methods: readonly string[] = METHODS[route.kind]
  if (!methods.includes(method)) {
    response.setHeader('Allow', methods.join(', '))
    throw fail('method-refused', { method, path: path.slice(0, 100) })
  }
  if ((method === 'GET' || method === 'DELETE') && hasBody(request))
    throw fail('message-invalid', { what: 'request', reason: `a ${method} has no body` })
  return route
}
