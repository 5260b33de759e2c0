/**
 * Paints a delivery map in device pixels. Who brought a part shows as colour and pattern, how far it is as height: on its
 * way is a thin band, received most of the bar, safe on disk all of it. Notes stand above it, proof below.
 */
import {
  CELL_AGAIN,
  CELL_DURABLE,
  CELL_IN_FLIGHT,
  CELL_RACED,
  CELL_RECEIVED,
  CELL_VERIFIED,
  type DeliveryMap
} from '../../src-shared/model/transfer-detail.ts'
import { runsOf } from './map-runs.ts'
import type { SourceLooks } from './source-look.ts'

/** Shares of the height. */
const NOTES = 0.12
const PROOF = 0.1
const GAP = 0.04
const HEIGHTS: Readonly<Record<number, number>> = {
  [CELL_IN_FLIGHT]: 0.34,
  [CELL_RECEIVED]: 0.78,
  [CELL_DURABLE]: 1
}

export function paintDeliveryMap(canvas: HTMLCanvasElement, map: DeliveryMap, looks: SourceLooks): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  const top = Math.round(height * (NOTES + GAP))
  const bar = Math.round(height * (1 - NOTES - PROOF - 2 * GAP))
  context.clearRect(0, 0, width, height)
  context.fillStyle = looks.wanted
  context.fillRect(0, top, width, bar)
  const cells = map.states.length
  for (const { from, to, state, source, marks } of runsOf(map)) {
    const left = Math.floor((from * width) / cells)
    // What is there is never too small to be seen.
    const right = Math.max(left + 1, Math.floor((to * width) / cells))
    const share = HEIGHTS[state]
    if (share !== undefined) {
      const tall = Math.max(2, Math.round(bar * share))
      context.fillStyle = looks.of(source)
      context.fillRect(left, top + Math.floor((bar - tall) / 2), right - left, tall)
    }
    if (marks & (CELL_AGAIN | CELL_RACED)) {
      context.fillStyle = marks & CELL_AGAIN ? looks.again : looks.raced
      const tall = Math.round(height * (marks & CELL_AGAIN ? NOTES : NOTES / 2))
      context.fillRect(left, 0, Math.max(2, right - left), tall)
    }
    if (marks & CELL_VERIFIED) {
      context.fillStyle = looks.verified
      context.fillRect(left, height - Math.round(height * PROOF), right - left, Math.round(height * PROOF))
    }
  }
}
