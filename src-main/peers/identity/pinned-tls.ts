/**
 * TLS between devices that know each other by their keys: version 1.3 alone, a certificate from both ends, no
 * authorities, no names, no dates. The library accepts every certificate, so whoever finishes a handshake MUST ask
 * `idOfSocket` or `requirePeer` before it reads or writes a byte; nothing else here proves who is at the other end.
 */
import { constants, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { DeviceIdentity } from './device-identity.ts'
import { idOfCertificate } from './device-id.ts'

const VERSION = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const
const PROTOCOL = 'http/1.1'

const contextOf = (identity: DeviceIdentity): tls.SecureContextOptions => ({
  ...VERSION,
  cert: identity.certificatePem,
  key: identity.privateKeyPem,
  // A resumed session shows no certificate. With OpenSSL this makes tickets mere names of sessions that the server
  // keeps, and it keeps none; BoringSSL sends no tickets at all.
  secureOptions: constants.SSL_OP_NO_TICKET
})

/** For a listener. It must never get a handler of `resumeSession`: with none, no session can be resumed. */
export const serverTlsOptions = (identity: DeviceIdentity): tls.TlsOptions => ({
  ...contextOf(identity),
  requestCert: true,
  // There is no authority to ask; see the head of this file.
  rejectUnauthorized: false,
  ALPNProtocols: [PROTOCOL]
})

/** Who this device is, for connections that others open on its behalf. */
export const clientSecureContext = (identity: DeviceIdentity): tls.SecureContext =>
  tls.createSecureContext(contextOf(identity))

/** For `tls.connect` and `https.request`. An agent needs `maxCachedSessions: 0` besides. */
export const clientTlsOptions = (identity: DeviceIdentity): tls.ConnectionOptions => ({
  secureContext: clientSecureContext(identity),
  rejectUnauthorized: false,
  ALPNProtocols: [PROTOCOL],
  // A name in the clear would tell the network whom a person typed.
  servername: ''
})

/**
 * Who is at the other end of a finished handshake. Throws ShoalError `peer-unidentified` when it showed no certificate,
 * or none whose key can be read, or when the session was resumed.
 */
export function idOfSocket(socket: tls.TLSSocket): PeerId {
  if (socket.isSessionReused()) throw unidentified(socket, 'it resumed an earlier session')
  if (socket.getProtocol() !== 'TLSv1.3') throw unidentified(socket, 'it does not speak TLS 1.3')
  // Typed as if it were always there; without a certificate it is an empty object, and null on a closed socket.
  const { raw } = (socket.getPeerCertificate() ?? {}) as { raw?: Buffer }
  if (!raw) throw unidentified(socket, 'it showed no certificate')
  try {
    return idOfCertificate(new X509Certificate(raw))
  } catch (cause) {
    throw unidentified(socket, 'its certificate cannot be read', cause)
  }
}

/** Throws ShoalError `peer-unknown` when another device than the one expected is at the other end. */
export function requirePeer(socket: tls.TLSSocket, expected: PeerId): void {
  const found = idOfSocket(socket)
  if (found !== expected) throw fail('peer-unknown', { address: addressOf(socket), expected, found })
}

const unidentified = (socket: tls.TLSSocket, reason: string, cause?: unknown): ShoalError =>
  fail('peer-unidentified', { address: addressOf(socket), reason }, cause)

const addressOf = (socket: tls.TLSSocket): string => socket.remoteAddress ?? 'the other end'
