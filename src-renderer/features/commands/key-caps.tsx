/** Keys as they are printed on the keyboard. */
import type { ReactElement } from 'react'
import { caps, type Keys } from './keys.ts'
import styles from './key-caps.module.css'

const onMac = navigator.userAgent.includes('Mac')

export const KeyCaps = ({ keys }: { readonly keys: Keys }): ReactElement => (
  // Read from left to right on every keyboard.
  <span className={styles.keys} dir="ltr">
    {caps(keys, onMac).map((cap) => (
      <kbd key={cap} className={styles.cap}>
        {cap}
      </kbd>
    ))}
  </span>
)
