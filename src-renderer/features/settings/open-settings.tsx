/** The way to the settings, at the foot of the side. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './open-settings.module.css'

export function OpenSettings(): ReactElement {
  const { view } = useShoal()
  const isOpen = useStore(view, ({ screen }) => screen === 'settings')
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
