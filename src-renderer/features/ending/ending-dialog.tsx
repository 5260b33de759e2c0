/**
 * The countdown before Shoal quits or shuts the machine down, over everything else in the window. Whatever closes it,
 * but for the one button that says otherwise, calls it off.
 */
import { useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'

export function EndingDialog(): ReactElement | null {
  const { client, ending, toasts } = useShoal()
  const now = useStore(ending, (state) => state.now)
  const dialog = useRef<HTMLDialogElement>(null)
  if (!now || now.ending === 'nothing' || now.secondsLeft === null) return null
  const words = strings.settings.ending
  const send = (work: Promise<unknown>): void => {
    work.catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(message, advice)
    })
  }
  return (
    <Dialog
      dialog={dialog}
      title={words.coming[now.ending]}
      detail={words.secondsLeft(now.secondsLeft)}
      backdrop="stays"
      onClose={() => send(client.call('desktop.setEnding', { ending: 'nothing' }))}
    >
      <DialogButtons>
        {/* Has the focus: who is typing when this comes loses nothing by it. */}
        <PushButton label={words.callOff} kind="main" onPress={() => dialog.current?.close()} />
        <PushButton label={words.now[now.ending]} onPress={() => send(client.call('desktop.endNow', null))} />
      </DialogButtons>
    </Dialog>
  )
}
