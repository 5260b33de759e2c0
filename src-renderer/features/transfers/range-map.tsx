/**
 * The bar that shows which bytes are where. React draws the empty canvas once; frames are painted on it directly,
 * in device pixels, and only while it is on the screen.
 */
import { useEffect, useRef, type ReactElement } from 'react'
import type { RangeMap as RangeMapColumns } from '../../../src-shared/model/progress-frame.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { whenColoursChange } from '../../live/colours.ts'
import type { ProgressFeed } from '../../live/progress-feed.ts'
import { mapColours, paintRangeMap, paintShare } from '../../live/range-painter.ts'
import styles from './range-map.module.css'

export function RangeMap({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const { feed } = useShoal()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { id, length, receivedBytes } = transfer
  const share = length === null ? 0 : length === 0 ? 1 : receivedBytes / length
  // A transfer that changed state without moving bytes has no new frame: the state is asked for afresh.
  const state = transfer.state.kind

  useEffect(() => {
    if (canvas.current) return showMap(canvas.current, feed, id, share)
    return undefined
  }, [feed, id, share, state])

  return <canvas ref={canvas} className={styles.map} aria-hidden="true" />
}

function showMap(canvas: HTMLCanvasElement, feed: ProgressFeed, id: string, share: number): () => void {
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
