/**
 * Makes the whole window take links: dropped anywhere, or pasted while no field has the focus. Every drop is
 * caught, wanted or not, since an uncaught one would make the page navigate.
 */
import { useEffect, useState, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import { lookInto, mayHoldLinks, takeDropped } from './dropped.ts'
import { takeFound } from './take-links.ts'
import styles from './drop-target.module.css'

export function DropTarget(): ReactElement | null {
  const shoal = useShoal()
  const [over, setOver] = useState(false)

  useEffect(() => {
    const stop = new AbortController()
    const listen = <Name extends keyof WindowEventMap>(
      name: Name,
      listener: (event: WindowEventMap[Name]) => void
    ): void => window.addEventListener(name, listener, { signal: stop.signal })

    const welcome = (event: DragEvent): void => {
      event.preventDefault()
      const welcome = mayHoldLinks(event.dataTransfer)
      if (event.dataTransfer) event.dataTransfer.dropEffect = welcome ? 'copy' : 'none'
      setOver(welcome)
    }
    listen('dragenter', welcome)
    listen('dragover', welcome)
    listen('dragleave', (event) => {
      // Leaving one element for another inside the window names the other; leaving the window names none.
      if (event.relatedTarget === null) setOver(false)
    })
    listen('drop', (event) => {
      event.preventDefault()
      setOver(false)
      if (!event.dataTransfer) return
      const dropped = takeDropped(event.dataTransfer)
      void lookInto(dropped).then((found) => takeFound(shoal, found, strings.refused.title))
    })
    listen('paste', (event) => {
      if (isField(event.target) || document.querySelector('dialog[open]') || !event.clipboardData) return
      event.preventDefault()
      const pasted = takeDropped(event.clipboardData)
      void lookInto(pasted).then((found) => takeFound(shoal, found, strings.refused.pasteTitle))
    })
    return () => stop.abort()
  }, [shoal])

  if (!over) return null
  return (
    <div className={styles.overlay} aria-hidden="true">
      <div className={styles.frame}>
        <span className={styles.icon}>{icons.arriving}</span>
        <p className={styles.title}>{strings.drop.title}</p>
        <p>{strings.drop.detail}</p>
      </div>
    </div>
  )
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
