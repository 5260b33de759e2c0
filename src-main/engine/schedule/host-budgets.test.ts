import { beforeEach, describe, expect, it } from 'vitest'
import { HostBudgets } from './host-budgets.ts'

let nowMs: number
let budgets: HostBudgets
beforeEach(() => {
  nowMs = 0
  budgets = new HostBudgets(() => nowMs)
})

const [a, b, c] = [{}, {}, {}]
const takeAll = (holder: object, limit = 100): number => {
  let taken = 0
  while (taken < limit && budgets.take('h', holder)) taken++
  return taken
}

describe('the budget of one origin', () => {
  it('is all one transfer’s while it is alone', () => {
    expect(takeAll(a)).toBe(16)
    expect(budgets.exceedsShare('h', a)).toBe(false)
  })

  it('is shared when others come: each gets one at once, its share when places are given back', () => {
    takeAll(a)
    expect(takeAll(b)).toBe(1)
    expect(budgets.exceedsShare('h', a)).toBe(true)
    while (budgets.exceedsShare('h', a)) budgets.release('h', a)
    expect(takeAll(b)).toBe(7)
    expect(takeAll(a)).toBe(0)
    expect(takeAll(c)).toBe(1)
  })

  it('is each origin’s own', () => {
    takeAll(a)
    expect(budgets.take('elsewhere', b)).toBe(true)
    expect(budgets.exceedsShare('elsewhere', b)).toBe(false)
  })

  it('never starves anybody, however many they are', () => {
    for (let i = 0; i < 50; i++) expect(budgets.take('h', {})).toBe(true)
  })
})

describe('a ceiling learned from a refusal', () => {
  it('lowers the share at once, and doubles twice a minute', () => {
    takeAll(a, 8)
    budgets.learnCeiling('h', 2)
    expect(budgets.exceedsShare('h', a)).toBe(true)
    while (budgets.exceedsShare('h', a)) budgets.release('h', a)
    expect(takeAll(a)).toBe(0)
    nowMs = 30_000
    expect(takeAll(a)).toBe(2)
    nowMs = 60 * 60_000
    expect(takeAll(a)).toBe(12)
  })

  it('doubles ever more slowly when it is found again', () => {
    budgets.learnCeiling('h', 2)
    budgets.learnCeiling('h', 2)
    nowMs = 30_000
    expect(takeAll(a)).toBe(4)
    budgets.learnCeiling('h', 2)
    while (budgets.exceedsShare('h', a)) budgets.release('h', a)
    nowMs = 60_000
    expect(takeAll(a)).toBe(0)
    nowMs = 90_000
    expect(takeAll(a)).toBe(2)
  })

  it('is remembered when the transfer is gone, and still lets one connection in', () => {
    budgets.take('h', a)
    budgets.learnCeiling('h', 0)
    budgets.release('h', a)
    expect(takeAll(b)).toBe(1)
  })
})
