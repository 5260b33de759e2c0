/**
 * Who may connect, and how often: the bounds that hold before a byte of a request is read. Devices that are trusted
 * always find room, whatever strangers do: handshakes and the door have small shares of their own.
 */
import type net from 'node:net'
import type tls from 'node:tls'
import type { PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'
import { idOfSocket } from '../identity/pinned-tls.ts'
import { Caller } from './caller.ts'
import type { ServiceLimits } from './service-limits.ts'

/** Before an IPv4 address, where one socket hears both families. */
export const MAPPED = /^::ffff:(?=\d+\.)/i

export const isTrusted = (trust: PeerTrust): boolean => trust === 'paired' || trust === 'group'

export class Admission {
  readonly #limits: ServiceLimits
  readonly #trust: (peer: PeerId) => PeerTrust
  readonly #isDoorOpen: () => boolean
  /** Handshakes under way. */
  readonly #handshakes = new Map<string, net.Socket>()
  readonly #callers = new Map<net.Socket, Caller>()

  constructor(limits: ServiceLimits, trust: (peer: PeerId) => PeerTrust, isDoorOpen: () => boolean) {
    this.#limits = limits
    this.#trust = trust
    this.#isDoorOpen = isDoorOpen
  }

  get connections(): number {
    return this.#callers.size
  }

  /** A connection begins its handshake, or is closed. */
  arrived(raw: net.Socket): void {
    const address = raw.remoteAddress
    const shaking = [...this.#handshakes.values()]
    if (
      address === undefined ||
      this.#callers.size + shaking.length >= this.#limits.connections ||
      shaking.length >= this.#limits.handshakes ||
      shaking.filter(({ remoteAddress }) => remoteAddress === address).length >=
        this.#limits.handshakesPerAddress
    ) {
      raw.destroy()
      return
    }
    const connection = connectionKey(raw)
    this.#handshakes.set(connection, raw)
    raw.once('close', () => this.#handshakes.delete(connection))
  }

  /** A handshake is done: the caller it proved, or null, and the connection is closed. */
  admit(socket: tls.TLSSocket): Caller | null {
    this.#handshakes.delete(connectionKey(socket))
    const peer = identified(socket)
    const trust = peer === null ? 'none' : this.#trust(peer)
    if (peer === null || socket.destroyed || !this.#hasRoom(peer, trust, socket.remoteAddress)) {
      socket.destroy()
      return null
    }
    const caller = new Caller(peer, socket)
    this.#callers.set(socket, caller)
    const expiry = isTrusted(trust) ? null : setTimeout(() => caller.close(), this.#limits.untrustedMs)
    socket.once('close', () => {
      if (expiry) clearTimeout(expiry)
      this.#callers.delete(socket)
    })
    return caller
  }

  callerOf(socket: net.Socket): Caller | null {
    return this.#callers.get(socket) ?? null
  }

  /** Whether it may ask for anything but the door; trust may have gone since the handshake. */
  isTrusted(caller: Caller): boolean {
    return isTrusted(this.#trust(caller.peer))
  }

  closeAllOf(peer: PeerId): void {
    for (const caller of this.#callers.values()) if (caller.peer === peer) caller.close()
  }

  /** Connections to other addresses of this machine than these. */
  closeAllBut(hosts: readonly string[]): void {
    const isElsewhere = ({ localAddress = '' }: net.Socket): boolean =>
      !hosts.includes(localAddress.replace(MAPPED, ''))
    for (const [socket, caller] of this.#callers) if (isElsewhere(socket)) caller.close()
    for (const raw of this.#handshakes.values()) if (isElsewhere(raw)) raw.destroy()
  }

  closeAll(): void {
    for (const caller of this.#callers.values()) caller.close()
    for (const raw of this.#handshakes.values()) raw.destroy()
  }

  #hasRoom(peer: PeerId, trust: PeerTrust, from: string | undefined): boolean {
    const callers = [...this.#callers.values()]
    if (callers.filter((caller) => caller.peer === peer).length >= this.#limits.connectionsPerPeer)
      return false
    if (isTrusted(trust)) return true
    // One that gave wrong bytes gets no second chance by itself.
    if (trust === 'quarantined' || !this.#isDoorOpen()) return false
    const strangers = callers.filter((caller) => !this.isTrusted(caller))
    return (
      strangers.length < this.#limits.connectionsUntrusted &&
      strangers.filter(({ address }) => address === from).length < this.#limits.connectionsUntrustedPerAddress
    )
  }
}

/** Ends of a connection: what its plain and its secure socket have in common. */
const connectionKey = ({ remoteAddress, remotePort, localAddress }: net.Socket): string =>
  `${remoteAddress ?? ''} ${remotePort ?? ''} ${localAddress ?? ''}`

function identified(socket: tls.TLSSocket): PeerId | null {
  try {
    return idOfSocket(socket)
  } catch {
    return null
  }
}
