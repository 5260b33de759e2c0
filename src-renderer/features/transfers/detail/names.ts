/** What people call a source. */
import type { SourceNow, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'

/** Enough of a peer's id to tell it from another of the same name. */
const ID_SHOWN = 7

export const nameOfSource = ({ id, kind, name }: Pick<SourceNow, 'id' | 'kind' | 'name'>): string =>
  kind === 'peer' ? name || id.slice(0, ID_SHOWN) : id

export const nameIn =
  ({ sources }: Pick<TransferDetail, 'sources'>) =>
  (id: string): string => {
    const source = sources.find((each) => each.id === id)
    return source ? nameOfSource(source) : id
  }
