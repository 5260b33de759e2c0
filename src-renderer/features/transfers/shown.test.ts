import { describe, expect, test } from 'vitest'
import { DEFAULT_CATEGORIES, type Category } from '../../../src-shared/model/category.ts'
import type { Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import type { ListView } from '../../stores/view.ts'
import { countByCategory, countByFilter, shown } from './shown.ts'

const transfer = (
  name: string,
  addedAtMs: number,
  state: TransferState,
  length: number | null
): Transfer => ({
  id: name,
  uri: `https://${addedAtMs % 2 ? 'b' : 'a'}.example.org/${name}`,
  name,
  directory: '/tmp',
  length,
  receivedBytes: 0,
  state,
  connections: 8,
  limitBytesPerSecond: null,
  priority: 'normal',
  notices: [],
  addedAtMs,
  activeSeconds: 0,
  refetchedBytes: 0,
  retransmittedBytes: 0,
  sources: [],
  verification: { kind: 'unproven' }
})
const queued = (place: number): TransferState => ({ kind: 'queued', place, reason: 'turn' })
const transfers = [
  transfer('file-10', 1, { kind: 'running', phase: 'receiving' }, 30),
  transfer('file-9', 2, queued(2), null),
  transfer('Zebra', 3, queued(1), 10),
  transfer('apple', 4, { kind: 'done', path: '/tmp/apple', finishedAtMs: 0 }, 20)
]
const see = (view: Partial<ListView>, hidden: readonly string[] = []): string => {
  const whole: ListView = { filter: 'all', category: null, search: '', sort: 'added', ...view }
  const { unfinished, finished } = shown(transfers, new Set(hidden), whole, DEFAULT_CATEGORIES, 'en')
  return `${unfinished.join(' ')} | ${finished.join(' ')}`
}

describe('what is shown', () => {
  test('newest first, what is done apart', () => {
    expect(see({})).toBe('Zebra file-9 file-10 | apple')
  })

  test.each([
    ['oldest', 'file-10 file-9 Zebra | apple'],
    ['name', 'file-9 file-10 Zebra | apple'],
    ['source', 'file-9 file-10 Zebra | apple'],
    ['largest', 'file-10 Zebra file-9 | apple'],
    ['smallest', 'Zebra file-10 file-9 | apple']
  ] as const)('ordered by %s', (sort, order) => {
    expect(see({ sort })).toBe(order)
  })

  test('the queue is in its own order, whatever is chosen', () => {
    expect(see({ filter: 'queued', sort: 'oldest' })).toBe('Zebra file-9 | ')
  })

  test('every word searched for has to be in the name or the address', () => {
    expect(see({ search: ' FILE b.example ' })).toBe('file-10 | ')
    expect(see({ search: 'file zebra' })).toBe(' | ')
  })

  test('what is being removed is neither shown nor counted', () => {
    expect(see({}, ['Zebra', 'apple'])).toBe('file-9 file-10 | ')
    expect(countByFilter(transfers, new Set(['Zebra', 'apple']))).toEqual({
      all: 2,
      active: 1,
      queued: 1,
      paused: 0,
      done: 0,
      failed: 0
    })
  })
})

test('a category is a view of the list, searched and sorted as any; only those that have some are counted', () => {
  const categories: readonly Category[] = [
    { id: 'video', name: null, extensions: ['mkv'], directory: null },
    { id: 'own-1', name: 'Papers', extensions: ['pdf'], directory: '/papers' },
    { id: 'music', name: null, extensions: ['mp3'], directory: null }
  ]
  const some = ['b.mkv', 'a.MKV', 'c.pdf', 'gone.mp3', 'plain'].map((name, at) =>
    transfer(name, at, { kind: 'paused' }, null)
  )
  const hidden = new Set(['gone.mp3'])
  const see = (view: Partial<ListView>): readonly string[] =>
    shown(
      some,
      hidden,
      { filter: 'all', category: null, search: '', sort: 'name', ...view },
      categories,
      'en'
    ).unfinished
  expect(see({ category: 'video' })).toEqual(['a.MKV', 'b.mkv'])
  expect(see({ category: 'video', search: 'b.mkv' })).toEqual(['b.mkv'])
  expect(see({ category: 'other' })).toEqual(['plain'])
  expect(see({ category: 'music' })).toEqual([])
  expect([...countByCategory(some, hidden, categories)]).toEqual([
    ['video', 2],
    ['own-1', 1],
    ['other', 1]
  ])
})
