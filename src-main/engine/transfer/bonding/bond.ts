/**
 * The peers of one attempt: it opens the plan, keeps who has joined, checks that they bring the very file, and hands
 * them to the fetch. What the plan is told and hears goes through here; who the peers are is none of its business.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { PeerId, PlanPeer } from '../../../../src-shared/model/peer.ts'
import { mismatch } from '../../integrity/validator.ts'
import type { Contributor, FileIdentity, HeldContent, OpenPlan } from '../../ports/contributors.ts'
import type { PlanTold } from './peer-lanes.ts'
import { PeerPlaces } from './peer-places.ts'
import type { RunContext } from '../run-context.ts'

/** What the fetch does with peers. */
export interface BondedFetch {
  headStart(id: PeerId): readonly ByteRange[]
  admitPeer(peer: Contributor): void
  dismissPeer(id: PeerId, reason: string): void
}

const LOOK_EVERY_MS = 100
/** How often shares of the origin's budget are looked at. */
const SHARES_EVERY_MS = 250
/** Who was sent the plan and can bring the file has said so by then. */
const EXPECTED_FOR_MS = 1000
/** A rest that is here before a peer could be told of it. */
const WORTH_A_PLAN_BYTES = 1024 * 1024

interface Member {
  peer: Contributor
  ranges: readonly ByteRange[]
  revision: number
  reason: string
  hasLeft: boolean
}

/** Null when no peers are to be asked, and the log says why where a person could wonder. */
export function openBond(context: RunContext): Bond | null {
  if (!context.contributors) return null
  const reason = whyPrivate(context)
  if (reason === null) return new Bond(context)
  context.event('peers-not-asked', { reason })
  return null
}

/** Peers get no secrets of a transfer, so they could not fetch what needs them; nor go a way chosen for this machine. */
export function whyPrivate({ record, terms, privateAuthorities }: RunContext): string | null {
  const { peers, headers, referer, cookieFile, clientCertificate } = record().request
  if (peers === 'none') return 'it was added to be fetched without them'
  if (terms.login || clientCertificate) return 'the server wants a login, and logins stay on this machine'
  if (cookieFile) return 'cookies stay on this machine'
  if ((headers ?? []).length > 0 || referer) return 'its header fields stay on this machine'
  if (terms.isProxied) return 'it goes through a proxy'
  if (privateAuthorities !== '') return 'its certificate authority is trusted on this machine alone'
  return null
}

export class Bond implements PlanTold {
  readonly #context: RunContext
  readonly #plan: OpenPlan
  readonly #members = new Map<PeerId, Member>()
  #fetch: BondedFetch | null = null
  #file: FileIdentity | null = null
  #places: PeerPlaces | null = null
  #stopSharing: () => void = () => undefined
  #joined: () => void = () => undefined

  constructor(context: RunContext) {
    this.#context = context
    const { id, uri } = context.record()
    this.#plan = context.contributors!.open(
      { transfer: id, uri },
      {
        joined: (peer) => this.#join(peer),
        left: (peer, reason) => this.#leave(peer, reason),
        event: (kind, detail) => context.event(kind, detail)
      }
    )
    context.live.bond = this
  }

  /** Contents of this address that peers hold already, most of it first. */
  async held(timeoutMs: number): Promise<readonly HeldContent[]> {
    const bytes = ({ ranges }: HeldContent): number =>
      ranges.reduce((sum, { start, end }) => sum + end - start, 0)
    return [...(await this.#plan.held(timeoutMs))].sort((a, b) => bytes(b) - bytes(a))
  }

  /**
   * Offers the plan; null while nobody here knows the file. `wantedBytes`: what is left of it; too little is not worth
   * a plan.
   */
  offer(file: FileIdentity | null, wantedBytes = Infinity): void {
    const isProvable = file === null || file.validator.etag !== null || file.validator.lastModified !== null
    if (isProvable && wantedBytes >= WORTH_A_PLAN_BYTES)
      this.#plan.offer(file, (peer) => this.#fetch?.headStart(peer) ?? [])
  }

  /**
   * Resolves with the file that peers see at the address, as soon as one does; null after `timeoutMs`, when nobody is
   * near after a moment, or when aborted.
   */
  async shown(timeoutMs: number, signal: AbortSignal): Promise<FileIdentity | null> {
    const { clock } = this.#context
    const untilMs = clock.nowMs() + timeoutMs
    for (;;) {
      const first = this.#present()[0]
      if (first) return first.peer.file
      const nowMs = clock.nowMs()
      if (nowMs >= untilMs || this.#plan.prospects === 'none' || signal.aborted) return null
      const over = new AbortController()
      const end = (): void => over.abort()
      this.#joined = end
      signal.addEventListener('abort', end)
      await clock.sleep(LOOK_EVERY_MS, over.signal).catch(() => undefined)
      signal.removeEventListener('abort', end)
    }
  }

  /** Offers the plan, and from now on peers fetch for `fetch`, which is of this file, whose data server has this name. */
  attach(fetch: BondedFetch, file: FileIdentity, origin: string, wantedBytes: number): void {
    const { clock, hosts } = this.#context
    this.#fetch = fetch
    this.#file = file
    this.offer(file, wantedBytes)
    const places = (this.#places = new PeerPlaces(hosts, origin, (peer, connections) =>
      this.#plan.allow(peer, connections)
    ))
    const untilMs = clock.nowMs() + EXPECTED_FOR_MS
    const look = (): void => {
      places.expect(clock.nowMs() < untilMs ? this.#plan.offered : [])
      places.look()
    }
    this.#stopSharing = clock.every(SHARES_EVERY_MS, look)
    look()
    for (const { peer } of this.#present()) this.#employ(peer)
  }

  detach(): void {
    this.#fetch = null
    this.#stopSharing()
    this.#places?.end()
    this.#places = null
  }

  end(): void {
    this.detach()
    if (this.#context.live.bond === this) this.#context.live.bond = null
    this.#plan.end()
  }

  assign(id: PeerId, ranges: readonly ByteRange[], reason: string): void {
    const member = this.#members.get(id)
    if (!member) return
    member.ranges = ranges
    member.revision++
    member.reason = reason
    this.#plan.assign(id, ranges, reason)
    const { clock, live } = this.#context
    live.story.plan.assigned(clock.unixMs(), id, member.peer.name, member.revision, ranges, reason)
  }

  measured(id: PeerId, bytes: number, tookMs: number, held: boolean): void {
    this.#plan.measured(id, bytes, tookMs, held)
  }

  /** It gave what it should not have: nothing more is asked of it, in this plan or any other. */
  quarantine(id: PeerId, reason: string): void {
    this.#refuse('peer-quarantined', id, reason)
    this.#plan.quarantine(id, reason)
  }

  /** It may have, and nobody can tell: this transfer asks it for nothing more. */
  setAside(id: PeerId, reason: string): void {
    this.#refuse('peer-set-aside', id, reason)
  }

  /** For people. */
  nameOf(id: PeerId): string | null {
    return this.#members.get(id)?.peer.name ?? null
  }

  /** What it says it can send at once. */
  heldBy(id: PeerId): readonly ByteRange[] {
    const member = this.#members.get(id)
    return member && !member.hasLeft ? member.peer.held() : []
  }

  #refuse(code: string, id: PeerId, reason: string): void {
    const name = this.nameOf(id) ?? id
    this.#context.event(code, { peer: id, name, reason })
    // A notice takes the place of an earlier one with its code; each peer's must be read.
    const others = this.#context.record().notices.find((notice) => notice.code === code)
    const said = `${name} is not asked any more: ${reason}`
    if (!others?.message.includes(said))
      this.#context.notice({ code, message: others ? `${others.message} ${said}` : said })
    const member = this.#members.get(id)
    if (member) this.#leave(member.peer, reason)
  }

  /** For people: who is in the plan, and what each was asked for. */
  get peers(): readonly PlanPeer[] {
    return [...this.#members.values()].map(({ peer, ranges, revision, reason }) => ({
      id: peer.id,
      name: peer.name,
      ranges,
      revision,
      status: peer.status(),
      reason
    }))
  }

  #present(): readonly Member[] {
    const { disbelieved } = this.#context.live
    return [...this.#members.values()].filter(({ peer, hasLeft }) => !hasLeft && !disbelieved.has(peer.id))
  }

  #join(peer: Contributor): void {
    const reason = 'it has shown that it can bring the file'
    const known = this.#members.get(peer.id)
    if (known && !known.hasLeft) this.#leave(known.peer, 'it joined anew')
    const revision = known?.revision ?? 0
    this.#members.set(peer.id, { peer, ranges: [], revision, reason, hasLeft: false })
    this.#context.event('peer-joined', { peer: peer.id, name: peer.name, heldRanges: peer.held().length })
    this.#employ(peer)
    this.#joined()
  }

  #employ(peer: Contributor): void {
    if (!this.#fetch || !this.#file || this.#context.live.disbelieved.has(peer.id)) return
    const difference = mismatch(this.#file, peer.file)
    if (difference === null) {
      this.#places?.join(peer.id)
      this.#fetch.admitPeer(peer)
    } else {
      this.#context.event('peer-refused', { peer: peer.id, name: peer.name, reason: difference })
    }
  }

  #leave(peer: Contributor, reason: string): void {
    const member = this.#members.get(peer.id)
    if (!member || member.hasLeft) return
    this.#members.set(peer.id, { ...member, ranges: [], hasLeft: true, reason })
    this.#places?.leave(peer.id)
    this.#fetch?.dismissPeer(peer.id, reason)
    this.#context.event('peer-left', { peer: peer.id, name: peer.name, reason })
  }
}

/** What a fetch without peers tells nobody. */
export const ALONE: PlanTold = {
  assign: () => undefined,
  measured: () => undefined,
  quarantine: () => undefined,
  setAside: () => undefined
}
