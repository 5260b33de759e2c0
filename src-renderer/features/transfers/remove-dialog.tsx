/** Asks what becomes of the partial file. A native modal dialog: focus, Escape and the backdrop are the system's. */
import { useEffect, useId, useRef, type ReactElement } from 'react'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './remove-dialog.module.css'

interface RemoveDialogProps {
  readonly name: string
  onRemove(partial: 'keep' | 'delete'): void
  onCancel(): void
}

export function RemoveDialog({ name, onRemove, onCancel }: RemoveDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const detailId = useId()
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [])
  // Closed by its own method, a dialog gives the focus back to the button that opened it.
  const close = (): void => dialog.current?.close()
  const remove = (partial: 'keep' | 'delete'): void => {
    close()
    onRemove(partial)
  }
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      aria-describedby={detailId}
      onClose={onCancel}
      onClick={(event) => {
        if (event.target === event.currentTarget) close()
      }}
    >
      <div className={styles.content}>
        <h2 className={styles.title} id={titleId}>
          {strings.remove.title(name)}
        </h2>
        <p id={detailId}>{strings.remove.detail}</p>
        <div className={styles.buttons}>
          <PushButton label={strings.remove.cancel} onPress={close} />
          <PushButton label={strings.remove.delete} kind="danger" onPress={() => remove('delete')} />
          <PushButton label={strings.remove.keep} kind="main" onPress={() => remove('keep')} />
        </div>
      </div>
    </dialog>
  )
}
