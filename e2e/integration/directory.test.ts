/** What is known of other machines, over a real journal that another Shoal writes to as well. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../src-main/engine/ports/clock.ts'
import { openJournal, type Journal } from '../../src-main/journal/open-journal.ts'
import { createDirectory, MOST_STRANGERS, type Directory } from '../../src-main/peers/directory/directory.ts'
import { whenTrustEnds } from '../../src-main/peers/directory/trust-ends.ts'
import type { PeerAddress, PeerCard } from '../../src-shared/model/peer.ts'

let nowMs: number
let ticks: Set<() => void>
const clock: Clock = {
  nowMs: () => nowMs,
  unixMs: () => 1_700_000_000_000 + nowMs,
  sleep: () => Promise.resolve(),
  every(_, tick) {
    ticks.add(tick)
    return () => void ticks.delete(tick)
  }
}
const pass = (ms: number): void => {
  nowMs += ms
  for (const tick of [...ticks]) tick()
}

let stateDirectory: string
let journal: Journal
let directory: Directory
beforeEach(() => {
  nowMs = 0
  ticks = new Set()
  stateDirectory = mkdtempSync(path.join(tmpdir(), 'shoal-directory-'))
  journal = openJournal({ stateDirectory })
  directory = createDirectory(journal.peers.directory, clock)
})
afterEach(() => {
  directory.close()
  journal.close()
  rmSync(stateDirectory, { recursive: true })
})

const restart = (): void => {
  directory.close()
  journal.close()
  journal = openJournal({ stateDirectory })
  directory = createDirectory(journal.peers.directory, clock)
}

const at = (
  host: string,
  from: PeerAddress['from'] = 'discovered',
  on: string | null = 'eth0'
): PeerAddress => ({
  host,
  port: 4000,
  from,
  interface: on
})
const card = (id: string, name: string): PeerCard => ({
  id,
  name,
  version: '1',
  capabilities: ['contribute'],
  originBytesPerSecond: null,
  contributions: 0,
  mostContributions: 8,
  policy: ''
})

test('strangers are known and not journaled; once trusted, all that is known of one is', () => {
  directory.heard('A', at('10.0.0.2'))
  directory.introduced(card('A', 'attic'))
  directory.reached('A', { host: '10.0.0.2', port: 4000, rttMs: 0.4 })
  directory.measured('A', 1_000_000, 1_000, false)
  pass(1_000)
  expect(journal.peers.directory.all()).toEqual([])
  directory.trust('A', 'paired')
  restart()
  expect(directory.peer('A')).toMatchObject({
    name: 'attic',
    trust: 'paired',
    reached: null,
    addresses: [{ host: '10.0.0.2', port: 4000, from: 'remembered', interface: null }],
    bandwidth: { originBytesPerSecond: 1_000_000, lanBytesPerSecond: null },
    history: { receivedBytes: 1_000_000 }
  })
})

test('a flood of names is forgotten, the oldest first; who is trusted stays', () => {
  directory.heard('FRIEND', at('10.0.0.2'))
  directory.trust('FRIEND', 'group')
  for (let index = 0; index < 3 * MOST_STRANGERS; index++) {
    nowMs += 1
    directory.heard(`S${index}`, at('10.0.0.3'))
  }
  expect(directory.peers().length).toBeLessThanOrEqual(MOST_STRANGERS + 1)
  expect(directory.trustOf('FRIEND')).toBe('group')
  expect(directory.peer('S0')).toBeNull()
  expect(directory.peer(`S${3 * MOST_STRANGERS - 1}`)).not.toBeNull()
})

test('one peer that announces a thousand addresses fills sixteen', () => {
  for (let index = 0; index < 1_000; index++) directory.heard('A', at(`10.0.${index >> 8}.${index & 255}`))
  expect(directory.peer('A')?.addresses).toHaveLength(16)
  directory.unheard('A', 'eth0')
  expect(directory.peer('A')?.addresses).toEqual([])
})

test('what another Shoal of this user decides is noticed here, and counters of both add up', () => {
  const other = openJournal({ stateDirectory })
  const there = createDirectory(other.peers.directory, clock)
  const changed: string[] = []
  directory.onChange((id) => changed.push(id))
  there.trust('A', 'paired')
  expect(directory.trustOf('A')).toBe('none')
  pass(1_000)
  expect(directory.trustOf('A')).toBe('paired')
  expect(changed).toContain('A')

  directory.measured('A', 100, 10, true)
  there.measured('A', 1_000, 100, true)
  there.sent('A', 5)
  pass(1_000)
  pass(1_000)
  for (const each of [directory, there])
    expect(each.peer('A')?.history).toMatchObject({ receivedBytes: 1_100, sentBytes: 5 })

  there.unpair('A')
  directory.measured('A', 100, 10, true)
  pass(1_000)
  expect(directory.trustOf('A')).toBe('none')
  expect(journal.peers.directory.all()).toEqual([])
  there.close()
  other.close()
})

test('a quarantine outlives a restart, a new proof and unpairing, until a person releases the peer', () => {
  directory.trust('A', 'group')
  directory.quarantine('A', 'bytes 0 to 5 were wrong')
  restart()
  directory.trust('A', 'group')
  expect(directory.peer('A')).toMatchObject({
    trust: 'quarantined',
    quarantine: { reason: 'bytes 0 to 5 were wrong' }
  })
  directory.unpair('A')
  directory.trust('A', 'group')
  expect(directory.trustOf('A')).toBe('quarantined')
  directory.release('A')
  expect(directory.trustOf('A')).toBe('group')
  expect(() => directory.release('A')).toThrow(expect.objectContaining({ code: 'peer-not-quarantined' }))
  directory.unpair('A')
  expect(() => directory.unpair('A')).toThrow(expect.objectContaining({ code: 'peer-not-trusted' }))
})

test('what was agreed with a peer outlives a restart, is noticed elsewhere, and ends with the trust', () => {
  expect(() => directory.agree('A', { asks: false })).toThrow(
    expect.objectContaining({ code: 'peer-not-trusted' })
  )
  directory.trust('A', 'paired')
  expect(directory.termsOf('A')).toEqual({ asks: true, contributes: true })
  const other = openJournal({ stateDirectory })
  const there = createDirectory(other.peers.directory, clock)
  directory.agree('A', { contributes: false })
  pass(1_000)
  expect(there.termsOf('A')).toEqual({ asks: true, contributes: false })
  there.close()
  other.close()
  restart()
  directory.agree('A', { asks: false })
  directory.trust('A', 'paired')
  expect(directory.peer('A')?.terms).toEqual({ asks: false, contributes: false })
  directory.unpair('A')
  directory.trust('A', 'paired')
  expect(directory.termsOf('A')).toEqual({ asks: true, contributes: true })
})

test('a link that slows is seen within seconds, ranges side by side count together, and old rates are none', () => {
  directory.trust('A', 'paired')
  const rate = (): number => directory.peer('A')?.bandwidth?.originBytesPerSecond ?? -1
  for (let second = 0; second < 60; second++) {
    pass(1_000)
    directory.measured('A', 5_000_000, 1_000, false)
    directory.measured('A', 5_000_000, 1_000, false)
  }
  expect(rate()).toBeCloseTo(10_000_000, -5)
  for (let second = 0; second < 60; second++) {
    pass(1_000)
    directory.measured('A', 1_000_000, 1_000, false)
  }
  expect(rate()).toBeLessThan(2_500_000)
  expect(rate()).toBeGreaterThan(1_000_000)
  pass(8 * 24 * 3600 * 1000)
  expect(directory.peer('A')?.bandwidth).toBeNull()
})

test('typed addresses are kept apart from heard ones, and the one that worked last comes first', () => {
  directory.trust('A', 'paired')
  directory.heard('A', at('attic.example', 'typed', null))
  for (const host of ['10.0.0.2', '10.0.0.3', '10.0.0.2']) {
    pass(1_000)
    directory.reached('A', { host, port: 4000, rttMs: 1 })
  }
  directory.lost('A')
  expect(directory.peer('A')?.reached).toBeNull()
  restart()
  expect(directory.peer('A')?.addresses.map(({ host, from }) => [host, from])).toEqual([
    ['10.0.0.2', 'remembered'],
    ['10.0.0.3', 'remembered'],
    ['attic.example', 'typed']
  ])
})

test('trust ends for who had it, and for none who is merely heard of', () => {
  directory.heard('OLD', at('10.0.0.2'))
  directory.trust('OLD', 'paired')
  restart()
  const ended: string[] = []
  const stop = whenTrustEnds(directory, (peer) => ended.push(peer))
  directory.heard('STRANGER', at('10.0.0.3'))
  directory.heard('NEW', at('10.0.0.4'))
  directory.trust('NEW', 'group')
  directory.heard('OLD', at('10.0.0.5'))
  expect(ended).toEqual([])
  directory.unpair('OLD')
  directory.quarantine('NEW', 'it gave wrong bytes')
  expect(ended).toEqual(['OLD', 'NEW'])
  directory.heard('OLD', at('10.0.0.6'))
  expect(ended).toEqual(['OLD', 'NEW'])
  stop()
})
