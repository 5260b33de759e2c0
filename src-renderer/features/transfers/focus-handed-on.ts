/**
 * Keeps the keyboard's place in the list: an element that goes away while it holds the focus hands it to its
 * neighbour, or to the add field when there is none. Without this the next Tab would start at the top.
 */
import { useLayoutEffect, useRef, type RefObject } from 'react'

export function useFocusHandedOn<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const ref = useRef<Kind>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return undefined
    return () => {
      if (!element.contains(document.activeElement)) return
      const neighbour = element.nextElementSibling ?? element.previousElementSibling
      // Once the element is out of the page.
      queueMicrotask(() =>
        (neighbour?.querySelector('button') ?? document.querySelector('textarea'))?.focus()
      )
    }
  }, [])
  return ref
}
