/**
 * The bar that shows which bytes are where. React draws it once; what moves is painted on a canvas directly, in device
 * pixels and only while it is on the screen, and what stands still is one picture behind it.
 */
import { useEffect, useLayoutEffect, useRef, type ReactElement } from 'react'
import type { RangeMap as RangeMapColumns } from '../../../src-shared/model/progress-frame.ts'
import type { Transfer, TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { whenColoursChange } from '../../live/colours.ts'
import type { ProgressFeed } from '../../live/progress-feed.ts'
import { mapColours, paintRangeMap, paintShare } from '../../live/range-painter.ts'
import { stillPicture, stillShare } from '../../live/still-picture.ts'
import styles from './range-map.module.css'

export function RangeMap({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const { id, length, receivedBytes, state } = transfer
  const share = length === null ? 0 : length === 0 ? 1 : receivedBytes / length
  return state.kind === 'running' ? (
    <MovingMap id={id} share={share} />
  ) : (
    // One that changed its state without moving bytes has no new frame: it is asked for afresh.
    <StillMap key={state.kind} id={id} share={share} />
  )
}

interface MapProps {
  readonly id: TransferId
  /** Of the bytes, from 0 to 1; until the map is here. */
  readonly share: number
}

function StillMap({ id, share }: MapProps): ReactElement {
  const { feed } = useShoal()
  const bar = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = bar.current
    if (!element) return undefined
    element.style.backgroundImage = stillShare(share)
    const unwatch = feed.watchMap(id, (map) => {
      unwatch()
      element.style.backgroundImage = stillPicture(map)
    })
    return unwatch
  }, [feed, id, share])
  return <div ref={bar} className={styles.still} aria-hidden="true" />
}

function MovingMap({ id, share }: MapProps): ReactElement {
  const { feed } = useShoal()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current) return showMap(canvas.current, feed, id, share)
    return undefined
  }, [feed, id, share])
  return <canvas ref={canvas} className={styles.moving} aria-hidden="true" />
}

function showMap(canvas: HTMLCanvasElement, feed: ProgressFeed, id: TransferId, share: number): () => void {
  const stop = new AbortController()
  let latest: RangeMapColumns | null = null
  let unwatch: (() => void) | null = null

  const paint = (): void => {
    if (latest) paintRangeMap(canvas, latest, mapColours())
    else paintShare(canvas, share, mapColours())
  }

  const sizes = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = canvas
    canvas.width = Math.round(clientWidth * devicePixelRatio)
    canvas.height = Math.round(clientHeight * devicePixelRatio)
    paint()
  })
  sizes.observe(canvas)

  const sight = new IntersectionObserver((entries) => {
    const seen = entries.at(-1)?.isIntersecting ?? false
    if (seen === (unwatch !== null)) return
    if (unwatch) {
      unwatch()
      unwatch = null
      return
    }
    unwatch = feed.watchMap(id, (map) => {
      latest = map
      paint()
    })
  })
  sight.observe(canvas)

  whenColoursChange(paint, stop.signal)

  return () => {
    stop.abort()
    sizes.disconnect()
    sight.disconnect()
    unwatch?.()
  }
}
