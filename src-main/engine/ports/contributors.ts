/**
 * Other machines that fetch ranges of a file for this one, as the engine sees them: sources that come and go. Who they
 * are, how they are found and what they were told stays behind this. src-main/peers implements it.
 */
import type tls from 'node:tls'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerId, PlanStatus } from '../../../src-shared/model/peer.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Validator } from './journal-port.ts'

/** What is known of a file: which version of it, and how long it is in bytes. */
export interface FileIdentity {
  readonly validator: Validator
  readonly length: number
}

export interface PlanSubject {
  readonly transfer: TransferId
  /** Where the file is, without credentials. */
  readonly uri: string
}

export interface Contributors {
  /** Looks for peers that may help with one file, for as long as the plan is open. Never throws, never waits. */
  open(subject: PlanSubject, hears: PlanListener): OpenPlan
}

/** What the engine hears while a plan is open; never before `open` has returned. */
export interface PlanListener {
  /** This peer has shown that it can bring the file; it may be asked for bytes from now on. */
  joined(peer: Contributor): void
  /** It cannot be asked any more: it went, was lost, refused or was sent away. It may join again later. */
  left(peer: Contributor, reason: string): void
  /** For the transfer's log: a decision, its reason and its numbers. */
  event(kind: string, detail: TransferEvent['detail']): void
}

export interface OpenPlan {
  /**
   * Contents of this URI that reachable peers hold already. Resolves when the peers that are known have answered, when
   * one holds all of it, or after `timeoutMs`, and a little later while one that is known to be near has not answered;
   * with an empty list where nobody holds anything.
   */
  held(timeoutMs: number): Promise<readonly HeldContent[]>
  /**
   * Offers the plan. With `file`, peers must see the very same validator and length at the data server; null while
   * this machine cannot reach it: then they tell what they see. May be called again once the file is known. What
   * `headStart` says a peer may begin with goes along.
   */
  offer(file: FileIdentity | null, headStart: (peer: PeerId) => readonly ByteRange[]): void
  /** Whether any peer may help: `some` answer now; `unknown` while those that may be near are being looked for. */
  readonly prospects: 'some' | 'unknown' | 'none'
  /** Peers that the plan was sent to, and that have not said no. */
  readonly offered: readonly PeerId[]
  /** How many connections to the data server this peer may have from now on. */
  allow(peer: PeerId, connections: number): void
  /** What this peer should fetch from now on, in this order. Told to it soon, and at most some times a second. */
  assign(peer: PeerId, ranges: readonly ByteRange[], reason: string): void
  /** It gave wrong bytes. It is out of every plan until a person says otherwise. */
  quarantine(peer: PeerId, reason: string): void
  /** Bytes that arrived from it and how long that took, for the directory. `held`: it had them before it was asked. */
  measured(peer: PeerId, bytes: number, tookMs: number, held: boolean): void
  /** Everybody is told that nothing more is wanted, while other things go on. Nothing is heard of the plan any more. */
  end(): void
}

export interface HeldContent {
  readonly file: FileIdentity
  readonly peer: PeerId
  /** Sorted, not touching. */
  readonly ranges: readonly ByteRange[]
}

/** One peer in one plan. */
export interface Contributor {
  readonly id: PeerId
  /** For people; printable, at most 64 characters. */
  readonly name: string
  /** Where it serves the plan's bytes by `Range`: https with an IP address. It may change when a network does. */
  url(): URL
  /** Address of this machine from which it is reached best; undefined: any. */
  localAddress(): string | undefined
  /** What it serves; its answers carry this validator. */
  readonly file: FileIdentity
  /** What it holds now and can send as fast as the path between allows. Sorted, not touching. */
  held(): readonly ByteRange[]
  status(): PlanStatus | null
  /** Who this machine is, for the handshake: its certificate, no authorities, no resumption. */
  secureContext(): tls.SecureContext
  /** Throws ShoalError `peer-unknown` when the other end of this finished handshake is somebody else. */
  identify(socket: tls.TLSSocket): void
}
