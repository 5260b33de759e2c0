/**
 * Asks for another address of a transfer's file. The engine compares before it agrees; until then the dialog stays, and
 * what speaks against the address is said under it.
 */
import { useId, useRef, useState, type ReactElement } from 'react'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import { TextInput } from '../../ui/controls.tsx'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { ProblemText } from '../../ui/problem-text.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './address-dialog.module.css'

interface AddressDialogProps {
  readonly name: string
  /** Settles when the engine has agreed, or rejects with its reason. */
  onChange(uri: string): Promise<unknown>
  /** The engine refused after the dialog was closed. */
  onLateRefusal(problem: Problem): void
  onClose(): void
}

export function AddressDialog({ name, onChange, onLateRefusal, onClose }: AddressDialogProps): ReactElement {
  const [uri, setUri] = useState('')
  const [asking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const isOpen = useRef(true)
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const refusalId = useId()

  const close = (): void => dialog.current?.close()
  const change = (): void => {
    if (uri.trim() === '' || asking) return
    setAsking(true)
    setRefusal(null)
    onChange(uri.trim()).then(close, (thrown: unknown) => {
      const problem = problemOf(thrown)
      if (!isOpen.current) return onLateRefusal(problem)
      setAsking(false)
      setRefusal(problem)
      field.current?.focus()
    })
  }
  return (
    <Dialog
      dialog={dialog}
      title={strings.address.title(name)}
      detail={strings.address.detail}
      onClose={() => {
        isOpen.current = false
        onClose()
      }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          change()
        }}
      >
        <TextInput
          ref={field}
          look="large"
          value={uri}
          readOnly={asking}
          aria-label={strings.address.label}
          placeholder={strings.address.placeholder}
          aria-invalid={refusal !== null}
          aria-describedby={refusal === null ? undefined : refusalId}
          inputMode="url"
          dir="ltr"
          autoFocus
          onChange={(event) => {
            setUri(event.target.value)
            setRefusal(null)
          }}
        />
        <p className={styles.word} id={refusalId} role="alert" data-code={refusal?.code}>
          {refusal && (
            <bdi>
              <ProblemText problem={refusal} />
            </bdi>
          )}
        </p>
        <p className={styles.asking} role="status">
          {asking && strings.address.asking}
        </p>
        <DialogButtons>
          <PushButton label={strings.address.cancel} onPress={close} />
          <PushButton label={strings.address.change} kind="main" onPress={change} />
        </DialogButtons>
      </form>
    </Dialog>
  )
}
