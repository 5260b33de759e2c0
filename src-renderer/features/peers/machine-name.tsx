/** What a machine calls itself, as text that cannot reach beyond itself: it may be anything, and from anybody. */
import type { ReactElement } from 'react'
import { strings } from '../../ui/strings.ts'
import { shownName } from './shown-name.ts'
import styles from './machine-name.module.css'

export function MachineName({ name }: { readonly name: string }): ReactElement {
  const shown = shownName(name)
  return shown === '' ? <span>{strings.peers.unnamed}</span> : <bdi className={styles.name}>{shown}</bdi>
}
