/**
 * One setting: its name, what it does in a sentence, its field, and beside the field what is wrong with it. A setting
 * that is not as usual can be reset.
 */
import { useId, type ReactElement, type ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { strings } from '../../ui/strings.ts'
import type { ItemName } from './items.ts'
import styles from './setting-row.module.css'

/** For the field: what it is called, the element that says so, and what is to be said of it. */
export interface RowIds {
  readonly name: string
  readonly label: string
  readonly description: string
}

interface SettingRowProps {
  readonly item: ItemName
  readonly trouble?: string | null
  /** Below the sentence instead of beside it: a field that needs the width. */
  readonly wide?: boolean
  /** Absent: it is as usual, or nothing is. */
  readonly onReset?: (() => void) | undefined
  children(ids: RowIds): ReactNode
}

export function SettingRow({
  item,
  trouble = null,
  wide = false,
  onReset,
  children
}: SettingRowProps): ReactElement {
  const id = useId()
  const { title, effect } = strings.settings.items[item]
  const reset = onReset && <IconButton icon="retry" label={strings.settings.reset(title)} onPress={onReset} />
  const ids = { name: title, label: `${id}label`, description: `${id}effect ${id}trouble` }
  return (
    <li className={styles.row} data-setting={item} data-wide={wide}>
      <div className={styles.words}>
        <h3 className={styles.title} id={ids.label}>
          {title}
        </h3>
        <p className={styles.effect} id={`${id}effect`}>
          {effect}
        </p>
      </div>
      {wide && reset}
      <div className={styles.field}>
        {children(ids)}
        {!wide && reset}
      </div>
      <p className={styles.trouble} id={`${id}trouble`} role="status">
        {trouble !== null && <bdi>{trouble}</bdi>}
      </p>
    </li>
  )
}
