/**
 * What a device answers its peers with: the service's routes as functions. Who asks has been identified by its key and
 * is trusted (except at the door), and what it sent has been checked against the schemas; whether it may have what it
 * asks for is for these to decide. A ShoalError thrown here reaches the other side as code and sentence; anything else
 * as a fault without details.
 */
import type tls from 'node:tls'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerCard, PeerId } from '../../../src-shared/model/peer.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import type { ContentMessage } from '../protocol/availability.ts'
import type { PlanId } from '../protocol/paths.ts'
import type { PlanMessage } from '../protocol/plan.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'

export interface PeerHandlers {
  card(): PeerCard
  /** Contents of this address that can be had here, the fullest first. */
  availability(peer: PeerId, uri: string, signal: AbortSignal): Promise<readonly ContentMessage[]>
  /** Takes on or revises a plan; the revision is newer than any before. Answers at once, without waiting for bytes. */
  putPlan(peer: PeerId, plan: PlanId, message: PlanMessage): Promise<PlanStatusMessage>
  /** Only for plans that were put and not dropped yet. */
  dropPlan(peer: PeerId, plan: PlanId): Promise<void>
  /** The first message at once, then one for each change, as fast as they come; ends when the plan does. */
  status(peer: PeerId, plan: PlanId, signal: AbortSignal): AsyncIterable<PlanStatusMessage>
  /** `signal` aborts as soon as the peer is gone. Throws `plan-file-unknown` while the file is not known. */
  bytes(peer: PeerId, plan: PlanId, range: ByteRange, signal: AbortSignal): Promise<PlanBytes>
}

export interface PlanBytes {
  /** Whose validators the answer carries: the data server's own. */
  readonly file: FileIdentity
  /**
   * The bytes of the range in order, best in chunks of 256 KiB to 1 MiB. A chunk stays as it is until the next is asked
   * for. It is not read when the range lies outside the file.
   */
  readonly body: AsyncIterable<Uint8Array>
}

/** Where devices that are not trusted yet may ask to be. Bodies are text that only the length was checked of. */
export interface Door {
  /** While it is closed, their connections are closed right after the handshake. */
  isOpen(): boolean
  /** The body of the answer to POST pairing/STEP; `signal` aborts when the asker is gone, `host` is its address. */
  pairing(step: string, body: string, from: PeerId, signal: AbortSignal, host: string): Promise<string>
  /** The body of the answer to POST group; the proof is bound to this connection. */
  group(body: string, socket: tls.TLSSocket): string
}
