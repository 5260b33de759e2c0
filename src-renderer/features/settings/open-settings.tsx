/** The way to the settings: a button at the foot of the side, and the keys that every program has for it. */
import { useEffect, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './open-settings.module.css'

export function OpenSettings(): ReactElement {
  const { view } = useShoal()
  const isOpen = useStore(view, ({ screen }) => screen === 'settings')
  useEffect(() => {
    const open = (event: KeyboardEvent): void => {
      if (event.key !== ',' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      // What is asked first has to be answered first.
      if (document.querySelector('dialog[open]') === null) view.setState({ screen: 'settings' })
    }
    window.addEventListener('keydown', open)
    return () => window.removeEventListener('keydown', open)
  }, [view])
  return (
    <button
      type="button"
      className={styles.opener}
      aria-current={isOpen}
      aria-keyshortcuts="Control+, Meta+,"
      title={strings.settings.button}
      onClick={() => view.setState({ screen: 'settings' })}
    >
      {icons.settings}
      <span className={styles.word}>{strings.settings.button}</span>
    </button>
  )
}
