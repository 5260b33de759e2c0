/**
 * Dragging a row of the queue by its handle, with pointer events: a line shows where it would go, Escape or a lost
 * pointer gives up. Drawn without React; the queue changes when the engine says so.
 */
import { useEffect, useEffectEvent, type RefObject } from 'react'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import styles from './transfer-list.module.css'

/** Nearer to the edge than this, the list scrolls along. */
const EDGE_PX = 36
const SCROLL_STEP_PX = 9

export function useQueueDrag(
  grid: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  isQueue: boolean,
  onMove: (id: TransferId, place: number) => void
): void {
  const { transfers } = useShoal()
  const move = useEffectEvent(onMove)
  useEffect(() => {
    const element = grid.current
    if (!element || !isQueue) return undefined
    const stop = new AbortController()
    const placeOf = (id: string | undefined): number | null => {
      const state = id === undefined ? undefined : transfers.getState().byId.get(id)?.state
      return state?.kind === 'queued' ? state.place : null
    }
    element.addEventListener(
      'pointerdown',
      (event) => {
        const handle =
          event.target instanceof Element ? event.target.closest<HTMLElement>('[data-handle]') : null
        const row = handle?.closest<HTMLElement>('[data-row]')
        if (!handle || !row || event.button !== 0) return
        // Its element may show another by the time it is let go.
        const id = row.dataset['row']
        drag(element, scroller.current, handle, row, event, (before, after) => {
          const from = placeOf(id)
          // Between two places it takes the lower one's when it comes from above, else the upper one's.
          const [above, below] = [placeOf(before), placeOf(after)]
          if (id === undefined || from === null) return
          const to = above !== null && above >= from ? above : below
          if (to !== null && to !== from) move(id, to)
        })
      },
      { signal: stop.signal }
    )
    return () => stop.abort()
  }, [grid, scroller, isQueue, transfers])
}

/** Ends with the rows between which the dragged one was let go. */
function drag(
  grid: HTMLElement,
  scroller: HTMLElement | null,
  handle: HTMLElement,
  row: HTMLElement,
  start: PointerEvent,
  onDrop: (before: string | undefined, after: string | undefined) => void
): void {
  const over = new AbortController()
  const listening = { signal: over.signal }
  const line = document.createElement('div')
  line.className = styles.dropLine!
  let pointerY = start.clientY
  let gap: readonly [before: HTMLElement | undefined, after: HTMLElement | undefined] = [row, row]

  const follow = (): void => {
    // Elements may stand in another order than what they show.
    const rows = [...grid.querySelectorAll<HTMLElement>('[data-row]')].sort((a, b) => placeOf(a) - placeOf(b))
    const below = rows.findIndex((each) => {
      const { top, height } = each.getBoundingClientRect()
      return pointerY < top + height / 2
    })
    gap = below === -1 ? [rows.at(-1), undefined] : [rows[below - 1], rows[below]]
    const { top } = grid.getBoundingClientRect()
    const y = gap[1] ? gap[1].getBoundingClientRect().top : (gap[0]?.getBoundingClientRect().bottom ?? 0)
    line.style.transform = `translateY(${y - top - 1}px)`
  }
  const scroll = (): void => {
    if (over.signal.aborted) return
    if (scroller) {
      const { top, bottom } = scroller.getBoundingClientRect()
      if (pointerY < top + EDGE_PX) scroller.scrollTop -= SCROLL_STEP_PX
      else if (pointerY > bottom - EDGE_PX) scroller.scrollTop += SCROLL_STEP_PX
    }
    follow()
    requestAnimationFrame(scroll)
  }
  over.signal.addEventListener('abort', () => {
    line.remove()
    delete row.dataset['dragged']
  })
  handle.setPointerCapture(start.pointerId)
  row.dataset['dragged'] = ''
  grid.append(line)
  scroll()
  handle.addEventListener('pointermove', (event) => void (pointerY = event.clientY), listening)
  handle.addEventListener('lostpointercapture', () => over.abort(), listening)
  handle.addEventListener(
    'pointerup',
    () => {
      follow()
      over.abort()
      onDrop(gap[0]?.dataset['row'], gap[1]?.dataset['row'])
    },
    listening
  )
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') over.abort()
    },
    listening
  )
}

const placeOf = (row: HTMLElement): number => Number(row.getAttribute('aria-rowindex'))
