/** The list: what is in progress above, what is finished below, or an invitation when there is neither. */
import { useId, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { strings } from '../../ui/strings.ts'
import { EmptyState } from './empty-state.tsx'
import { TransferRow } from './transfer-row.tsx'
import styles from './transfer-list.module.css'

export function TransferList(): ReactElement | null {
  const { transfers } = useShoal()
  const link = useStore(transfers, (state) => state.link)
  const unfinished = useStore(transfers, (state) => state.unfinished)
  const finished = useStore(transfers, (state) => state.finished)
  if (unfinished.length + finished.length === 0) return link === 'open' ? <EmptyState /> : null
  return (
    <div className={styles.list}>
      <Section title={strings.list.unfinished} ids={unfinished} />
      <Section title={strings.list.finished} ids={finished} />
    </div>
  )
}

interface SectionProps {
  readonly title: string
  readonly ids: readonly TransferId[]
}

function Section({ title, ids }: SectionProps): ReactElement | null {
  const titleId = useId()
  if (ids.length === 0) return null
  return (
    <section aria-labelledby={titleId}>
      <h2 className={styles.title}>
        <span id={titleId}>{title}</span> <span className={styles.count}>{ids.length}</span>
      </h2>
      <ul className={styles.rows}>
        {ids.map((id) => (
          <TransferRow key={id} id={id} />
        ))}
      </ul>
    </section>
  )
}
