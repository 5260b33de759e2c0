import { expect, it } from 'vitest'
import { BufferPool } from './buffer-pool.ts'

it('asks readers to wait while too many writes are under way, and wakes them when one ends', async () => {
  const pool = new BufferPool(16, 2)
  const buffer = pool.take()
  buffer.borrow()
  expect(pool.exhausted).toBe(false)
  buffer.borrow()
  expect(pool.exhausted).toBe(true)
  let woken = 0
  pool.whenReady(() => woken++)
  await Promise.resolve()
  expect(woken).toBe(0)
  buffer.giveBack()
  expect(woken).toBe(1)
})

it('never lets readers that merely hold buffers block each other', () => {
  const pool = new BufferPool(16, 2)
  for (let i = 0; i < 100; i++) pool.take()
  expect(pool.exhausted).toBe(false)
})

it('reuses a buffer only after its connection and its last write are done with it', () => {
  const pool = new BufferPool(16, 2)
  const buffer = pool.take()
  buffer.borrow()
  buffer.disown()
  expect(pool.take()).not.toBe(buffer)
  buffer.giveBack()
  expect(pool.take()).toBe(buffer)
})

it('holds readers back on request, and lets them go on', async () => {
  const pool = new BufferPool(16, 2)
  pool.hold()
  expect(pool.exhausted).toBe(true)
  const ready = new Promise<void>((resolve) => pool.whenReady(resolve))
  pool.unhold()
  await ready
})
