import { expect, test } from 'vitest'
import { problem } from '../../src-shared/errors/problem.ts'
import { jsonReport } from './json-report.ts'
import { quietReport } from './quiet-report.ts'
import { doneSentence } from './sentences.ts'
import { terminalReport } from './terminal-report.ts'
import { aTransfer, receiving } from './transfer.fixture.ts'

const run = { seconds: 2.0004, resumedBytes: 0 }
const at = (receivedBytes: number) => ({
  transfer: aTransfer(receiving),
  receivedBytes,
  bytesPerSecond: 1000,
  connections: 2
})

test('the done line has exactly the fields that scripts know', () => {
  let text = ''
  const sources = [{ id: 'host:80', kind: 'origin', bytes: 1_000_000, connections: 8 }] as const
  jsonReport((written) => (text += written)).done(
    aTransfer(receiving, { sources }),
    '/downloads/file.bin',
    run
  )
  expect(text).toBe(
    '{"event":"done","path":"/downloads/file.bin","bytes":1000000,"seconds":2,"refetchedBytes":0,' +
      '"retransmittedBytes":0,"sources":[{"id":"host:80","kind":"origin","bytes":1000000,"connections":8}]}\n'
  )
})

test('a file that was compared says so, with its SHA-256 where that was computed', () => {
  let text = ''
  const hex = 'ab'.repeat(32)
  const transfer = aTransfer(receiving, {
    verification: {
      kind: 'verified',
      digests: [
        { algorithm: 'md5', hex: 'cd'.repeat(16), by: 'user' },
        { algorithm: 'sha-256', hex, by: 'server', host: 'host' }
      ]
    }
  })
  jsonReport((written) => (text += written)).done(transfer, '/downloads/file.bin', run)
  expect(JSON.parse(text)).toMatchObject({ event: 'done', sha256: hex })
  expect(doneSentence(transfer, run)).toMatch(/, md5 and sha-256 verified$/)
})

test('JSON lines carry control characters escaped, with their value intact', () => {
  let text = ''
  const name = 'a\u009b31m\u001b\u007fb\nc'
  jsonReport((written) => (text += written)).started(aTransfer(receiving, { name }), 0)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect(text.match(/\n/g)).toHaveLength(1)
  expect((JSON.parse(text) as { name: string }).name).toBe(name)
})

test('a stopped run ends with a failed line that says it was interrupted', () => {
  let text = ''
  jsonReport((written) => (text += written)).interrupted(problem('interrupted'), null)
  expect(JSON.parse(text)).toEqual({ event: 'failed', ...problem('interrupted') })
})

test('a log file gets a line every ten percent or ten seconds, and the path alone on stdout', () => {
  const lines: string[] = []
  const out: string[] = []
  let nowMs = 0
  const report = quietReport(
    (path) => out.push(path),
    (text) => lines.push(text),
    () => nowMs
  )
  report.started(aTransfer(receiving), 0)
  for (let step = 0; step <= 20; step += 1) report.progress(at(step * 10_000))
  expect(lines).toHaveLength(3)
  expect(lines[1]).toBe('10 % at 1.00 kB/s over 2 connections\n')
  nowMs = 9_999
  report.progress(at(210_000))
  expect(lines).toHaveLength(3)
  nowMs = 10_000
  report.progress(at(210_000))
  expect(lines).toHaveLength(4)
  report.done(aTransfer(receiving), '/downloads/file.bin', run)
  expect(lines.at(-1)).toBe('Done: file.bin, 1.00 MB in 2.0 s, 500 kB/s\n')
  expect(out).toEqual(['/downloads/file.bin'])
})

test('a terminal gets one refreshing line, and what matters above it', () => {
  let text = ''
  const report = terminalReport(
    () => undefined,
    (written) => (text += written),
    () => 80
  )
  report.progress(at(1))
  report.progress(at(2))
  expect(text).not.toMatch('\n')
  expect(text.split('\r\u001b[K')).toHaveLength(3)
  text = ''
  report.retrying(2, 4, problem('connection-lost', { host: 'host', reason: 'reset\u001b[2J' }))
  expect(text).toBe(
    '\r\u001b[KThe connection to host was lost (reset[2J); what arrived was kept. Trying again in 4 s (attempt 2).\n'
  )
})

test('a stopped run says how far it came and how to go on', () => {
  const lines: string[] = []
  const report = quietReport(
    () => undefined,
    (text) => lines.push(text),
    () => 0
  )
  report.interrupted(problem('interrupted'), aTransfer({ kind: 'paused' }, { receivedBytes: 430_000 }))
  expect(lines).toEqual([
    'The transfer was stopped; what arrived was kept. (43 % of file.bin) Run the same command to resume.\n'
  ])
})
