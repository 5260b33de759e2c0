/**
 * How a plan came to be what it is: who was offered it, joined, was asked for what and why, and left. Revisions follow
 * the lanes up to ten times a second; those of one peer that follow each other closely are told as one step.
 */
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { MOST_PLAN_STEPS, type PlanStep } from '../../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'

/** Revisions no further apart than this, for the same reason, are one step. */
const ONE_STEP_MS = 5000

const KINDS: Readonly<Record<string, PlanStep['kind']>> = {
  'plan-offered': 'offered',
  'peer-joined': 'joined',
  'plan-status': 'said',
  'peer-left': 'left',
  'peer-refused': 'refused',
  'peer-quarantined': 'refused',
  'peer-set-aside': 'refused'
}

export class PlanStory {
  #steps: PlanStep[] = []
  /** When the latest step of each peer was last added to. */
  readonly #touchedAtMs = new Map<PeerId, number>()

  get steps(): readonly PlanStep[] {
    return this.#steps
  }

  hear({ kind, detail, atMs }: TransferEvent): void {
    const told = KINDS[kind]
    const peer = detail['peer']
    if (!told || typeof peer !== 'string') return
    this.#add({
      atMs,
      peer,
      name: textOf(detail['name']),
      kind: told,
      reason: reasonOf(told, detail),
      revision: 0,
      revisions: 0,
      plannedBytes: 0
    })
  }

  /** A peer was told to fetch these ranges and no others. */
  assigned(
    atMs: number,
    peer: PeerId,
    name: string,
    revision: number,
    ranges: readonly ByteRange[],
    reason: string
  ): void {
    const plannedBytes = totalLength(ranges)
    const at = this.#steps.map((step) => step.peer).lastIndexOf(peer)
    const last = this.#steps[at]
    const isFresh = atMs - (this.#touchedAtMs.get(peer) ?? -Infinity) < ONE_STEP_MS
    if (last?.kind === 'assigned' && last.reason === reason && isFresh) {
      this.#steps[at] = { ...last, revision, revisions: last.revisions + 1, plannedBytes }
      this.#touchedAtMs.set(peer, atMs)
    } else this.#add({ atMs, peer, name, kind: 'assigned', reason, revision, revisions: 1, plannedBytes })
  }

  #add(step: PlanStep): void {
    this.#steps = [...this.#steps, step].slice(-MOST_PLAN_STEPS)
    this.#touchedAtMs.set(step.peer, step.atMs)
  }
}

function reasonOf(kind: PlanStep['kind'], detail: TransferEvent['detail']): string {
  if (kind === 'said') return textOf(detail['message']) || textOf(detail['state'])
  return textOf(detail['reason']) || textOf(detail['host'])
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
