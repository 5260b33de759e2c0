import { beforeEach, describe, expect, it } from 'vitest'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Claim, TransferRecord } from '../ports/journal-port.ts'
import { KeptRecord, type KeptBy } from './kept-record.ts'
import { unkeptRecord } from './unkept-record.ts'

/** What the journal was told and what listeners heard, in order. */
let said: string[]
let nowMs: number
let claim: Claim
let isFull: boolean
beforeEach(() => {
  said = []
  nowMs = 1000
  claim = { kind: 'taken', abandoned: false }
  isFull = false
})

const journal: KeptBy['journal'] = {
  claim: () => claim,
  release: () => undefined,
  durable: () => [{ start: 0, end: 100 }],
  update: ({ state, activeSeconds }) => {
    if (isFull) throw fail('journal-unwritable', { path: 'the journal', reason: 'no space' })
    said.push(`kept ${state.kind} ${activeSeconds} s`)
  },
  log: (_, { kind }) => void said.push(`logged ${kind}`)
}
const clock = { nowMs: () => nowMs, unixMs: () => nowMs, every: () => () => undefined, sleep: async () => {} }

const keptOf = (more: Partial<TransferRecord> = {}): KeptRecord =>
  new KeptRecord(
    { clock, journal },
    { ...unkeptRecord('one', new URL('https://somebody:secret@files.example/'), 0), ...more },
    ({ state }) => said.push(`told ${state.kind}`)
  )
const after = (act: () => void): string[] => {
  said = []
  act()
  return said
}

describe('what is kept of a transfer', () => {
  it('is journaled first and told then, without what is secret', () => {
    const kept = keptOf()
    expect(after(() => kept.update({ connections: 3 }))).toEqual(['kept running 0 s', 'told paused'])
    expect(kept.transfer).toMatchObject({
      uri: 'https://files.example/',
      name: 'files.example',
      connections: 3
    })
  })

  it('waits for the next word when it is amended', () => {
    const kept = keptOf()
    expect(after(() => kept.amend({ connections: 3 }))).toEqual([])
    expect(kept.transfer.connections).toBe(3)
  })

  it('counts only the time of its turns', () => {
    const kept = keptOf({ activeSeconds: 10, state: { kind: 'paused' } })
    kept.begin()
    nowMs += 2000
    expect(kept.current.activeSeconds).toBe(12)
    kept.queue(1, 'turn')
    nowMs += 5000
    kept.begin()
    nowMs += 1000
    kept.rest({ kind: 'paused' }, { kind: 'paused' })
    nowMs += 5000
    expect([kept.record.activeSeconds, kept.current.activeSeconds]).toEqual([13, 13])
  })

  it('that waits is written down once, told each time, and not written again when it rests', () => {
    const kept = keptOf({ state: { kind: 'paused' } })
    expect(after(() => kept.queue(3, 'turn'))).toEqual(['logged queued', 'kept running 0 s', 'told queued'])
    expect(after(() => kept.queue(3, 'turn'))).toEqual([])
    expect(after(() => kept.queue(3, 'schedule'))).toEqual(['told queued'])
    expect(after(() => kept.rest({ kind: 'paused' }, { kind: 'running' }))).toEqual(['told paused'])
  })

  it('has failed, as people are told, when a journal cannot be told what became of it', () => {
    const kept = keptOf()
    kept.begin()
    isFull = true
    expect(after(() => kept.rest({ kind: 'paused' }, { kind: 'paused' }))).toEqual(['told failed'])
    expect(kept.state).toMatchObject({ kind: 'failed', problem: { code: 'journal-unwritable' } })
  })

  it('has one notice of a kind, the last', () => {
    const kept = keptOf()
    kept.notice({ code: 'web-page', message: 'one' })
    kept.notice({ code: 'wrong-bytes', message: 'two' })
    kept.notice({ code: 'web-page', message: 'three' })
    expect(kept.record.notices.map(({ message }) => message)).toEqual(['two', 'three'])
  })

  it('belongs to one process, and says once that another died with it', () => {
    const kept = keptOf()
    claim = { kind: 'busy', pid: 4711 }
    expect(() => kept.claim()).toThrow('4711')
    claim = { kind: 'taken', abandoned: true }
    kept.claim()
    claim = { kind: 'taken', abandoned: false }
    kept.claim()
    expect([kept.takeAbandoned(), kept.takeAbandoned()]).toEqual([true, false])
  })
})
