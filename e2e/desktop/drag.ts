/**
 * A real drag from outside the window, as the browser itself sees one: its events are trusted and carry their data
 * the way a drag from another program does, which no event made by a script can.
 */
import type { Page } from '@playwright/test'

export interface Dragged {
  /** Data by media type. */
  readonly data?: Readonly<Record<string, string>>
  /** Absolute paths of files. */
  readonly files?: readonly string[]
}

/** `copy`, from Chromium's DragOperation. */
const COPY = 1

/** Drags into the window, over it and lets go. `over` runs while the drag hovers. */
export async function dropOn(page: Page, dragged: Dragged, over?: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  const data = {
    items: Object.entries(dragged.data ?? {}).map(([mimeType, text]) => ({ mimeType, data: text })),
    files: [...(dragged.files ?? [])],
    dragOperationsMask: COPY
  }
  const at = { x: Math.round(width / 2), y: Math.round(height / 2), data }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at })
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at })
  await over?.()
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at })
  await session.detach()
}
