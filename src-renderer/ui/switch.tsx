/** A checkbox drawn as a switch, named by the words beside it. */
import type { ReactElement } from 'react'
import styles from './switch.module.css'

interface SwitchProps {
  /** `name`: what it is called; `description`: the id of what says more. */
  readonly ids: { readonly name: string; readonly description: string }
  readonly isOn: boolean
  onChange(isOn: boolean): void
}

export const Switch = ({ ids, isOn, onChange }: SwitchProps): ReactElement => (
  <input
    type="checkbox"
    role="switch"
    className={styles.switch}
    checked={isOn}
    aria-label={ids.name}
    aria-describedby={ids.description}
    onChange={(event) => onChange(event.target.checked)}
  />
)
