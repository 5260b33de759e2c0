/** Asks what becomes of the partial file. */
import { useRef, type ReactElement } from 'react'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'

interface RemoveDialogProps {
  readonly name: string
  onRemove(partial: 'keep' | 'delete'): void
  onCancel(): void
}

export function RemoveDialog({ name, onRemove, onCancel }: RemoveDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = (): void => dialog.current?.close()
  const remove = (partial: 'keep' | 'delete'): void => {
    close()
    onRemove(partial)
  }
  return (
    <Dialog
      dialog={dialog}
      title={strings.remove.title(name)}
      detail={strings.remove.detail}
      onClose={onCancel}
    >
      <DialogButtons>
        <PushButton label={strings.remove.cancel} onPress={close} />
        <PushButton label={strings.remove.delete} kind="danger" onPress={() => remove('delete')} />
        <PushButton label={strings.remove.keep} kind="main" onPress={() => remove('keep')} />
      </DialogButtons>
    </Dialog>
  )
}
