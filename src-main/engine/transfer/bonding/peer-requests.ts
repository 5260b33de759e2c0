/**
 * Asking another Shoal for bytes of a plan: a connection to whoever it proves to be, and a request that tells it
 * nothing but the range. No header, cookie or login of the transfer ever goes this way, and no redirect is followed.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { Connection } from '../../connection/connection.ts'
import { endpointOf } from '../../connection/endpoint.ts'
import { originForm, requestHead } from '../../connection/request-head.ts'
import type { Contributor } from '../../ports/contributors.ts'
import type { RunContext } from '../run-context.ts'

/** On a LAN everything slower is no answer. */
const CONNECT_TIMEOUT_MS = 3000

/** Rejects with ShoalError: network problems, `peer-unknown` when somebody else answers. */
export function connectToPeer(
  context: RunContext,
  peer: Contributor,
  signal: AbortSignal
): Promise<Connection> {
  return Connection.open({
    endpoint: endpointOf(peer.url()),
    pool: context.pool,
    tap: context.valve.tap(),
    nowMs: () => context.clock.nowMs(),
    secureContext: () => peer.secureContext(),
    identify: (socket) => peer.identify(socket),
    localAddress: peer.localAddress(),
    timeoutMs: CONNECT_TIMEOUT_MS,
    signal,
    carrier: null
  })
}

export function headForPeer(peer: Contributor, range: ByteRange): string {
  const url = peer.url()
  return requestHead({ method: 'GET', url, target: originForm(url), range, fields: new Map(), own: [] })
}
