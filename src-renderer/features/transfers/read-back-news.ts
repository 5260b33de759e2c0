/**
 * Says by a message that a finished file, read again by the engine, is not what was fetched: its row may be far out of sight
 * by then. The row keeps saying it.
 */
import { READ_BACK_NOTICE, type Transfer } from '../../../src-shared/model/transfer.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { strings } from '../../ui/strings.ts'

const said = (transfer: Transfer | undefined): string | undefined =>
  transfer?.notices.find(({ code }) => code === READ_BACK_NOTICE)?.message

export function tellReadBack({ transfers, toasts }: Pick<Shoal, 'transfers' | 'toasts'>): void {
  transfers.subscribe((now, before) => {
    // The first snapshot is how things are, not news.
    if (before.link !== 'open' || now.byId === before.byId) return
    for (const [id, transfer] of now.byId) {
      const old = before.byId.get(id)
      const message = said(transfer)
      if (old === undefined || old === transfer || message === undefined || said(old) === message) continue
      toasts.getState().show(strings.check.spoilt(transfer.name), message)
    }
  })
}
