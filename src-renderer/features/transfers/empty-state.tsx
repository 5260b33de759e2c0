/** What a person sees before the first link: what to do, in one line, and why it is worth it. */
import type { ReactElement } from 'react'
import { ShoalPicture } from '../../ui/shoal-picture.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './empty-state.module.css'

const onMac = navigator.userAgent.includes('Mac')

export const EmptyState = (): ReactElement => (
  <div className={styles.empty}>
    <ShoalPicture />
    <h2 className={styles.title}>{strings.list.emptyTitle}</h2>
    <p>
      {strings.list.emptyDetail}{' '}
      <kbd className={styles.key}>{onMac ? strings.list.emptyShortcutMac : strings.list.emptyShortcut}</kbd>
    </p>
    <p className={styles.promise}>{strings.list.emptyPromise}</p>
  </div>
)
