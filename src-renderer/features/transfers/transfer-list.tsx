/**
 * The list: what is in progress above, what is finished below, or an invitation when there is neither. Only rows in
 * sight, and the one that has the keyboard, are in the page.
 */
import { defaultRangeExtractor, useVirtualizer, type Range, type Virtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactElement
} from 'react'
import { useStore } from 'zustand'
import { DEFAULT_CATEGORIES } from '../../../src-shared/model/category.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { keepWithin, select } from '../../stores/selection.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { LANGUAGE, strings } from '../../ui/strings.ts'
import { Toolbar } from '../frame/toolbar.tsx'
import { moveInQueue } from './actions.ts'
import { EmptyState } from './empty-state.tsx'
import { measuring } from './heights.ts'
import { Row, Title, type RowItem, type TitleItem } from './list-item.tsx'
import { useQueueDrag } from './queue-drag.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { shown, type Shown } from './shown.ts'
import { Slots } from './slots.ts'
import styles from './transfer-list.module.css'

export function TransferList(): ReactElement | null {
  const { transfers, removals, settings, view: viewStore } = useShoal()
  const categories = useStore(settings, ({ now }) => now?.settings.categories ?? DEFAULT_CATEGORIES)
  const link = useStore(transfers, (state) => state.link)
  const byId = useStore(transfers, (state) => state.byId)
  const hidden = useStore(removals, (state) => state.hidden)
  const view = useStore(viewStore)
  const found = useMemo(
    () => shown(byId.values(), hidden, view, categories, LANGUAGE),
    [byId, hidden, view, categories]
  )
  if (byId.size - hidden.size <= 0) return link === 'open' ? <EmptyState /> : null
  const order = [...found.unfinished, ...found.finished]
  return (
    <div className={styles.area}>
      <Toolbar order={order} />
      {order.length === 0 ? (
        <Nothing />
      ) : (
        <Rows found={found} order={order} isQueue={view.filter === 'queued' && view.search.trim() === ''} />
      )}
      <RemoveDialog />
    </div>
  )
}

function Nothing(): ReactElement {
  const { view } = useShoal()
  const { filter, category, search } = useStore(view)
  if (search.trim() === '')
    return (
      <p className={styles.nothing}>
        {category === null ? strings.list.nothing[filter] : strings.list.nothingInCategory}
      </p>
    )
  return (
    <div className={styles.nothing}>
      <p>{strings.list.noMatch(search.trim())}</p>
      <PushButton label={strings.list.clearSearch} onPress={() => view.setState({ search: '' })} />
    </div>
  )
}

type Item = TitleItem | RowItem

function itemsOf({ unfinished, finished }: Shown): readonly Item[] {
  const section = (key: string, title: string, ids: readonly TransferId[]): readonly Item[] =>
    ids.length === 0
      ? []
      : [
          { key, title, count: ids.length },
          ...ids.map((id, index): Item => {
            const first = index === 0
            const last = index === ids.length - 1
            const edge = first && last ? 'only' : first ? 'first' : last ? 'last' : 'none'
            return { key: id, edge }
          })
        ]
  return [
    ...section('unfinished', strings.list.unfinished, unfinished),
    ...section('finished', strings.list.finished, finished)
  ]
}

/** Before they are measured: a running transfer's row, which is what most are. */
const ROW_HEIGHT = 95
const TITLE_HEIGHT = 32
/** Rows kept ready on both sides of what is in sight. */
const OVERSCAN = 4

interface RowsProps {
  readonly found: Shown
  readonly order: readonly TransferId[]
  readonly isQueue: boolean
}

function Rows({ found, order, isQueue }: RowsProps): ReactElement {
  const shoal = useShoal()
  const { selection, reach, opened } = shoal
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const { selected, focused } = useStore(selection)
  const items = useMemo(() => itemsOf(found), [found])
  const tabStop = focused !== null && order.includes(focused) ? focused : order[0]
  const places = useMemo(() => new Map(items.map(({ key }, index) => [key, index])), [items])
  const tabStopAt = (tabStop === undefined ? undefined : places.get(tabStop)) ?? -1
  // Another function would have all places reckoned anew.
  const getItemKey = useCallback((index: number) => items[index]?.key ?? index, [items])
  // Its result changes with every scroll; nothing here keeps it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: (index) => ('title' in (items[index] ?? {}) ? TITLE_HEIGHT : ROW_HEIGHT),
    overscan: OVERSCAN,
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range)
      return indexes.includes(tabStopAt) || tabStopAt === -1
        ? indexes
        : [...indexes, tabStopAt].sort((a, b) => a - b)
    }
  })
  const placed = usePlaced(items, places, virtual)
  const [measure] = useState(() => measuring(virtual))
  const gridId = useId()
  const elementId = (element: number): string => `${gridId}-${element}`
  useSelectionWithin(order)
  const goTo = useFocusOfRows(grid)
  useQueueDrag(grid, scroller, isQueue, (id, place) => moveInQueue(shoal, id, place))

  const sought = useStore(selection, (state) => state.sought ?? null)
  useEffect(() => {
    const at = sought === null ? undefined : places.get(sought)
    if (sought === null || at === undefined) return
    virtual.scrollToIndex(at, { align: 'center' })
    goTo(sought)
    selection.setState({ sought: null })
  }, [sought, places, virtual, goTo, selection])

  useEffect(() => {
    const mine = {
      order,
      isQueue,
      goTo(id: TransferId) {
        virtual.scrollToIndex(places.get(id) ?? 0)
        goTo(id)
      }
    }
    reach.setState({ list: mine })
    return () => reach.setState(({ list }) => (list === mine ? { list: null } : {}))
  })
  const onClick = (event: MouseEvent): void => {
    const id = bareRowOf(event.target)
    if (id === null) return
    const how = event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'only'
    selection.setState(select(order, selection.getState(), id, how))
  }

  const onDoubleClick = ({ target }: MouseEvent): void => {
    const id = bareRowOf(target)
    if (id !== null) opened.getState().open(id)
  }

  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        ref={grid}
        className={styles.grid}
        role="grid"
        aria-label={strings.list.label}
        aria-multiselectable
        aria-rowcount={items.length}
        // Who has it read hears it in its order, whichever element shows what; nobody does while it moves.
        aria-owns={
          virtual.isScrolling || isInOrder(placed)
            ? undefined
            : inOrder(placed)
                .map(({ element }) => elementId(element))
                .join(' ')
        }
        style={{ height: virtual.getTotalSize() }}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onMouseDown={(event) => {
          // Shift and a second press would select text as well.
          if (event.shiftKey || event.detail > 1) event.preventDefault()
        }}
        onFocus={(event) => {
          const id = rowOf(event.target)
          if (id !== null && id !== selection.getState().focused) selection.setState({ focused: id })
        }}
      >
        {placed.map(({ element, index, start }) => {
          const item = items[index]
          if (!item) return null
          const place = { id: elementId(element), index, start, measure }
          return 'title' in item ? (
            <Title key={element} {...place} item={item} />
          ) : (
            <Row
              key={element}
              {...place}
              item={item}
              isSelected={selected.has(item.key)}
              isTabStop={item.key === tabStop}
              isMovable={isQueue}
            />
          )
        })}
      </div>
    </div>
  )
}

interface PlacedElement {
  readonly element: number
  readonly index: number
  readonly start: number
}

/** Which elements are in the page, which item each shows, and where. */
function usePlaced(
  items: readonly Item[],
  places: ReadonlyMap<string, number>,
  virtual: Virtualizer<HTMLDivElement, Element>
): readonly PlacedElement[] {
  const { transfers } = useShoal()
  const [slots] = useState(() => new Slots<readonly Item[]>())
  const { byId } = transfers.getState()
  const wanted = virtual.getVirtualItems().flatMap(({ index }) => {
    const item = items[index]
    if (!item) return []
    const kind = 'title' in item ? 'title' : (byId.get(item.key)?.state.kind ?? 'gone')
    return [{ key: item.key, kind }]
  })
  const focused = document.activeElement?.closest('[data-row]') ? document.activeElement : null
  // By keyboard one goes from row to row in the page's order. What has the focus otherwise would lose it by being moved.
  const mayReuse = focused ? !focused.matches(':focus-visible') : virtual.isScrolling
  return slots.assign(items, wanted, mayReuse).flatMap(({ element, key }) => {
    const index = places.get(key)
    const start = index === undefined ? undefined : virtual.measurementsCache[index]?.start
    return index === undefined || start === undefined ? [] : [{ element, index, start }]
  })
}

const isInOrder = (placed: readonly PlacedElement[]): boolean =>
  placed.every(({ index }, at) => index > (placed[at - 1]?.index ?? -1))
const inOrder = (placed: readonly PlacedElement[]): readonly PlacedElement[] =>
  [...placed].sort((a, b) => a.index - b.index)

const rowOf = (target: EventTarget): TransferId | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null) : null

/** Null as well where the row has a part with a purpose of its own. */
const bareRowOf = (target: EventTarget): TransferId | null =>
  target instanceof Element && target.closest('button, a, input, dialog') === null ? rowOf(target) : null

/** Who is no longer shown is no longer selected. */
function useSelectionWithin(order: readonly TransferId[]): void {
  const { selection } = useShoal()
  const before = useRef(order)
  useEffect(() => {
    const now = selection.getState()
    const kept = keepWithin(before.current, order, now)
    before.current = order
    if (kept !== now) selection.setState(kept)
  }, [order, selection])
}

/**
 * Moves the page's focus to a row once it is in the page. A row that goes away with the focus hands it to the row that
 * now has the keyboard, or to the add field; without this the next Tab would start at the top.
 */
function useFocusOfRows(grid: { readonly current: HTMLElement | null }): (id: TransferId) => void {
  const { selection } = useShoal()
  const wanted = useRef<TransferId | null>(null)
  const hasFocus = useRef(false)
  useEffect(() => {
    const element = grid.current
    if (!element) return undefined
    const enter = (): void => void (hasFocus.current = true)
    // An element that goes away with the focus names nobody who has it next.
    const leave = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) hasFocus.current = false
    }
    element.addEventListener('focusin', enter)
    element.addEventListener('focusout', leave)
    return () => {
      element.removeEventListener('focusin', enter)
      element.removeEventListener('focusout', leave)
      // The last row has gone, and the grid with it.
      queueMicrotask(() => {
        if (hasFocus.current && document.activeElement === document.body)
          document.querySelector('textarea')?.focus()
      })
    }
  }, [grid])
  useEffect(() => {
    if (hasFocus.current && document.activeElement === document.body)
      wanted.current ??= selection.getState().focused
    const row =
      wanted.current === null
        ? null
        : grid.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`)
    if (!row) return
    wanted.current = null
    row.focus({ preventScroll: true })
  })
  return (id) => {
    wanted.current = id
  }
}
