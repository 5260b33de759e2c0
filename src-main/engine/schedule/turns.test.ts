import { beforeEach, describe, expect, it } from 'vitest'
import type { Priority } from '../../../src-shared/model/settings.ts'
import { Turns, type PlaceUse, type Seeker } from './turns.ts'

let turns: Turns<Asking>
let told: string[]
beforeEach(() => {
  turns = new Turns<Asking>()
  turns.configure(2, false)
  told = []
})

class Asking implements Seeker {
  readonly name: string
  position: number
  priority: Priority
  placeUse: PlaceUse = 'busy'

  constructor(name: string, position: number, priority: Priority = 'normal') {
    this.name = name
    this.position = position
    this.priority = priority
  }
  waits(place: number, reason: string): void {
    told.push(`${this.name}: ${place} ${reason}`)
  }
  stands(place: number): void {
    told.push(`${this.name}: ${place}`)
  }
  go(): void {
    told.push(`${this.name}: go`)
    this.placeUse = 'busy'
  }
  yield(): void {
    told.push(`${this.name}: yield`)
  }
}

/** Asks for each, in this order; what was told until now is forgotten. */
function asked(...seekers: Asking[]): void {
  for (const each of seekers) turns.ask(each)
  told = []
}
const after = (act: () => void): string[] => {
  told = []
  act()
  return told
}

const [a, b, c, d] = [1, 2, 3, 4].map((position) => new Asking('abcd'[position - 1]!, position)) as [
  Asking,
  Asking,
  Asking,
  Asking
]
beforeEach(() => {
  for (const each of [a, b, c, d]) {
    each.placeUse = 'busy'
    each.priority = 'normal'
  }
})

describe('turns', () => {
  it('come to as many at once as are allowed; the others hear where they stand', () => {
    expect(after(() => [a, b, c, d].forEach((each) => turns.ask(each)))).toEqual([
      'a: go',
      'b: go',
      'c: 1 turn',
      'd: 2 turn'
    ])
  })

  it('come in order when places are given up', () => {
    asked(a, b, d, c)
    expect(after(() => turns.leave(b))).toEqual(['c: go', 'd: 1'])
    expect(after(() => turns.leave(c))).toEqual(['d: go'])
  })

  it('come to higher priorities first', () => {
    asked(a, b, c)
    d.priority = 'high'
    expect(after(() => turns.ask(d))).toEqual(['c: 2', 'd: 1 turn'])
    expect(after(() => turns.leave(a))).toEqual(['d: go', 'c: 1'])
  })

  it('come no more to one that has left the queue', () => {
    asked(a, b, c, d)
    expect(after(() => turns.leave(c))).toEqual(['d: 1'])
    expect(after(() => turns.leave(a))).toEqual(['d: go'])
  })

  it('come when more are allowed, and are not taken back when fewer are', () => {
    asked(a, b, c, d)
    expect(after(() => turns.configure(3, false))).toEqual(['c: go', 'd: 1'])
    expect(after(() => turns.configure(1, false))).toEqual([])
    expect(after(() => [a, b].forEach((each) => turns.leave(each)))).not.toContain('d: go')
    expect(after(() => turns.leave(c))).toEqual(['d: go'])
  })

  it('come at once to who is told to start now, and that one counts', () => {
    asked(a, b, c, d)
    expect(after(() => expect(turns.startNow(d)).toBe(true))).toEqual(['d: go'])
    expect(after(() => turns.leave(a))).toEqual([])
    expect(after(() => turns.leave(b))).toEqual(['c: go'])
    expect(turns.startNow(c)).toBe(false)
  })
})

describe('a place is lent', () => {
  it('while a server that answers has put its owner off', () => {
    asked(a, b, c)
    a.placeUse = 'put-off'
    expect(after(() => turns.look())).toEqual(['c: go'])
    // Back again, it waits like everyone, and by its position it is next.
    turns.ask(d)
    expect(after(() => turns.ask(a))).toEqual(['d: 2', 'a: 1 turn'])
    expect(after(() => turns.leave(b))).toEqual(['a: go', 'd: 1'])
  })

  it('by one that reaches nobody only while somebody else receives: else the whole queue would fail', () => {
    asked(a, b, c)
    a.placeUse = 'cut-off'
    b.placeUse = 'cut-off'
    expect(after(() => turns.look())).toEqual([])
    b.placeUse = 'receiving'
    expect(after(() => turns.look())).toEqual(['c: go'])
  })

  it('and taken back without waiting when nobody has used it', () => {
    asked(a)
    expect(after(() => turns.ask(a))).toEqual(['a: go'])
  })
})

describe('a pause', () => {
  it('takes every turn back at once and gives none until it ends', () => {
    asked(a, b, c)
    expect(after(() => turns.configure(2, true))).toEqual(['a: yield', 'b: yield', 'c: 1 schedule'])
    expect(after(() => [a, b].forEach((each) => turns.ask(each)))).not.toContain('a: go')
    expect(after(() => turns.configure(2, true))).toEqual([])
    expect(after(() => turns.configure(2, false))).toEqual(['a: go', 'b: go', 'c: 1 turn'])
  })

  it('does not hold who is told to start now', () => {
    asked(a)
    turns.configure(2, true)
    turns.ask(a)
    expect(after(() => turns.startNow(a))).toEqual(['a: go'])
    expect(after(() => turns.configure(2, true))).toEqual([])
  })
})

it('who gives its turn back in the same moment starves nobody', () => {
  class Fleeting extends Asking {
    override go(): void {
      super.go()
      turns.leave(this)
    }
  }
  asked(a, b)
  const fleeting = new Fleeting('f', 3)
  turns.ask(fleeting)
  turns.ask(d)
  expect(after(() => turns.leave(a))).toEqual(['f: go', 'd: go'])
})

it('thousands move up in one word, and before anybody new is told', () => {
  const heard: unknown[] = []
  const queue = new Turns<Asking>((shifts) => heard.push(...shifts))
  queue.configure(1, false)
  const many = Array.from({ length: 3000 }, (_, index) => new Asking(String(index), index))
  expect(after(() => queue.together(() => many.forEach((each) => queue.ask(each))))).toHaveLength(3000)
  expect(heard).toEqual([])
  queue.leave(many[0]!)
  expect(heard.splice(0)).toEqual([{ from: 2, to: 2999, by: -1 }])
  queue.leave(many[1000]!)
  expect(heard.splice(0)).toEqual([{ from: 1000, to: 2998, by: -1 }])
  const first = new Asking('first', 0, 'high')
  expect(after(() => queue.ask(first)).at(-1)).toBe('first: 1 turn')
  expect(heard).toEqual([{ from: 1, to: 2997, by: 1 }])
})
