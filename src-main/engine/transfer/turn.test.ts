import { beforeEach, describe, expect, it } from 'vitest'
import type { PlaceUse, Seeker } from '../schedule/turns.ts'
import { Turns } from '../schedule/turns.ts'
import { Turn } from './turn.ts'

let turns: Turns<Asking>
let stop: AbortController
beforeEach(() => {
  turns = new Turns()
  turns.configure(1, false)
  stop = new AbortController()
})

/** What a transfer does with its turn, and no more. */
class Asking implements Seeker {
  readonly turn: Turn<Asking> = new Turn(turns, this)
  readonly priority = 'normal'
  readonly placeUse: PlaceUse = 'busy'
  readonly position: number
  readonly told: string[] = []
  /** What it throws when it is told anything. */
  problem: Error | null = null

  constructor(position: number) {
    this.position = position
  }
  waits(place: number): void {
    this.turn.wait(() => this.#hear(`waits at ${place}`))
  }
  stands(): void {}
  go(): void {
    this.turn.come(() => this.#hear('goes'))
  }
  yield(): void {
    this.turn.takeBack()
  }
  #hear(word: string): void {
    if (this.problem) throw this.problem
    this.told.push(word)
  }
}

/** Ends when its signal does, as an attempt would. */
const untilAborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')))

describe('a turn', () => {
  it('comes when another leaves, and its owner has heard of it by then', async () => {
    const [one, other] = [new Asking(1), new Asking(2)]
    await one.turn.take(stop.signal)
    const taken = other.turn.take(stop.signal).then(() => other.told.slice())
    expect(other.turn.isHeld).toBe(false)
    one.turn.leave()
    expect(await taken).toEqual(['waits at 1', 'goes'])
    expect([one.turn.isHeld, other.turn.isHeld]).toEqual([false, true])
  })

  it('is waited for no longer than until somebody stops it, and is not kept from others then', async () => {
    const [one, other, third] = [new Asking(1), new Asking(2), new Asking(3)]
    await one.turn.take(new AbortController().signal)
    const taken = other.turn.take(stop.signal)
    stop.abort()
    await expect(taken).rejects.toMatchObject({ code: 'interrupted' })
    one.turn.leave()
    await third.turn.take(new AbortController().signal)
    expect(other.told).toEqual(['waits at 1'])
  })

  it('that its owner cannot be told of is not waited for', async () => {
    const [one, other] = [new Asking(1), new Asking(2)]
    one.problem = new Error('the journal is full')
    await expect(one.turn.take(stop.signal)).rejects.toBe(one.problem)
    one.turn.leave()
    await other.turn.take(stop.signal)
    one.problem = new Error('the journal is full still')
    await expect(one.turn.take(stop.signal)).rejects.toBe(one.problem)
  })

  it('taken back ends what is done in it, and can be asked for again', async () => {
    const one = new Asking(1)
    await one.turn.take(stop.signal)
    const done = one.turn.during(stop.signal, untilAborted)
    turns.configure(1, true)
    expect(await done).toBe('aborted')
    expect([one.turn.isHeld, stop.signal.aborted]).toEqual([false, false])
    const again = one.turn.take(stop.signal)
    turns.configure(1, false)
    await again
    expect(one.turn.isHeld).toBe(true)
  })

  it('ends with the run it is part of, and none begins when that was over before', async () => {
    const one = new Asking(1)
    await one.turn.take(stop.signal)
    const done = one.turn.during(stop.signal, untilAborted)
    stop.abort()
    expect(await done).toBe('aborted')
    await expect(one.turn.during(stop.signal, async () => 'begun')).rejects.toBe(stop.signal.reason)
  })
})
