/** A button with words. `main` is the one thing a person came to do; `danger` destroys something. */
import type { ReactElement } from 'react'
import styles from './push-button.module.css'

interface PushButtonProps {
  readonly label: string
  readonly kind?: 'plain' | 'main' | 'danger'
  /** It sends the form it stands in, as Enter in a field does. */
  readonly submits?: boolean
  onPress?(): void
}

export const PushButton = ({
  label,
  kind = 'plain',
  submits = false,
  onPress
}: PushButtonProps): ReactElement => (
  <button
    type={submits ? 'submit' : 'button'}
    className={`${styles.button} ${styles[kind]}`}

    onClick={onPress}
  >
    {label}
  </button>
)
