/**
 * What becomes of sources that gave wrong bytes, or may have: who is asked no more, what is fetched again, and what
 * people are told of it. It compares nothing itself, and it accuses nobody of what another may have done.
 */
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { EARLIER } from '../../integrity/provenance.ts'
import { digestsOf } from '../../integrity/verification.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { Disbelief } from './disbelief.ts'
import type { PeerLanes, PlanTold } from '../bonding/peer-lanes.ts'
import type { PieceCheck, WrongPiece } from './piece-check.ts'
import type { RunContext } from '../run-context.ts'
import type { Seating } from '../ranged/seating.ts'
import type { Verdicts } from './spot-checks.ts'

/** What the fetch lends it. */
export interface Surroundings {
  readonly context: RunContext
  readonly ledger: Ledger
  readonly pieces: PieceCheck | null
  readonly plan: PlanTold
  readonly seating: Seating
  readonly peers: () => PeerLanes
  /** Something is wanted again. */
  readonly wakeAll: () => void
}

export class Consequences implements Verdicts {
  readonly #in: Surroundings
  readonly #disbelief: Disbelief

  constructor(surroundings: Surroundings) {
    const { context, ledger, pieces } = surroundings
    this.#in = surroundings
    this.#disbelief = new Disbelief(context, ledger, pieces)
  }

  /** Whether a digest will tell in the end; then nothing need be compared on the way. */
  get isProvable(): boolean {
    const { pieces, context } = this.#in
    return pieces !== null || digestsOf(context.record().verification).length > 0
  }

  /** Whether nothing is in the file that is not believed. */
  get isSettled(): boolean {
    return this.#disbelief.isSettled
  }

  lied(peer: PeerId, firstByte: number, judge: string): void {
    if (peer === EARLIER) return this.#disownEarlier(firstByte)
    const name = this.#in.context.live.bond?.nameOf(judge) ?? judge
    this.distrust(peer, `its byte ${firstByte} is another one than that of ${name}`)
  }

  /** One of these lied, and nobody can tell which: none of them is believed, and none is accused. */
  undecided(peers: readonly PeerId[], firstByte: number): void {
    const reason = `its byte ${firstByte} and another peer's are different, and no third source can tell which is right`
    if (peers.includes(EARLIER)) this.#disownEarlier(firstByte)
    for (const peer of peers.filter((each) => each !== EARLIER)) {
      const doubtful = this.#disbelief.add(peer)
      this.#dismiss(peer, reason, doubtful)
      this.#in.plan.setAside(peer, `${reason}; the ${doubtful} bytes it gave are fetched again.`)
    }
    this.takeBack()
  }

  /** A peer gave what it should not have: it is asked no more, and what it gave is fetched again. */
  distrust(peer: PeerId, reason: string): void {
    // What a digest will prove or refute in the end needs no second opinion before.
    const isLeft = this.#in.pieces === null && this.isProvable
    const doubtful = isLeft ? 0 : this.#disbelief.add(peer)
    const refetched = doubtful > 0 ? `; the ${doubtful} bytes it gave are fetched again` : ''
    this.#dismiss(peer, reason, doubtful)
    this.#in.plan.quarantine(peer, `${reason.replace(/\.$/, '')}${refetched}.`)
    this.takeBack()
  }

  /** A piece does not match its digest. Of several that gave it, each is asked alone before anybody is named. */
  blame(piece: WrongPiece): void {
    const { seating, peers, wakeAll } = this.#in
    const [only] = piece.sources
    if (only !== undefined && piece.sources.length === 1 && this.#isPeer(only)) {
      this.distrust(only, `bytes ${piece.range.start} to ${piece.range.end - 1} do not match their digest`)
    } else {
      seating.blame(piece)
      if (piece.sources.some((source) => this.#isPeer(source))) peers().keepApart(piece, seating.isRefused)
    }
    wakeAll()
  }

  /** What is not believed is wanted again, as soon as it can be taken back; call now and then. */
  takeBack(): void {
    if (this.#disbelief.look()) this.#in.wakeAll()
  }

  /** Wrong bytes are here from before, and nobody knows any more who gave them. */
  #disownEarlier(firstByte: number): void {
    const { context } = this.#in
    const bytes = this.#disbelief.add(EARLIER)
    context.event('earlier-bytes-distrusted', { firstByte, refetchedBytes: bytes })
    context.notice({
      code: 'earlier-bytes-wrong',
      message: `Another machine had given wrong bytes before Shoal was started anew (byte ${firstByte}); the ${bytes} bytes from then are fetched again.`
    })
    this.takeBack()
  }

  #dismiss(peer: PeerId, reason: string, refetchedBytes: number): void {
    const { context, peers } = this.#in
    peers().dismiss(peer, reason)
    context.event('peer-distrusted', { peer, reason, refetchedBytes })
  }

  #isPeer(source: string): boolean {
    return this.#in.context.live.sources().some(({ id, kind }) => id === source && kind === 'peer')
  }
}
