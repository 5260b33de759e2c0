/** A row of settings whose field is a strip of choices. */
import type { ComponentProps, ReactElement } from 'react'
import { Choices } from '../../../ui/choice-group.tsx'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

type ChoiceStripProps<Value extends string> = Omit<ComponentProps<typeof SettingRow>, 'children'> &
  ComponentProps<typeof Choices<Value>>

export const ChoiceStrip = <Value extends string>({
  choices,
  chosen,
  onChoose,
  ...row
}: ChoiceStripProps<Value>): ReactElement => (
  <SettingRow {...row}>
    {({ label, description }) => (
      <div
        className={styles.choices}
        role="radiogroup"
        aria-labelledby={label}
        aria-describedby={description}
      >
        <Choices choices={choices} chosen={chosen} onChoose={onChoose} />
      </div>
    )}
  </SettingRow>
)
