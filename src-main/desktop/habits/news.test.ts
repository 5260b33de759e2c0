import { expect, test } from 'vitest'
import { problem } from '../../../src-shared/errors/problem.ts'
import type { ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { Peer } from '../../../src-shared/model/peer.ts'
import { DEFAULT_SETTINGS } from '../../../src-shared/model/settings.ts'
import {
  READ_BACK_NOTICE,
  type Notice,
  type Transfer,
  type TransferState
} from '../../../src-shared/model/transfer.ts'
import type { Situation } from '../situation.ts'
import { isWanted, newsOfSituation, newsOfTransfer } from './news.ts'

const transfer = (state: TransferState): Transfer =>
  ({ id: 'a', name: 'a.iso', state, notices: [] as readonly Notice[] }) as Transfer
const RUNNING: TransferState = { kind: 'running', phase: 'receiving' }
const failed = (code: 'http-unauthorized' | 'http-not-found'): TransferState => ({
  kind: 'failed',
  problem: problem(code, { host: 'example.org' })
})
const situation = (over: Partial<Situation>): Situation => ({
  membership: { kind: 'joined', port: 1, problem: null },
  contributions: [],
  pairing: { kind: 'idle' },
  peers: [],
  settings: null,
  ...over
})
const contribution = (peer: string, file: string): ContributionNow =>
  ({ peer, name: 'Attic', uri: `https://example.org/${file}` }) as ContributionNow

test('the end of a transfer is news once; what a start finds is none', () => {
  const done = transfer({ kind: 'done', path: '/a.iso', finishedAtMs: 0 })
  expect(newsOfTransfer(transfer(RUNNING), done)?.kind).toBe('done')
  expect(newsOfTransfer(undefined, done)).toBeNull()
  expect(newsOfTransfer(done, done)).toBeNull()
  expect(newsOfTransfer(done, undefined)).toBeNull()
})

test('what a person can mend needs them; the rest has failed', () => {
  expect(newsOfTransfer(transfer(RUNNING), transfer(failed('http-unauthorized')))?.kind).toBe('needs-you')
  expect(newsOfTransfer(transfer(RUNNING), transfer(failed('http-not-found')))?.kind).toBe('failed')
})

test('a finished file that is not what was fetched needs them, once', () => {
  const done = transfer({ kind: 'done', path: '/a.iso', finishedAtMs: 0 })
  const told = { ...done, notices: [{ code: READ_BACK_NOTICE, message: 'It differs.' }] }
  expect(newsOfTransfer(done, told)).toMatchObject({ kind: 'needs-you', what: { message: 'It differs.' } })
  expect(newsOfTransfer(told, { ...told })).toBeNull()
  expect(newsOfTransfer(undefined, told)).toBeNull()
})

test('a machine is told of when it comes to be helped, not for each of its files', () => {
  const one = situation({ contributions: [contribution('A', 'a.iso')] })
  const two = situation({ contributions: [contribution('A', 'a.iso'), contribution('A', 'b.iso')] })
  expect(newsOfSituation(situation({}), two)).toMatchObject([{ kind: 'helping', peer: 'A' }])
  expect(newsOfSituation(one, two)).toEqual([])
})

test('a machine that is trusted from now on was paired; those a start finds were before', () => {
  const peer = (trust: Peer['trust']): Peer => ({ id: 'A', name: 'Attic', trust }) as Peer
  const paired = situation({ peers: [peer('paired')] })
  expect(newsOfSituation(situation({ peers: [peer('none')] }), paired)).toEqual([
    { kind: 'paired', name: 'Attic' }
  ])
  expect(newsOfSituation(situation({ peers: null }), paired)).toEqual([])
  expect(newsOfSituation(paired, paired)).toEqual([])
})

test('a code to compare is told once', () => {
  const comparing = (confirmed: 'nobody' | 'there'): Situation =>
    situation({ pairing: { kind: 'comparing', code: '123456', peer: 'A', name: 'Attic', confirmed } })
  expect(newsOfSituation(situation({}), comparing('nobody'))).toEqual([
    { kind: 'pairing', name: 'Attic', code: '123456' }
  ])
  expect(newsOfSituation(comparing('nobody'), comparing('there'))).toEqual([])
})

test('each kind of news can be switched off by itself', () => {
  const done = transfer({ kind: 'done', path: '/a.iso', finishedAtMs: 0 })
  const all = [
    newsOfTransfer(transfer(RUNNING), done),
    newsOfTransfer(transfer(RUNNING), transfer(failed('http-not-found'))),
    newsOfTransfer(transfer(RUNNING), transfer(failed('http-unauthorized'))),
    { kind: 'paired', name: 'Attic' } as const,
    ...newsOfSituation(situation({}), situation({ contributions: [contribution('A', 'a.iso')] }))
  ].filter((news) => news !== null)
  const kinds = ['notifyDone', 'notifyFailed', 'notifyNeedsYou', 'notifyPairing', 'notifyHelping'] as const
  expect(all.map((news) => isWanted(news, DEFAULT_SETTINGS))).toEqual(kinds.map(() => true))
  for (const off of kinds)
    expect(all.map((news) => isWanted(news, { ...DEFAULT_SETTINGS, [off]: false }))).toEqual(
      kinds.map((kind) => kind !== off)
    )
})
