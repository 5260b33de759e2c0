import { expect, test } from 'vitest'
import type { TransferChange } from '../../../src-shared/contract/contract.ts'
import { changesOf } from './changes-of.ts'

function engineDouble() {
  let tell: (change: TransferChange) => void = () => undefined
  return {
    transfers: () => [],
    onChange: (listener: (change: TransferChange) => void) => {
      tell = listener
      return () => undefined
    },
    emit: (id: string) => tell({ kind: 'removed', id })
  }
}

test('changes are numbered whether somebody listens or not', () => {
  const engine = engineDouble()
  const changes = changesOf(engine)
  engine.emit('unheard')
  const heard: unknown[] = []
  const first = changes.subscribe((seq, change) => heard.push([seq, change]))
  engine.emit('a')
  engine.emit('b')
  expect(first.seq).toBe(1)
  expect(heard).toEqual([
    [2, { kind: 'removed', id: 'a' }],
    [3, { kind: 'removed', id: 'b' }]
  ])
  expect(changes.subscribe(() => undefined).seq).toBe(3)
})

test('one listener subscribed twice keeps its second subscription when the first ends', () => {
  const engine = engineDouble()
  const changes = changesOf(engine)
  let heard = 0
  const listener = (): void => {
    heard++
  }
  const [first] = [changes.subscribe(listener), changes.subscribe(listener)]
  first.unsubscribe()
  engine.emit('a')
  expect(heard).toBe(1)
})
