import { expect, test } from 'vitest'
import { fail, problem, type Problem } from '../../src-shared/errors/problem.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import { residentEngine } from './resident-engine.ts'

const REASON = problem('internal', { reason: 'test' })

function threads(failAt?: number) {
  const made: { die(): void; closed: boolean }[] = []
  const start = async (): Promise<EngineHandle> => {
    if (made.length === failAt) throw fail('journal-corrupt')
    let died: ((problem: Problem) => void) | null = null
    const thread = { closed: false, die: () => died?.(REASON) }
    made.push(thread)
    return {
      connect: () => memoryWire().client,
      onDied: (listener) => void (died = listener),
      async close() {
        thread.closed = true
      }
    }
  }
  const told: string[] = []
  const fate = {
    restarting: ({ code }: Problem) => void told.push(`restarting ${code}`),
    lost: ({ code }: Problem) => void told.push(`lost ${code}`)
  }
  return { made, start, told, fate }
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('a thread that dies is started once more, a second death is told', async () => {
  const { made, start, told, fate } = threads()
  const engine = residentEngine(start, fate)
  await engine.connect()
  made[0]?.die()
  await engine.connect()
  expect(made).toHaveLength(2)
  made[1]?.die()
  await settle()
  expect(told).toEqual(['restarting internal', 'lost internal'])
  expect(made).toHaveLength(2)
})

test('a start that fails is told once and connects nobody', async () => {
  const { start, told, fate } = threads(0)
  const engine = residentEngine(start, fate)
  await expect(engine.connect()).rejects.toMatchObject({ code: 'journal-corrupt' })
  await engine.close()
  expect(told).toEqual(['lost journal-corrupt'])
})

test('closing ends the thread that runs now, and its end is no death', async () => {
  const { made, start, told, fate } = threads()
  const engine = residentEngine(start, fate)
  await engine.connect()
  made[0]?.die()
  await engine.connect()
  await engine.close()
  made[1]?.die()
  await settle()
  expect(made.map(({ closed }) => closed)).toEqual([false, true])
  expect(told).toEqual(['restarting internal'])
})
