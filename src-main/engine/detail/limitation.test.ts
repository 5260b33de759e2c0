import { describe, expect, it } from 'vitest'
import { problem } from '../../../src-shared/errors/problem.ts'
import { limitation, type Facts, type FetchFacts, type SourceFacts } from './limitation.ts'

const MB = 1_000_000
const HOST = 'files.example:443'

const fetching = (more: Partial<FetchFacts> = {}): FetchFacts => ({
  way: 'ranges',
  source: HOST,
  ageMs: 10_000,
  silentMs: 20,
  wantedBytes: 500 * MB,
  inFlightBytes: 8 * MB,
  mostInFlightFrom: HOST,
  active: 8,
  allowed: 16,
  worthwhile: 8,
  more: 'unknown',
  ceiling: null,
  othersPlaces: 0,
  budget: 16,
  ...more
})
const receiving = (more: Partial<Facts> = {}, fetch: Partial<FetchFacts> = {}): Facts => ({
  state: { kind: 'running', phase: 'receiving' },
  bytesPerSecond: 10 * MB,
  limit: null,
  limitShare: 0,
  diskShare: 0,
  fetch: fetching(fetch),
  sources: [{ id: HOST, kind: 'origin', name: '', bytesPerSecond: 10 * MB, waitingBytes: 0 }],
  ...more
})
const peer = (id: string, more: Partial<SourceFacts> = {}): SourceFacts => ({
  id,
  kind: 'peer',
  name: id.toLowerCase(),
  bytesPerSecond: 5 * MB,
  waitingBytes: 0,
  ...more
})

describe('what limits a transfer', () => {
  it('is nothing when it stands still, and its place when it waits for its turn', () => {
    expect(limitation(receiving({ state: { kind: 'paused' } }))).toEqual({ kind: 'still' })
    expect(limitation(receiving({ state: { kind: 'queued', place: 3, reason: 'turn' } }))).toEqual({
      kind: 'queued',
      place: 3,
      reason: 'turn'
    })
  })

  it('is the wait before another try, with its cause', () => {
    const state = {
      kind: 'retrying',
      attempt: 2,
      untilMs: 99,
      problem: problem('http-too-many', { host: HOST })
    } as const
    expect(limitation(receiving({ state }))).toEqual({
      kind: 'backing-off',
      untilMs: 99,
      code: 'http-too-many'
    })
  })

  it('is the server that has not answered, then the work after the last byte', () => {
    expect(limitation(receiving({ state: { kind: 'running', phase: 'resolving' } }))).toEqual({
      kind: 'asking'
    })
    expect(limitation(receiving({ fetch: null }))).toEqual({ kind: 'asking' })
    expect(limitation(receiving({ state: { kind: 'running', phase: 'verifying' } }))).toEqual({
      kind: 'verifying'
    })
  })

  it('is a limit only while that holds the connections back', () => {
    const limit = { by: 'all', bytesPerSecond: 20 * MB } as const
    expect(limitation(receiving({ limit, limitShare: 0.9 }))).toEqual({ kind: 'limit', ...limit })
    expect(limitation(receiving({ limit, limitShare: 0.1 }, { more: 'failed' })).kind).toBe('server')
  })

  it('is the disk when reading waits for it', () => {
    expect(limitation(receiving({ diskShare: 0.6 }))).toEqual({ kind: 'disk', share: 0.6 })
  })

  it('is silence, whatever else may be said', () => {
    expect(limitation(receiving({}, { silentMs: 4000, more: 'failed' }))).toEqual({
      kind: 'silent',
      forMs: 4000
    })
  })

  it('is one connection where the server or the protocol allows no more', () => {
    expect(limitation(receiving({}, { way: 'answer' }))).toEqual({
      kind: 'one-connection',
      source: HOST,
      because: 'answer'
    })
    expect(limitation(receiving({}, { way: 'protocol' }))).toMatchObject({ because: 'protocol' })
  })

  it('is the last ranges when nothing more can be asked for', () => {
    expect(
      limitation(receiving({}, { wantedBytes: 0, inFlightBytes: 3 * MB, mostInFlightFrom: 'PEER' }))
    ).toEqual({ kind: 'tail', source: 'PEER', bytes: 3 * MB })
  })

  it('is not told before rates have settled', () => {
    expect(limitation(receiving({}, { ageMs: 500, more: 'failed' })).kind).toBe('measuring')
  })

  it('is the server or the way to it when more connections brought no more', () => {
    expect(limitation(receiving({}, { more: 'failed' }))).toEqual({
      kind: 'server',
      source: HOST,
      connections: 8
    })
  })

  it('is the number of connections when each of them added to the rate', () => {
    expect(limitation(receiving({}, { more: 'helped', active: 15, worthwhile: 15, allowed: 16 }))).toEqual({
      kind: 'connections',
      connections: 15
    })
  })

  it('is what the server serves, when it refused more', () => {
    expect(limitation(receiving({}, { ceiling: 2, active: 2 }))).toEqual({
      kind: 'server-connections',
      source: HOST,
      connections: 2
    })
  })

  it('is the others who are at the same server', () => {
    expect(limitation(receiving({}, { active: 4, othersPlaces: 12 }))).toEqual({
      kind: 'shared-server',
      source: HOST,
      connections: 4
    })
  })

  it('is what each source gives where peers help', () => {
    const sources = [...receiving().sources, peer('ONE'), peer('TWO', { bytesPerSecond: 7 * MB })]
    expect(limitation(receiving({ sources }, { more: 'failed' }))).toEqual({
      kind: 'sources',
      serverBytesPerSecond: 10 * MB,
      peersBytesPerSecond: 12 * MB,
      peers: 2
    })
  })

  it('is this machine’s own link when several peers hold more than comes, and the way to one when only that does', () => {
    const held = { waitingBytes: 64 * MB }
    expect(limitation(receiving({ sources: [peer('ONE', held), peer('TWO', held)] }))).toEqual({
      kind: 'own-link',
      peers: 2,
      waitingBytes: 128 * MB
    })
    expect(limitation(receiving({ sources: [peer('ONE', held), peer('TWO')] }))).toEqual({
      kind: 'peer-path',
      peer: 'ONE',
      name: 'one',
      waitingBytes: 64 * MB
    })
  })
})
