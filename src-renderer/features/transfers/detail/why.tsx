/** One sentence on what limits the transfer now. The engine says what; the words are the window's. */
import type { ReactElement } from 'react'
import type { TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import { detailStrings } from '../../../ui/detail-strings.ts'
import { formatDuration } from '../../../ui/format.ts'
import { nameIn } from './names.ts'
import { put, useShape, useWriting } from './use-detail.ts'
import styles from './why.module.css'

const kindOf = ({ limitation }: TransferDetail): string => limitation.kind

function write(root: HTMLElement, detail: TransferDetail): void {
  const seconds = (untilMs: number): string => formatDuration(Math.max(0, (untilMs - detail.unixMs) / 1000))
  put(root, 'why', detailStrings.why.sentence(detail.limitation, nameIn(detail), seconds))
}

export function Why(): ReactElement {
  const kind = useShape(kindOf)
  const root = useWriting<HTMLElement>(write, kind)
  return (
    <section ref={root} className={styles.why} data-part="why" data-kind={kind ?? 'unknown'}>
      <h3 className={styles.title}>{detailStrings.why.title}</h3>
      <p className={styles.sentence} data-live="why">
        {kind === null ? detailStrings.waiting : null}
      </p>
    </section>
  )
}
