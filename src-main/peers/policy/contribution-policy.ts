/**
 * Whether this machine may contribute, to whom and now: what its owner allows, in one place. It answers with a reason that
 * can be shown to both ends, and stops nothing itself. Which addresses may be reached is address-policy.ts's business.
 */
import { problem, type Problem } from '../../../src-shared/errors/problem.ts'
import type { PeerTrust } from '../../../src-shared/model/peer.ts'
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { PowerAndLink } from '../ports/power-and-link.ts'
import type { UsageBook } from '../ports/usage-book.ts'

/** Who asks. */
export interface Asker {
  readonly trust: PeerTrust
  /** Why it is in quarantine; null: it is not. */
  readonly quarantineReason: string | null
}

/** Contributions that ask data servers now. */
export interface Running {
  readonly all: number
  /** Of them, those for the one who asks. */
  readonly forAsker: number
}

export type Decision = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly problem: Problem }

export interface PolicyFacts {
  /** As it stands now; the owner may change it at any time. */
  policy(): PeerPolicy
  /** Whether the policy's hours, looked at by the clock on the wall, let contributions run. */
  isAllowedNow(): boolean
  readonly usage: UsageBook
  readonly power: PowerAndLink
}

const ALLOWED: Decision = { kind: 'allowed' }

const refused = (...[code, facts]: Parameters<typeof problem>): Decision => ({
  kind: 'refused',
  problem: problem(code, facts)
})

export class ContributionPolicy {
  readonly #facts: PolicyFacts

  constructor(facts: PolicyFacts) {
    this.#facts = facts
  }

  /**
   * Whether a contribution may begin beside those that run. The last place is for a machine that has none: one with
   * many files would take them all.
   */
  mayBegin({ trust, quarantineReason }: Asker, running: Running): Decision {
    if (trust === 'quarantined')
      return refused('policy-quarantined', { reason: quarantineReason ?? 'unknown' })
    if (trust !== 'paired' && trust !== 'group') return refused('policy-untrusted')
    const { mostContributions } = this.#facts.policy()
    const places = running.forAsker > 0 ? mostContributions - 1 : mostContributions
    if (running.all >= places) return refused('policy-busy', { running: running.all })
    return this.mayGoOn()
  }

  /** Whether those under way may go on fetching. Cheap: ask every second. */
  mayGoOn(): Decision {
    const { usage, power } = this.#facts
    const { bytesPerDay, onBattery, onMeteredLink } = this.#facts.policy()
    if (!this.#facts.isAllowedNow()) return refused('policy-hours')
    if (onBattery === 'pause' && power.onBattery() === true) return refused('policy-power')
    if (onMeteredLink === 'pause' && power.isMetered() === true) return refused('policy-metered')
    const fetched = usage.fetchedToday()
    if (bytesPerDay !== null && fetched >= bytesPerDay)
      return refused('policy-quota', { fetched, allowed: bytesPerDay })
    return ALLOWED
  }

  /** Bytes that may still be fetched today; Infinity without a limit. */
  get bytesLeftToday(): number {
    const { bytesPerDay } = this.#facts.policy()
    return bytesPerDay === null ? Infinity : Math.max(0, bytesPerDay - this.#facts.usage.fetchedToday())
  }

  /** One sentence for this machine's card. */
  get summary(): string {
    const { mostContributions, bytesPerDay, hours, onBattery, onMeteredLink, allowPrivate } =
      this.#facts.policy()
    const clauses = [
      `up to ${mostContributions} contributions at once`,
      ...(bytesPerDay === null ? [] : [`${gigabytes(bytesPerDay)} a day`]),
      ...(hours.length === 0 ? [] : ['at certain hours']),
      ...(onBattery === 'pause' ? ['not on battery'] : []),
      ...(onMeteredLink === 'pause' ? ['not over metered links'] : []),
      allowPrivate.length === 0 ? 'public addresses only' : 'public addresses and some private ones'
    ]
    return `Takes ${clauses.join(', ')}.`
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
