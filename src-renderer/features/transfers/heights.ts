/**
 * Tells the list how tall its elements are, as the browser has laid them out. The virtualizer's own way holds an element to
 * be one item's for good: the height of the next it shows would not be asked for.
 */
import type { Virtualizer } from '@tanstack/react-virtual'

/** Begins to tell of what the element shows from now on; ends with what it gives back. */
export type Measure = (element: Element) => () => void

export function measuring(virtual: Virtualizer<HTMLDivElement, Element>): Measure {
  let isTelling = false
  const observer = new ResizeObserver((entries) => {
    isTelling = true
    for (const entry of entries) {
      const { target } = entry
      if (!target.isConnected) continue
      virtual.resizeItem(
        virtual.indexFromElement(target),
        virtual.options.measureElement(target, entry, virtual)
      )
    }
    isTelling = false
  })
  return (element) => {
    let picture: number | null = null
    const begin = (): void => observer.observe(element, { box: 'border-box' })
    // What heights bring into the page is laid out after them, and the browser complains of what it cannot tell at once.
    if (isTelling) picture = requestAnimationFrame(begin)
    else begin()
    return () => {
      if (picture !== null) cancelAnimationFrame(picture)
      observer.unobserve(element)
    }
  }
}
