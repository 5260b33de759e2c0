import { expect, test } from 'vitest'
import { newTransferId } from './new-transfer-id.ts'

test('ids are short, easily typed and do not repeat', () => {
  const ids = Array.from({ length: 10_000 }, newTransferId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/)
})
