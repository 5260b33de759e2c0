import { describe, expect, it } from 'vitest'
import { HostBudgets } from '../../schedule/host-budgets.ts'
import { PeerPlaces } from './peer-places.ts'

const ORIGIN = 'files.example:443'
const BUDGET = 16

function placesOf() {
  const hosts = new HostBudgets(() => 0)
  const allowed = new Map<string, number>()
  const places = new PeerPlaces(hosts, ORIGIN, (peer, connections) => void allowed.set(peer, connections))
  const sum = (): number => [...allowed.values()].reduce((all, each) => all + each, 0)
  return { hosts, allowed, places, sum }
}
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `peer ${n}`)

describe('the places of peers', () => {
  it('are four for a peer at most', () => {
    const { places, allowed } = placesOf()
    places.join('one')
    expect(allowed.get('one')).toBe(4)
  })

  it('are told to a peer also when it gets no more than the first', () => {
    const { hosts, places, allowed } = placesOf()
    hosts.learnCeiling(ORIGIN, 1)
    places.join('one')
    expect(allowed.get('one')).toBe(1)
  })

  it('stay within the budget of the data server, this machine included, once everybody has looked', () => {
    const { hosts, places, allowed, sum } = placesOf()
    const own = {}
    let mine = 0
    while (hosts.take(ORIGIN, own)) mine++
    for (const peer of names(7)) places.join(peer)
    while (hosts.exceedsShare(ORIGIN, own)) {
      hosts.release(ORIGIN, own)
      mine--
    }
    places.look()
    expect(mine + sum()).toBeLessThanOrEqual(BUDGET)
    expect([...allowed.values()].every((each) => each === 2)).toBe(true)
  })

  it('come back to the others when a peer leaves, and all of them in the end', () => {
    const { hosts, places, allowed } = placesOf()
    for (const peer of names(8)) places.join(peer)
    places.look()
    expect(allowed.get('peer 0')).toBe(2)
    for (const peer of names(8).slice(1)) places.leave(peer)
    places.look()
    expect(allowed.get('peer 0')).toBe(4)
    places.end()
    const another = {}
    let taken = 0
    while (hosts.take(ORIGIN, another)) taken++
    expect(taken).toBe(BUDGET)
  })

  it('are not given twice to a peer that joins twice', () => {
    const { hosts, places } = placesOf()
    places.join('one')
    places.join('one')
    places.leave('one')
    places.leave('one')
    const another = {}
    let taken = 0
    while (hosts.take(ORIGIN, another)) taken++
    expect(taken).toBe(BUDGET)
  })

  it('are kept for those who may join soon, who take them over', () => {
    const { hosts, places, allowed } = placesOf()
    const own = {}
    places.expect(names(7))
    let mine = 0
    while (hosts.take(ORIGIN, own)) mine++
    expect(mine).toBe(2)
    expect(allowed.size).toBe(0)
    for (const peer of names(7)) places.join(peer)
    expect([...allowed.values()]).toEqual(names(7).map(() => 2))
    expect(hosts.exceedsShare(ORIGIN, own)).toBe(false)
  })

  it('are kept no longer than they are expected, nor for more than half of the budget', () => {
    const { hosts, places } = placesOf()
    const own = {}
    const takeAll = (): number => {
      let taken = 0
      while (hosts.take(ORIGIN, own)) taken++
      return taken
    }
    places.expect(names(100))
    expect(takeAll()).toBe(1)
    places.expect(names(1))
    expect(takeAll()).toBe(7)
    places.expect([])
    expect(takeAll()).toBe(8)
  })
})
