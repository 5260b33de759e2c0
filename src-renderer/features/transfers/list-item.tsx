/** A row or a title of the list, where the list has it stand. One element may show one transfer after another. */
import { memo, useLayoutEffect, useRef, type ReactElement, type RefObject } from 'react'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { formatCount } from '../../ui/format.ts'
import type { Measure } from './heights.ts'
import { TransferRow } from './transfer-row.tsx'
import styles from './transfer-list.module.css'

export interface TitleItem {
  readonly key: string
  readonly title: string
  readonly count: number
}

export interface RowItem {
  readonly key: TransferId
  readonly edge: 'only' | 'first' | 'last' | 'none'
}

interface Place {
  /** Of the element, in the page. */
  readonly id: string
  /** In the whole list. */
  readonly index: number
  /** Pixels from the list's beginning. */
  readonly start: number
  readonly measure: Measure
}

interface TitleProps extends Place {
  readonly item: TitleItem
}

export const Title = memo(function Title({ item, ...place }: TitleProps): ReactElement {
  return (
    <div {...usePlace(item.key, place)} className={styles.item}>
      <h2 className={styles.title} role="gridcell">
        {item.title} <span className={styles.count}>{formatCount(item.count)}</span>
      </h2>
    </div>
  )
})

interface RowProps extends Place {
  readonly item: RowItem
  readonly isSelected: boolean
  readonly isTabStop: boolean
  readonly isMovable: boolean
}

export const Row = memo(function Row(props: RowProps): ReactElement {
  const { item, isSelected, isTabStop, isMovable, ...place } = props
  return (
    <div
      {...usePlace(item.key, place)}
      className={`${styles.item} ${styles.row}`}
      data-row={item.key}
      data-edge={item.edge}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
    >
      <div role="gridcell">
        <TransferRow id={item.key} isMovable={isMovable} />
      </div>
    </div>
  )
})

interface Placed {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly id: string
  readonly role: 'row'
  readonly style: { readonly insetBlockStart: number }
  readonly 'data-index': number
  readonly 'aria-rowindex': number
}

function usePlace(key: string, { id, index, start, measure }: Place): Placed {
  const ref = useRef<HTMLDivElement>(null)
  // What it shows now may be of another height.
  useLayoutEffect(() => (ref.current ? measure(ref.current) : undefined), [key, measure])
  return {
    ...{ ref, id, role: 'row', style: { insetBlockStart: start } },
    ...{ 'data-index': index, 'aria-rowindex': index + 1 }
  }
}
