import { expect, test } from 'vitest'
import { columnsOf } from './printable.ts'
import { progressLine } from './progress-line.ts'
import { aTransfer, receiving } from './transfer.fixture.ts'

const moment = {
  transfer: aTransfer(receiving),
  receivedBytes: 430_000,
  bytesPerSecond: 100_000,
  connections: 4
}

test('a wide terminal shows everything', () => {
  expect(progressLine(moment, 120)).toBe(
    'file.bin  [===========>                  ]   43 %   100 kB/s  6 s left  4 conn  430 kB of 1.00 MB'
  )
})

test('a narrow one keeps the name and the percent', () => {
  expect(progressLine(moment, 80)).toBe(
    'file.bin  [====>        ]   43 %   100 kB/s  6 s left  4 conn  430 kB of 1.00 MB'
  )
  expect(progressLine(moment, 30)).toBe('file.bin   43 %   100 kB/s')
  expect(progressLine(moment, 16)).toBe('file.bin   43 %')
})

test('a line is never wider than the terminal', () => {
  const transfer = aTransfer(receiving, { name: '日本語のとても長いファイル名'.repeat(5) })
  for (let columns = 1; columns < 200; columns += 1) {
    expect(columnsOf(progressLine({ ...moment, transfer }, columns))).toBeLessThanOrEqual(columns)
  }
})

test('a name cannot write to the terminal', () => {
  const transfer = aTransfer(receiving, { name: 'a\u001b]0;owned\u0007b' })
  expect(progressLine({ ...moment, transfer }, 120)).not.toMatch(/[\u0000-\u001f]/)
})

test('an unknown length shows bytes and neither percent nor bar', () => {
  const transfer = aTransfer(receiving, { length: null })
  expect(progressLine({ ...moment, transfer }, 120)).toBe('file.bin   100 kB/s  4 conn  430 kB')
})

test('waiting, asking and finishing are said instead of a rate', () => {
  const line = (state: Parameters<typeof aTransfer>[0]): string =>
    progressLine({ ...moment, transfer: aTransfer(state), bytesPerSecond: 0 }, 60)
  expect(line({ kind: 'running', phase: 'resolving' })).toMatch('asking')
  expect(line({ kind: 'running', phase: 'finishing' })).toMatch('finishing')
  const problem = { code: 'connection-lost', message: '', advice: '' } as const
  expect(line({ kind: 'retrying', attempt: 1, untilMs: 0, problem })).toMatch('waiting')
})
