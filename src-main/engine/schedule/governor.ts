/**
 * Holds all transfers to the settings: looks at the clock once a second and tells the rate limits and the turns what
 * holds now. It decides nothing about a single transfer.
 */
import type { Rule, Settings, SettingsNow } from '../../../src-shared/model/settings.ts'
import type { Clock } from '../ports/clock.ts'
import { localTime, ruleAt } from './hours.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Turns } from './turns.ts'

const LOOK_EVERY_MS = 1000

export interface Governed {
  readonly clock: Clock
  readonly limits: RateLimits
  readonly turns: Pick<Turns<never>, 'configure' | 'look'>
  save(settings: Settings): void
}

export class Governor {
  readonly #governed: Governed
  readonly #listeners = new Set<(now: SettingsNow) => void>()
  readonly #stopLooking: () => void
  #now: SettingsNow

  constructor(settings: Settings, governed: Governed) {
    this.#governed = governed
    this.#now = this.#at(settings)
    this.#apply()
    this.#stopLooking = governed.clock.every(LOOK_EVERY_MS, () => this.#look())
  }

  get now(): SettingsNow {
    return this.#now
  }

  /** Throws ShoalError when they cannot be kept, and then nothing changes. */
  change(settings: Settings): void {
    this.#governed.save(settings)
    this.#become(this.#at(settings))
  }

  /** Hears every change, of the settings or of what they come to. Returns a function that stops listening. */
  onChange(listener: (now: SettingsNow) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stop(): void {
    this.#stopLooking()
  }

  #look(): void {
    const now = this.#at(this.#now.settings)
    if (isSame(now.inForce, this.#now.inForce)) this.#governed.turns.look()
    else this.#become(now)
  }

  #at(settings: Settings): SettingsNow {
    return { settings, inForce: ruleAt(settings, localTime(this.#governed.clock.unixMs())) }
  }

  #become(now: SettingsNow): void {
    this.#now = now
    this.#apply()
    for (const listener of this.#listeners) listener(now)
  }

  #apply(): void {
    const { settings, inForce } = this.#now
    // While everything pauses, what is told to start all the same keeps to the usual limit.
    const limit = inForce.kind === 'limited' ? inForce.bytesPerSecond : null
    this.#governed.limits.limit(inForce.kind === 'paused' ? settings.limitBytesPerSecond : limit)
    this.#governed.turns.configure(settings.mostActive, inForce.kind === 'paused')
  }
}

const isSame = (a: Rule, b: Rule): boolean =>
  a.kind === b.kind && (a.kind !== 'limited' || b.kind !== 'limited' || a.bytesPerSecond === b.bytesPerSecond)
