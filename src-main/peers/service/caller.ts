/**
 * One open connection of an identified device, and what it waits for. When it goes, everything that is done for it
 * stops at that moment.
 */
import type tls from 'node:tls'
import type { PeerId } from '../../../src-shared/model/peer.ts'

export class Caller {
  readonly peer: PeerId
  /** IP address it comes from. */
  readonly address: string
  readonly socket: tls.TLSSocket
  readonly #requests = new Set<AbortController>()

  constructor(peer: PeerId, socket: tls.TLSSocket) {
    this.peer = peer
    this.socket = socket
    this.address = socket.remoteAddress ?? ''
    // A client that sends its end has no use for an answer: HTTP/1.1 has no half-open connections here.
    socket.once('end', () => this.close())
    socket.once('close', () => this.close())
  }

  get requests(): number {
    return this.#requests.size
  }

  /** A request begins; its signal aborts when the connection is gone. */
  begin(): AbortController {
    const request = new AbortController()
    this.#requests.add(request)
    return request
  }

  end(request: AbortController): void {
    this.#requests.delete(request)
  }

  close(): void {
    this.socket.destroy()
    for (const request of this.#requests) request.abort()
    this.#requests.clear()
  }
}
