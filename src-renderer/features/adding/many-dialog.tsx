/** Asks before many links are added, and what links with a pattern in them stand for; shows the first and the last. */
import { useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'
import type { Answer, AddingState } from './adding-store.ts'
import { MOST_IN_A_BATCH } from './batch.ts'
import { FirstAndLast } from './first-and-last.tsx'

export function ManyDialog(): ReactElement | null {
  const question = useStore(useShoal().adding, (state) => state.question)
  return question && <Asked key={question.asFound[0]?.uri ?? ''} question={question} />
}

function Asked({ question }: { readonly question: NonNullable<AddingState['question']> }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const words = strings.adding.ask
  const { asFound, expanded } = question
  const choose = (answer: Answer) => (): void => {
    // The focus goes back to where it was before anything is added.
    dialog.current?.close()
    question.answer(answer)
  }
  const offered = Array.isArray(expanded) ? (expanded as typeof asFound) : asFound
  const title = expanded === null ? words.many(asFound.length) : words.batch(offered.length)
  return (
    <Dialog
      dialog={dialog}
      title={typeof expanded === 'number' ? strings.adding.title : title}
      detail={
        typeof expanded === 'number'
          ? words.tooMany(expanded, MOST_IN_A_BATCH)
          : expanded === null
            ? words.manyDetail
            : words.batchDetail
      }
      onClose={() => question.answer('cancel')}
    >
      <FirstAndLast links={offered.map(({ uri }) => uri)} />
      <DialogButtons>
        <PushButton label={words.cancel} onPress={choose('cancel')} />
        {expanded === null ? (
          <PushButton label={words.addAll(asFound.length)} kind="main" onPress={choose('as-found')} />
        ) : (
          <PushButton label={words.asIs} onPress={choose('as-found')} />
        )}
        {Array.isArray(expanded) && (
          <PushButton label={words.addAll(offered.length)} kind="main" onPress={choose('expanded')} />
        )}
      </DialogButtons>
    </Dialog>
  )
}
