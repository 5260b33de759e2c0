import { expect, it } from 'vitest'
import { modificationTime } from './ftp.ts'

it.each([
  ['213 20251121060512', '2025-11-21T06:05:12Z'],
  ['213 20251121060512.123', '2025-11-21T06:05:12.123Z'],
  ['213 20251121060512 (UTC)', '2025-11-21T06:05:12Z'],
  // A year of five digits: a fault of old servers after 1999.
  ['213 191251121060512', null],
  ['550 No such file', null],
  ['213', null]
])('%s says %s', (reply, time) => {
  expect(modificationTime(reply)).toBe(time)
})
