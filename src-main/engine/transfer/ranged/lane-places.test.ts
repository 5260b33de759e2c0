import { beforeEach, describe, expect, it } from 'vitest'
import { HostBudgets } from '../../schedule/host-budgets.ts'
import { LanePlaces } from './lane-places.ts'
import { Lane } from './lane.ts'
import { sourceOf } from '../sources/sources.ts'

const source = sourceOf('origin', new URL('https://files.example/file.bin'), {
  length: 1000,
  validator: { etag: '"one"', lastModified: null }
})
const { host } = source

let hosts: HostBudgets
let lanes: Lane[]
/** Who was told to give up its connection, and why. */
let dropped: { readonly lane: Lane; readonly reason: string }[]
let orphans: unknown[]
let leaving: Lane[]
let nowMs: number
beforeEach(() => {
  hosts = new HostBudgets(() => nowMs)
  lanes = [1, 2, 3, 4].map(() => new Lane('active', source))
  dropped = []
  orphans = []
  leaving = []
  nowMs = 0
})

const clock = { nowMs: () => nowMs, unixMs: () => nowMs, every: () => () => undefined, sleep: async () => {} }
const placesOf = (allowed: number): LanePlaces =>
  new LanePlaces(
    {
      context: { clock, hosts },
      connections: { drop: (lane, reason) => void dropped.push({ lane, reason }) },
      orphans: { add: (orphan) => void orphans.push(orphan) },
      seating: {
        isLeaving: (lane) => leaving.includes(lane),
        seat: (lane, holder) => {
          lane.hasPlace = hosts.take(host, holder)
        }
      },
      lanes,
      failure: () => null
    },
    allowed
  )
const seated = (): number => lanes.filter(({ hasPlace }) => hasPlace).length
/** What each lane waits for, in order. */
const waits = (places: LanePlaces): number[] => lanes.map((lane) => places.waitMs(lane))

/** Something under way on `lane`, of which nothing has come for so long. */
function silent(lane: Lane, silentMs: number): void {
  const range = { start: 500, end: 900 }
  lane.begin({ owner: { source: host }, range, race: null, answer: null }, { end: 900, bytes: 0 } as never, 0)
  lane.connection = { isHeldBack: false, got: 0, silentMs: () => silentMs } as never
}

describe('places', () => {
  it('go to as many lanes as the fetch may have; the others ask again', () => {
    expect(waits(placesOf(2))).toEqual([0, 0, 250, 250])
    expect(seated()).toBe(2)
  })

  it('are given back beyond that when it may have fewer', () => {
    const places = placesOf(4)
    waits(places)
    places.allowed = 3
    expect(places.waitMs(lanes[0]!)).toBe(250)
    expect(dropped).toEqual([{ lane: lanes[0], reason: 'fewer connections are allowed now' }])
    expect(waits(places).filter((ms) => ms === 0)).toHaveLength(3)
  })

  it('are not kept by a lane without a part, nor asked for by one that keeps away', () => {
    const places = placesOf(4)
    places.waitMs(lanes[0]!)
    lanes[0]!.part = 'idle'
    lanes[1]!.awayUntilMs = 40
    expect(waits(places).slice(0, 2)).toEqual([1000, 40])
    expect([lanes[0]!.hasPlace, lanes[1]!.hasPlace]).toEqual([false, false])
  })

  it('are taken anew by a lane that goes to another source', () => {
    const places = placesOf(4)
    const [lane] = lanes as [Lane]
    places.take(lane)
    leaving = [lane]
    lane.isMoving = true
    expect(places.waitMs(lane)).toBe(0)
    expect(dropped.map(({ reason }) => reason)).toEqual(['it goes to another source'])
    expect(lane.isMoving).toBe(false)
    expect(hosts.at(host, places).others).toBe(0)
  })
})

describe('when others have a right to a place', () => {
  /** All four lanes have one, and the server bears no more than three of this fetch's. */
  function crowded(): LanePlaces {
    const places = placesOf(4)
    waits(places)
    hosts.learnCeiling(host, 3)
    return places
  }

  it('it is that of whoever looks for work', () => {
    const places = crowded()
    silent(lanes[2]!, 300)
    expect(places.waitMs(lanes[0]!)).toBe(250)
    expect(dropped.map(({ lane }) => lanes.indexOf(lane))).toEqual([0])
    expect(waits(places).filter((ms) => ms === 0)).toHaveLength(3)
  })

  it('it is that of one at a standstill, whose bytes are wanted again', () => {
    const places = crowded()
    silent(lanes[2]!, 301)
    expect(places.waitMs(lanes[0]!)).toBe(0)
    expect([lanes[0]!.hasPlace, lanes[2]!.hasPlace]).toEqual([true, false])
    expect(orphans).toEqual([{ range: { start: 500, end: 900 }, connection: 0, reason: 'silent' }])
    expect(lanes[2]!.retirements).toBe(1)
  })
})
