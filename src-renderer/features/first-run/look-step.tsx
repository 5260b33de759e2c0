/** How the window looks and which language it speaks; seen at once behind the question. */
import type { ReactElement } from 'react'
import { AppearanceChoices } from '../appearance/appearance-menu.tsx'
import styles from './first-run.module.css'

export const LookStep = (): ReactElement => (
  <div className={styles.choices}>
    <AppearanceChoices parts={['theme', 'contrast', 'language']} />
  </div>
)
