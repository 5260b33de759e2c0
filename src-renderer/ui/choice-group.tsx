/** One of a few, all of them in sight: radio buttons drawn as one strip. The arrow keys go through them. */
import { useId, type ReactElement } from 'react'
import styles from './choice-group.module.css'

interface ChoicesProps<Value extends string> {
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly language?: string }[]
  readonly chosen: Value
  onChoose(value: Value): void
}

interface ChoiceGroupProps<Value extends string> extends ChoicesProps<Value> {
  readonly label: string
}

export const ChoiceGroup = <Value extends string>({
  label,
  ...choices
}: ChoiceGroupProps<Value>): ReactElement => (
  <fieldset className={styles.group}>
    <legend className={styles.label}>{label}</legend>
    <Choices {...choices} />
  </fieldset>
)

/** The strip alone, for what names and describes it itself. */
export function Choices<Value extends string>({
  choices,
  chosen,
  onChoose
}: ChoicesProps<Value>): ReactElement {
  const name = useId()
  return (
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
  )
}
