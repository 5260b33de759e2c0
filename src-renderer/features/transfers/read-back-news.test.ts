import { expect, test } from 'vitest'
import { READ_BACK_NOTICE, type Transfer } from '../../../src-shared/model/transfer.ts'
import { createToastsStore } from '../../stores/toasts.ts'
import { createTransfersStore } from '../../stores/transfers.ts'
import { tellReadBack } from './read-back-news.ts'

const transfer = (...codes: readonly string[]): Transfer =>
  ({
    id: 'a',
    name: 'a.iso',
    notices: codes.map((code) => ({ code, message: `About ${code}.` }))
  }) as Partial<Transfer> as Transfer

test('a finished file that was read again and is not what was fetched is told of once; what a start finds is not', () => {
  const transfers = createTransfersStore()
  const toasts = createToastsStore()
  tellReadBack({ transfers, toasts })
  const become = (...codes: readonly string[]): void =>
    transfers.setState({ link: 'open', byId: new Map([['a', transfer(...codes)]]) })
  become(READ_BACK_NOTICE)
  become('other')
  expect(toasts.getState().shown).toEqual([])
  become('other', READ_BACK_NOTICE)
  become(READ_BACK_NOTICE)
  expect(toasts.getState().shown).toMatchObject([
    { title: 'Something is wrong with a.iso', detail: `About ${READ_BACK_NOTICE}.` }
  ])
  toasts.getState().dismiss(toasts.getState().shown[0]!.id)
  become('other', READ_BACK_NOTICE)
  expect(toasts.getState().shown).toEqual([])
})
