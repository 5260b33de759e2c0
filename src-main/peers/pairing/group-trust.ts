/**
 * Trust by the group key, from both ends of one TLS channel: the client proves first, the server checks and proves in
 * turn, and each records the other only after it has checked. It never lifts a quarantine, and it says the same to
 * one who has no key, another key, or asks a machine without one.
 */
import type { KeyObject } from 'node:crypto'
import type tls from 'node:tls'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { checkProof, groupRefused, proofOf } from '../identity/group-key.ts'
import { idOfSocket } from '../identity/pinned-tls.ts'
import type { TrustBook } from '../ports/trust-book.ts'
import { groupProof } from '../protocol/pairing-messages.ts'

export class GroupTrust {
  readonly #id: PeerId
  readonly #key: KeyObject | null
  readonly #trust: TrustBook

  /** `key` null: this machine is in no group. */
  constructor(options: { readonly id: PeerId; readonly key: KeyObject | null; readonly trust: TrustBook }) {
    this.#id = options.id
    this.#key = options.key
    this.#trust = options.trust
  }

  /** At the client: the body of POST /shoal/1/group on this channel; null: this machine is in no group. */
  proofFor(socket: tls.TLSSocket): string | null {
    return this.#key && groupProof.encode({ proof: proofOf(this.#key, this.#id, 'client', socket) })
  }

  /** At the server: the body of the answer. Throws ShoalError: `message-invalid`, `group-refused`. */
  handle(body: string, socket: tls.TLSSocket): string {
    const key = this.#accept(groupProof.decode(body).proof, 'client', socket)
    return groupProof.encode({ proof: proofOf(key, this.#id, 'server', socket) })
  }

  /** At the client: the answer that came on the same channel. Throws ShoalError: `message-invalid`, `group-refused`. */
  conclude(body: string, socket: tls.TLSSocket): void {
    this.#accept(groupProof.decode(body).proof, 'server', socket)
  }

  #accept(proved: string, theirRole: 'client' | 'server', socket: tls.TLSSocket): KeyObject {
    const key = this.#key
    const peer = idOfSocket(socket)
    const trust = this.#trust.trustOf(peer)
    if (!key || trust === 'quarantined') throw groupRefused(socket)
    checkProof(key, this.#id, theirRole, socket, proved)
    // People who have compared a code have said more than a file has.
    if (trust === 'none') this.#trust.trust(peer, 'group')
    return key
  }
}
