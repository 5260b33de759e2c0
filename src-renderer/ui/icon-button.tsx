/** A button that shows an icon and says its name to the pointer and to screen readers. */
import type { ReactElement } from 'react'
import { icons, type IconName } from './icons.tsx'
import styles from './icon-button.module.css'

interface IconButtonProps {
  readonly icon: IconName
  readonly label: string
  onPress(): void
}

export const IconButton = ({ icon, label, onPress }: IconButtonProps): ReactElement => (
  <button type="button" className={styles.button} aria-label={label} title={label} onClick={onPress}>
    {icons[icon]}
  </button>
)
