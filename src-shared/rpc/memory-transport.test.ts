import { describe, test } from 'vitest'
import { conformanceCases } from './conformance.ts'
import { memoryWire } from './memory-transport.ts'

describe('the contract over memory', () => {
  for (const { name, run } of conformanceCases) test(name, () => run(() => Promise.resolve(memoryWire())))
})
