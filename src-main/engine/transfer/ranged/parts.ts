/**
 * Gives the lanes of one fetch their parts: as many active ones as measurement finds worth it, one in reserve, and the
 * rest idle. It opens and closes nothing; a lane sees its part when it looks for work.
 */
import type { Ledger } from '../../ledger/ledger.ts'
import { ActiveSubset } from '../../schedule/active-subset.ts'
import type { Lane } from './lane.ts'
import type { RunContext } from '../run-context.ts'

/** Lanes in reserve: enough for one failure at a time, and little to ask of a server. */
const RESERVES = 1
/** Where there are so few, each is needed for work. */
const FEW_CONNECTIONS = 8
/** A reserve is opened when the others have found their pace, … */
const RESERVE_AFTER_MS = 1500
/** … if the rest takes long enough for something to go wrong. */
const WORTH_A_RESERVE_SECONDS = 5

export class Parts {
  readonly #context: RunContext
  readonly #ledger: Ledger
  readonly #lanes: readonly Lane[]
  readonly #subset: ActiveSubset
  readonly #beganAtMs: number

  /** `lanes` is a live view. */
  constructor(context: RunContext, ledger: Ledger, lanes: readonly Lane[]) {
    const { connections } = context.record()
    this.#context = context
    this.#ledger = ledger
    this.#lanes = lanes
    this.#subset = new ActiveSubset(connections > FEW_CONNECTIONS ? connections - RESERVES : connections)
    this.#beganAtMs = context.clock.nowMs()
  }

  /** Lanes that should be active. */
  get activeWanted(): number {
    return this.#subset.size
  }

  /** What trying more of them showed the last time. */
  get finding(): ActiveSubset['finding'] {
    return this.#subset.finding
  }

  /** Lanes that are. */
  get active(): number {
    return this.#of('active').length
  }

  /** Another lane could be active. */
  get hasRoom(): boolean {
    return this.active < this.activeWanted && this.#of('idle').length > 0
  }

  /** Call some times a second while bytes are wanted. */
  look(nowMs: number): void {
    const { live } = this.#context
    const remainingBytes = this.#ledger.length - this.#ledger.receivedBytes
    // Under a rate limit nobody can see what another connection is worth.
    if (this.#lanes.some(({ connection }) => connection?.isHeldBack)) this.#subset.disturb(nowMs)
    const change = this.#subset.observe(nowMs, live.ownFetchedBytes, remainingBytes)
    if (change) {
      const bytesPerSecond = Math.round(change.bytesPerSecond)
      this.#context.event('subset-changed', { ...change, bytesPerSecond })
    }
    this.#distribute(nowMs, remainingBytes / live.meter.bytesPerSecond)
  }

  /** `lane` was found unsatisfactory: a primed reserve, if there is one, has its part from now on. */
  replace(lane: Lane, reason: string): void {
    this.#subset.disturb(this.#context.clock.nowMs())
    const reserve = this.#of('reserve').find(({ primedBy }) => primedBy)
    if (!reserve || lane.part !== 'active') return
    lane.part = 'idle'
    this.#employ(reserve, reason)
  }

  #distribute(nowMs: number, remainingSeconds: number): void {
    const free = (): Lane[] => this.#of('idle').filter(({ awayUntilMs }) => awayUntilMs <= nowMs)
    const active = this.#of('active')
    for (let missing = this.#subset.size - active.length; missing > 0; missing--) {
      const lane = this.#of('reserve')[0] ?? free()[0]
      if (!lane) break
      this.#employ(lane, 'more connections may help')
    }
    const slowestFirst = active.sort((a, b) => (a.bytesPerSecond ?? 0) - (b.bytesPerSecond ?? 0))
    for (const lane of slowestFirst.slice(0, Math.max(0, active.length - this.#subset.size))) {
      lane.part = this.#of('reserve').length < RESERVES ? 'reserve' : 'idle'
    }
    const worthIt = nowMs - this.#beganAtMs > RESERVE_AFTER_MS && remainingSeconds > WORTH_A_RESERVE_SECONDS
    const [reserve] = free()
    if (reserve && worthIt && this.#of('reserve').length < RESERVES) {
      reserve.part = 'reserve'
      reserve.wake()
    }
  }

  #employ(lane: Lane, reason: string): void {
    lane.part = 'active'
    if (lane.primedBy) lane.life?.become('active', reason, lane.measured)
    lane.wake()
  }

  #of(part: Lane['part']): Lane[] {
    return this.#lanes.filter((lane) => lane.part === part)
  }
}
