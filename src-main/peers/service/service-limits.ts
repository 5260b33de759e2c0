/** What one device lets all others together take of it: connections and time. Messages have their own bounds. */

export interface ServiceLimits {
  readonly connections: number
  readonly connectionsPerPeer: number
  /** At the door, all together. */
  readonly connectionsUntrusted: number
  readonly connectionsUntrustedPerAddress: number
  /** Handshakes under way: what somebody without a key can take. */
  readonly handshakes: number
  readonly handshakesPerAddress: number
  readonly handshakeMs: number
  /** A connection at the door lives this long; an answer there may be held for 25 s. */
  readonly untrustedMs: number
  /** From the first byte of a request to the last of its body; also the wait for a connection's first request. */
  readonly requestMs: number
  /** Between requests. Reconnecting costs two round trips and an elliptic curve; waiting costs a few KiB. */
  readonly idleMs: number
  /** Without taking a byte of an answer. A receiver with a rate limit may be slow, but not that slow. */
  readonly readerStallMs: number
  /** Requests sent ahead on one connection. */
  readonly pipelined: number
  readonly plansPerPeer: number
}

export const SERVICE_LIMITS: ServiceLimits = {
  connections: 256,
  connectionsPerPeer: 32,
  connectionsUntrusted: 8,
  connectionsUntrustedPerAddress: 4,
  handshakes: 64,
  handshakesPerAddress: 32,
  handshakeMs: 5_000,
  untrustedMs: 30_000,
  requestMs: 10_000,
  idleMs: 300_000,
  readerStallMs: 300_000,
  pipelined: 16,
  plansPerPeer: 64
}
