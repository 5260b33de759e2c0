/** A running transfer's rate over the last half minute. React places the canvas; the feed paints it. */
import { useEffect, useRef, type ReactElement } from 'react'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { whenColoursChange } from '../../live/colours.ts'
import { paintSparkline, sparklineColour } from '../../live/sparkline-painter.ts'
import styles from './sparkline.module.css'

export function Sparkline({ id }: { readonly id: TransferId }): ReactElement {
  const { feed, rates } = useShoal()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const stop = new AbortController()
    element.width = Math.round(element.clientWidth * devicePixelRatio)
    element.height = Math.round(element.clientHeight * devicePixelRatio)
    const paint = (): void => paintSparkline(element, rates.of(id), sparklineColour())
    whenColoursChange(paint, stop.signal)
    const unwatch = feed.watchNumbers(id, paint)
    return () => {
      stop.abort()
      unwatch()
    }
  }, [feed, rates, id])
  return <canvas ref={canvas} className={styles.sparkline} aria-hidden="true" />
}
