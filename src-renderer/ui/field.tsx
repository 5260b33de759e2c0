/** A labelled control (ui/controls.tsx), with a hint or what is wrong under it. */
import { useId, type ReactElement, type ReactNode } from 'react'
import styles from './field.module.css'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with what was typed. */
  readonly wrong?: string | undefined
  /** The control: to be given these. */
  children(control: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string | undefined
  }): ReactNode
}

export function Field({ label, hint, wrong, children }: FieldProps): ReactElement {
  const id = useId()
  const noteId = useId()
  const note = wrong ?? hint
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': wrong !== undefined,
        'aria-describedby': note === undefined ? undefined : noteId
      })}
      {note !== undefined && (
        <p id={noteId} className={wrong === undefined ? styles.hint : styles.wrong}>
          <bdi>{note}</bdi>
        </p>
      )}
    </div>
  )
}
