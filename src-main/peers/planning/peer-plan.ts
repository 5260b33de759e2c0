/**
 * One open plan: every reachable peer is offered it, those that can bring the file join, and each is told what to fetch.
 * It is kept in the journal as it changes, so that a restart goes on with the same peers and people can read it.
 */
import { randomBytes } from 'node:crypto'
import type tls from 'node:tls'
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Peer, PeerId, PlanStatus } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type {
  Contributor,
  FileIdentity,
  HeldContent,
  OpenPlan,
  PlanListener,
  PlanSubject
} from '../../engine/ports/contributors.ts'
import type { Directory } from '../directory/directory.ts'
import { requirePeer } from '../identity/pinned-tls.ts'
import type { PlanRecord, PlanStore } from '../ports/plan-store.ts'
import type { PlanId } from '../protocol/paths.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'
import type { LinkBook } from '../reaching/link.ts'
import type { GoodByes } from './good-byes.ts'
import { heldNearby } from './held-nearby.ts'
import { PlanMember, type Asked } from './plan-member.ts'

export interface PlanningPorts {
  readonly clock: Clock
  readonly links: LinkBook
  readonly directory: Directory
  readonly store: PlanStore
  /** Who this machine is, for connections to peers. */
  readonly secureContext: tls.SecureContext
  /** Looks for peers now: a transfer waits. */
  lookAround(): void
  /** Peers that may be asked are perhaps near, and have not been found yet. */
  mayFindMore(): boolean
  /** One that has just turned up is being connected to. */
  isReaching(): boolean
}

/** How often what changed of a plan is journaled. */
const JOURNAL_EVERY_MS = 1000
/** … and when a peer is new in it. */
const JOURNAL_SOON_MS = 20

interface Part {
  readonly member: PlanMember
  contributor: Contributor | null
  reason: string
  isJournaled: boolean
}

export class PeerPlan implements OpenPlan {
  readonly #ports: PlanningPorts
  readonly #goodByes: GoodByes
  readonly #subject: PlanSubject
  readonly #hears: PlanListener
  readonly #id: PlanId
  readonly #earlier: ReadonlyMap<PeerId, PlanRecord>
  readonly #parts = new Map<PeerId, Part>()
  readonly #over = new AbortController()
  readonly #stopListening: () => void
  readonly #stopJournaling: () => void
  #asked: Asked | null = null
  #headStart: (peer: PeerId) => readonly ByteRange[] = () => []
  #isJournalDue = false

  constructor(ports: PlanningPorts, goodByes: GoodByes, subject: PlanSubject, hears: PlanListener) {
    this.#ports = ports
    this.#goodByes = goodByes
    this.#subject = subject
    this.#hears = untilAborted(hears, this.#over.signal)
    const earlier = ports.store.of(subject.transfer)
    this.#earlier = new Map(earlier.map((record) => [record.peer, record]))
    this.#id = earlier[0]?.planId ?? randomBytes(16).toString('hex')
    const stopLooking = ports.links.onChange((id) => this.#look(id))
    const stopMinding = ports.directory.onChange((id) => this.#mind(id))
    this.#stopListening = () => {
      stopLooking()
      stopMinding()
    }
    this.#stopJournaling = ports.clock.every(JOURNAL_EVERY_MS, () => this.#journal())
    ports.lookAround()
  }

  get prospects(): OpenPlan['prospects'] {
    if (this.#ports.links.all().some(({ id }) => this.#mayAsk(id))) return 'some'
    return this.#ports.mayFindMore() ? 'unknown' : 'none'
  }

  async held(timeoutMs: number): Promise<readonly HeldContent[]> {
    if (this.prospects === 'none') return []
    const { clock, directory, links } = this.#ports
    const nearby = {
      links,
      mayAsk: (id: PeerId) => this.#mayAsk(id),
      expected: directory
        .peers()
        .filter(mayBeNear)
        .map(({ id }) => id),
      isReaching: () => this.#ports.isReaching()
    }
    return heldNearby(clock, nearby, this.#subject.uri, timeoutMs, this.#over.signal)
  }

  offer(file: FileIdentity | null, headStart: (peer: PeerId) => readonly ByteRange[]): void {
    this.#asked = { uri: this.#subject.uri, file }
    this.#headStart = headStart
    for (const { member } of this.#parts.values()) member.ask(this.#asked)
    for (const { id } of this.#ports.links.all()) this.#look(id)
  }

  get offered(): readonly PeerId[] {
    return [...this.#parts].filter(([, { member }]) => !hasSaidNo(member.status)).map(([id]) => id)
  }

  allow(id: PeerId, connections: number): void {
    this.#parts.get(id)?.member.allow(connections)
  }

  assign(id: PeerId, ranges: readonly ByteRange[], reason: string): void {
    const part = this.#parts.get(id)
    if (!part) return
    part.member.assign(ranges)
    part.reason = reason
    part.isJournaled = false
  }

  quarantine(id: PeerId, reason: string): void {
    const part = this.#parts.get(id)
    if (part) this.#sayGoodBye(id, part)
    this.#ports.directory.quarantine(id, reason)
  }

  measured(id: PeerId, bytes: number, tookMs: number, held: boolean): void {
    this.#ports.directory.measured(id, bytes, tookMs, held)
    // What it fetches for us comes no faster than its own link lets it.
    if (held) this.#ports.links.carried(id, bytes, tookMs)
  }

  end(): void {
    this.#over.abort()
    this.#stopListening()
    this.#stopJournaling()
    this.#journal()
    for (const [id, part] of this.#parts) this.#sayGoodBye(id, part)
  }

  #sayGoodBye(id: PeerId, { member }: Part): void {
    this.#parts.delete(id)
    this.#goodByes.add(id, member.end())
  }

  #mayAsk(id: PeerId): boolean {
    return this.#ports.directory.termsOf(id).asks
  }

  /** The person has said that a peer is asked no more, or again. */
  #mind(id: PeerId): void {
    const part = this.#parts.get(id)
    if (!part) return this.#look(id)
    if (this.#mayAsk(id)) return
    this.#sayGoodBye(id, part)
    if (part.contributor) this.#hears.left(part.contributor, 'it is not to be asked')
  }

  /** A peer that is reached for the first time while the plan is open gets its part in it. */
  #look(id: PeerId): void {
    const { links, clock } = this.#ports
    const link = this.#mayAsk(id) ? links.of(id) : null
    if (!this.#asked || !link || this.#parts.has(id) || this.#over.signal.aborted) return
    if (!link.card.capabilities.includes('contribute') && !link.card.capabilities.includes('cache')) return
    const { name } = link
    // Who fetches nothing has no use for it.
    const ranges = link.card.capabilities.includes('contribute') ? this.#headStart(id) : []
    const headStartBytes = totalLength(ranges)
    this.#hears.event('plan-offered', { peer: id, name, host: link.client.host, headStartBytes })
    const part: Part = {
      contributor: null,
      reason: 'it was offered the plan',
      isJournaled: false,
      member: new PlanMember({
        id,
        links,
        clock,
        plan: this.#id,
        asked: this.#asked,
        ranges,
        after: this.#goodByes.to(id),
        revision: (this.#earlier.get(id)?.revision ?? 0) + 1,
        hears: {
          able: (file) => {
            const contributor = this.#contributor(id, name, file)
            part.contributor = contributor
            this.#hears.joined(contributor)
          },
          unable: (reason) => {
            const { contributor } = part
            part.contributor = null
            part.reason = reason
            part.isJournaled = false
            if (contributor) this.#hears.left(contributor, reason)
          },
          said: ({ state, problem }) => {
            part.isJournaled = false
            this.#hears.event('plan-status', {
              peer: id,
              name,
              state,
              code: problem?.code ?? null,
              message: problem?.message ?? null
            })
          },
          failed: () => this.#ports.directory.failed(id)
        }
      })
    }
    this.#parts.set(id, part)
    this.#journalSoon()
  }

  /** A restart should find the plan under its name, however soon it comes; several peers are often found at once. */
  #journalSoon(): void {
    if (this.#isJournalDue) return
    this.#isJournalDue = true
    this.#ports.clock.sleep(JOURNAL_SOON_MS, this.#over.signal).then(
      () => {
        this.#isJournalDue = false
        this.#journal()
      },
      // The end of the plan is journaled as well.
      () => undefined
    )
  }

  #contributor(id: PeerId, name: string, file: FileIdentity): Contributor {
    const { links, secureContext } = this.#ports
    let url = links.of(id)?.client.bytesUrl(this.#id)
    return {
      id,
      name,
      url: () => (url = links.of(id)?.client.bytesUrl(this.#id) ?? url) as URL,
      localAddress: () => links.of(id)?.localAddress ?? undefined,
      file,
      held: () => this.#parts.get(id)?.member.held ?? [],
      status: () => planStatus(this.#parts.get(id)?.member.status ?? null),
      secureContext: () => secureContext,
      identify: (socket) => requirePeer(socket, id)
    }
  }

  #journal(): void {
    const changed = [...this.#parts].filter(([, part]) => !part.isJournaled)
    if (changed.length === 0) return
    const records = changed.map(([peer, part]): PlanRecord => {
      part.isJournaled = true
      const { ranges, revision, status } = part.member
      return {
        transfer: this.#subject.transfer,
        peer,
        planId: this.#id,
        revision,
        ranges,
        status: planStatus(status),
        reason: part.reason,
        updatedAtMs: this.#ports.clock.unixMs()
      }
    })
    try {
      this.#ports.store.put(records)
    } catch {
      // What the transfer itself journals meets the same trouble, and says so.
    }
  }
}

/** The transfer's log has an end: what is heard during good-byes is not for it. */
const untilAborted = (hears: PlanListener, signal: AbortSignal): PlanListener => ({
  joined: (peer) => signal.aborted || hears.joined(peer),
  left: (peer, reason) => signal.aborted || hears.left(peer, reason),
  event: (kind, detail) => signal.aborted || hears.event(kind, detail)
})

const hasSaidNo = (said: PlanStatusMessage | null): boolean =>
  said !== null && (said.state === 'refused' || said.state === 'failed' || said.state === 'leaving')

/** One that may be asked, and was near once: addresses that worked are remembered. */
const mayBeNear = ({ trust, terms, addresses }: Peer): boolean =>
  (trust === 'paired' || trust === 'group') && terms.asks && addresses.length > 0

/** Without what only the engine needs of it. */
const planStatus = (said: PlanStatusMessage | null): PlanStatus | null =>
  said && {
    revision: said.revision,
    state: said.state,
    bytesPerSecond: said.bytesPerSecond,
    connections: said.connections,
    problem: said.problem
  }
