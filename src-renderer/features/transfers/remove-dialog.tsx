/** Asks what becomes of the partial files of what is about to be removed. */
import { useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'

export function RemoveDialog(): ReactElement | null {
  const { removals } = useShoal()
  const asking = useStore(removals, (state) => state.asking)
  const dialog = useRef<HTMLDialogElement>(null)
  const [first] = asking
  if (!first) return null
  const { answer } = removals.getState()
  const one = asking.length === 1
  const choose = (partial: 'keep' | 'delete' | 'cancel') => (): void => {
    // The focus goes back to where it was before what was there goes away.
    dialog.current?.close()
    answer(partial)
  }
  return (
    <Dialog
      dialog={dialog}
      title={one ? strings.remove.title(first.name) : strings.remove.titleMany(asking.length)}
      detail={one ? strings.remove.detail : strings.remove.detailMany}
      onClose={() => answer('cancel')}
    >
      <DialogButtons>
        <PushButton label={strings.remove.cancel} onPress={choose('cancel')} />
        <PushButton label={strings.remove.delete} kind="danger" onPress={choose('delete')} />
        <PushButton label={strings.remove.keep} kind="main" onPress={choose('keep')} />
      </DialogButtons>
    </Dialog>
  )
}
