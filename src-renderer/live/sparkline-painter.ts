/** Paints rates as a line over its own shade, the newest at the end; the tallest fills the height. */
import { heldWithColours } from './colours.ts'
import { HISTORY_LENGTH } from './rate-history.ts'

export const sparklineColour = heldWithColours((style) => style.getPropertyValue('--accent').trim())

export function paintSparkline(canvas: HTMLCanvasElement, rates: readonly number[], colour: string): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  context.clearRect(0, 0, width, height)
  const tallest = Math.max(...rates, 0)
  if (rates.length < 2 || tallest === 0) return
  const stroke = Math.max(1, Math.round(height / 14))
  const step = width / (HISTORY_LENGTH - 1)
  const start = width - (rates.length - 1) * step
  const y = (rate: number): number => height - stroke - (rate / tallest) * (height - 2 * stroke)
  context.beginPath()
  rates.forEach((rate, index) => context.lineTo(start + index * step, y(rate)))
  context.strokeStyle = colour
  context.lineWidth = stroke
  context.lineJoin = 'round'
  context.stroke()
  context.lineTo(width, height)
  context.lineTo(start, height)
  context.globalAlpha = 0.16
  context.fillStyle = colour
  context.fill()
  context.globalAlpha = 1
}
