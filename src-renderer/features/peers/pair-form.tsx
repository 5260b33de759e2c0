/** Where a pairing begins: the other machine's address or id, or waiting for it here. Also where a machine may be that is not found by itself. */
import { useId, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { TextInput } from '../../ui/controls.tsx'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import type { Said } from '../../../src-shared/words/problem-words.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { beginPairing } from './pair-actions.ts'
import { typedTarget } from './typed-target.ts'
import styles from './pair-form.module.css'

export function PairForm({ onClose }: { onClose(): void }): ReactElement {
  const shoal = useShoal()
  const { client, nearby, toasts } = shoal
  const [typed, setTyped] = useState('')
  const [refusal, setRefusal] = useState<Said | null>(null)
  const [isLooking, setLooking] = useState(false)
  const isJoined = useStore(nearby, ({ membership }) => membership?.kind === 'joined')
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = useRef(true)
  const field = useRef<HTMLInputElement>(null)
  const fieldId = useId()
  const hintId = useId()
  const words = strings.peers.pair
  const close = (): void => dialog.current?.close()
  const refuse = (given: Said): void => {
    setRefusal(given)
    field.current?.focus()
  }

  const pair = (): void => {
    const target = typedTarget(typed)
    if (!target) return refuse({ message: words.invalid, advice: words.invalidAdvice })
    close()
    void beginPairing(shoal, target.target)
  }
  const remember = (): void => {
    const target = typedTarget(typed)
    if (target?.kind !== 'address') return refuse({ message: words.notAddress, advice: words.invalidAdvice })
    if (isLooking) return
    setLooking(true)
    setRefusal(null)
    const { host, port } = target
    client.call('peers.addAddress', { host, port }).then(
      () => {
        toasts.getState().show(words.found, target.target)
        close()
      },
      (thrown: unknown) => {
        const { message, advice } = saidOf(thrown)
        if (!isOpen.current) return toasts.getState().show(target.target, `${message} ${advice}`)
        setLooking(false)
        refuse({ message, advice })
      }
    )
  }
  return (
    <Dialog
      dialog={dialog}
      title={words.title}
      detail={words.detail}
      onClose={() => {
        isOpen.current = false
        onClose()
      }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          pair()
        }}
      >
        <label className={styles.label} htmlFor={fieldId}>
          {words.field}
        </label>
        <TextInput
          ref={field}
          id={fieldId}
          look="large"
          className={styles.field}
          value={typed}
          readOnly={isLooking}
          placeholder={words.placeholder}
          aria-invalid={refusal !== null}
          aria-describedby={hintId}
          dir="ltr"
          autoFocus
          maxLength={260}
          onChange={(event) => {
            setTyped(event.target.value)
            setRefusal(null)
          }}
        />
        <p
          className={styles.hint}
          id={hintId}
          role={refusal ? 'alert' : undefined}
          data-refused={refusal !== null}
        >
          {refusal ? (
            <bdi>
              <strong>{refusal.message}</strong> {refusal.advice}
            </bdi>
          ) : isLooking ? (
            words.looking
          ) : (
            words.fieldHint
          )}
        </p>
        <DialogButtons>
          <PushButton label={words.cancel} onPress={close} />
          <PushButton label={words.remember} onPress={remember} />
          <PushButton label={words.begin} kind="main" onPress={pair} />
        </DialogButtons>
      </form>
      <div className={styles.wait}>
        <p>{isJoined ? words.waitDetail : words.joinDetail}</p>
        <PushButton
          label={isJoined ? words.wait : words.joinAndWait}
          onPress={() => {
            close()
            void beginPairing(shoal, null)
          }}
        />
      </div>
    </Dialog>
  )
}
