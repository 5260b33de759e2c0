/** One of a few, all of them in sight: radio buttons drawn as one strip. The arrow keys go through them. */
import { useId, type ReactElement } from 'react'
import styles from './choice-group.module.css'

interface ChoiceGroupProps<Value extends string> {
  readonly label: string
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly language?: string }[]
  readonly chosen: Value
  onChoose(value: Value): void
}

export function ChoiceGroup<Value extends string>({
  label,
  choices,
  chosen,
  onChoose
}: ChoiceGroupProps<Value>): ReactElement {
  const name = useId()
  return (
    <fieldset className={styles.group}>
      <legend className={styles.label}>{label}</legend>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.choice} lang={choice.language}>
            <input
              type="radio"
              className={styles.radio}
              name={name}
              checked={choice.value === chosen}
              onChange={() => onChoose(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
