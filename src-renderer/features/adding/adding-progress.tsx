/** How far a long list of links has got, and a way to stop it. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './adding-progress.module.css'

export function AddingProgress(): ReactElement | null {
  const progress = useStore(useShoal().adding, (state) => state.progress)
  if (!progress) return null
  const { done, total } = progress
  const words = strings.adding.progress(done, total)
  return (
    <div className={styles.progress}>
      <span>{words}</span>
      <progress className={styles.bar} value={done} max={total} aria-label={words} />
      <PushButton label={strings.adding.stop} onPress={() => progress.stop()} />
    </div>
  )
}
