/** The list: what is in progress above, what is finished below, or an invitation when there is neither. */
import { useId, useMemo, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { LANGUAGE, strings } from '../../ui/strings.ts'
import { Toolbar } from '../frame/toolbar.tsx'
import { EmptyState } from './empty-state.tsx'
import { shown } from './shown.ts'
import { TransferRow } from './transfer-row.tsx'
import styles from './transfer-list.module.css'

export function TransferList(): ReactElement | null {
  const { transfers, view: viewStore } = useShoal()
  const link = useStore(transfers, (state) => state.link)
  const byId = useStore(transfers, (state) => state.byId)
  const view = useStore(viewStore)
  const { unfinished, finished } = useMemo(() => shown(byId.values(), view, LANGUAGE), [byId, view])
  if (byId.size === 0) return link === 'open' ? <EmptyState /> : null
  const count = unfinished.length + finished.length
  return (
    <div className={styles.area}>
      <Toolbar count={count} />
      <div className={styles.scroller}>
        {count === 0 ? (
          <Nothing />
        ) : (
          <div className={styles.list}>
            <Section title={strings.list.unfinished} ids={unfinished} />
            <Section title={strings.list.finished} ids={finished} />
          </div>
        )}
      </div>
    </div>
  )
}

function Nothing(): ReactElement {
  const { view } = useShoal()
  const { filter, search } = useStore(view)
  if (search.trim() === '') return <p className={styles.nothing}>{strings.list.nothing[filter]}</p>
  return (
    <div className={styles.nothing}>
      <p>{strings.list.noMatch(search.trim())}</p>
      <PushButton label={strings.list.clearSearch} onPress={() => view.setState({ search: '' })} />
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
