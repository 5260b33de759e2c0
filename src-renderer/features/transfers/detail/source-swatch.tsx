/** The colour and pattern of a source beside its name, the very same as on the map and in the chart. */
import { useEffect, useRef, type ReactElement } from 'react'
import { whenColoursChange } from '../../../live/colours.ts'
import { readLooks } from '../../../live/source-look.ts'
import styles from './source-swatch.module.css'

/** `place`: of the source among a transfer's; null: an earlier run. */
export function SourceSwatch({ place }: { readonly place: number | null }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const stop = new AbortController()
    const paint = (): void => {
      const scale = devicePixelRatio
      element.width = Math.round(element.clientWidth * scale)
      element.height = Math.round(element.clientHeight * scale)
      const context = element.getContext('2d')
      if (!context) return
      context.fillStyle = readLooks(element).of(place)
      context.fillRect(0, 0, element.width, element.height)
    }
    paint()
    whenColoursChange(paint, stop.signal)
    return () => stop.abort()
  }, [place])
  return <canvas ref={canvas} className={styles.swatch} aria-hidden="true" />
}
