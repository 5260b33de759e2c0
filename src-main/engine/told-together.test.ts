import { expect, it } from 'vitest'
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { Listeners } from './told-together.ts'

const change = (kind: 'added' | 'changed', id: string, name: string): TransferChange => ({
  kind,
  transfer: { id, name } as Transfer
})
const shift: TransferChange = { kind: 'shifted', shifts: [{ from: 1, to: 2, by: 1 }] }

it('of each transfer only the newest is told, as added where it was, and never before what it came after', () => {
  const listeners = new Listeners()
  const heard: TransferChange[] = []
  const stop = listeners.add((each) => heard.push(each))
  expect(() =>
    listeners.together(() => {
      listeners.tell(change('added', 'a', 'first'))
      listeners.tell(change('changed', 'b', 'b'))
      listeners.tell(shift)
      listeners.tell(change('changed', 'a', 'second'))
      expect(heard).toEqual([])
      throw new Error('half-way')
    })
  ).toThrow('half-way')
  expect(heard).toEqual([change('changed', 'b', 'b'), shift, change('added', 'a', 'second')])
  listeners.tell(shift)
  stop()
  listeners.tell(shift)
  expect(heard).toHaveLength(4)
})
