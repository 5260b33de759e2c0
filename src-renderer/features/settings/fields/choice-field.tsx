/** A setting that is one of a few, as a strip of choices. */
import { useState, type ReactElement } from 'react'
import { Choices } from '../../../ui/choice-group.tsx'
import type { ItemName } from '../items.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

interface ChoiceFieldProps<Value extends string> {
  readonly item: ItemName
  readonly kept: Kept<Value>
  readonly values: readonly Value[]
  readonly labels: Readonly<Record<Value, string>>
}

export function ChoiceField<Value extends string>({
  item,
  kept,
  values,
  labels
}: ChoiceFieldProps<Value>): ReactElement {
  const [trouble, setTrouble] = useState<string | null>(null)
  const keep = (value: Value): void => void kept.keep(value).then(setTrouble)
  return (
    <SettingRow
      item={item}
      wide
      trouble={trouble}
      onReset={isUsual(kept) ? undefined : () => keep(kept.usual)}
    >
      {({ label, description }) => (
        <div
          className={styles.choices}
          role="radiogroup"
          aria-labelledby={label}
          aria-describedby={description}
        >
          <Choices
            choices={values.map((value) => ({ value, label: labels[value] }))}
            chosen={kept.value}
            onChoose={keep}
          />
        </div>
      )}
    </SettingRow>
  )
}
