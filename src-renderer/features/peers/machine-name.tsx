/** What a machine calls itself, as text that cannot reach beyond itself: it may be anything, and from anybody. */
import type { ReactElement } from 'react'
import { strings } from '../../ui/strings.ts'
import styles from './machine-name.module.css'

export const MachineName = ({ name }: { readonly name: string }): ReactElement =>
  name === '' ? <span>{strings.peers.unnamed}</span> : <bdi className={styles.name}>{name}</bdi>
