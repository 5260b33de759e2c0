/**
 * The ends of plans that peers are still being told of. Nothing waits for them but what must not overtake them: the next
 * plan with that peer (it may have the same name, or need its place), and the end of the program.
 */
import type { PeerId } from '../../../src-shared/model/peer.ts'

export class GoodByes {
  readonly #underWay = new Map<PeerId, Promise<void>>()

  /** `said` resolves when the peer has been told, or cannot be. */
  add(peer: PeerId, said: Promise<void>): void {
    const both = Promise.allSettled([this.to(peer), said]).then(() => {
      if (this.#underWay.get(peer) === both) this.#underWay.delete(peer)
    })
    this.#underWay.set(peer, both)
  }

  /** Resolves when this peer has heard all that was under way. */
  async to(peer: PeerId): Promise<void> {
    await this.#underWay.get(peer)
  }

  /** Resolves when everybody has. */
  async all(): Promise<void> {
    await Promise.all(this.#underWay.values())
  }
}
