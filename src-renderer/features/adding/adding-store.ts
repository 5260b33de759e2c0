/**
 * What stands between a link and the engine: the dialog that is open, the question that must be answered first, and how
 * far a long list has got. Also whether copied links are offered, which the page itself remembers.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Memory } from '../../stores/appearance.ts'
import type { Wanted } from '../../../src-shared/links/wanted.ts'

export interface Question {
  /** As they were found. */
  readonly asFound: readonly Wanted[]
  /** What patterns in them stand for, or how many that would be when it is too many; null: there are none. */
  readonly expanded: readonly Wanted[] | number | null
}

export type Answer = 'as-found' | 'expanded' | 'cancel'

export interface AddingState {
  readonly dialog: { readonly text: string } | null
  readonly question: (Question & { answer(answer: Answer): void }) | null
  /** A long list on its way. */
  readonly progress: { readonly done: number; readonly total: number; stop(): void } | null
  readonly offersCopied: boolean
  open(text: string): void
  /** One question after another; resolves when this one has been answered. */
  ask(question: Question): Promise<Answer>
}

export type AddingStore = StoreApi<AddingState>

const KEY = 'offers-copied-links'

export function createAddingStore(memory: Memory): AddingStore {
  let last: Promise<unknown> = Promise.resolve()
  const store = createStore<AddingState>((set, get) => ({
    dialog: null,
    question: null,
    progress: null,
    offersCopied: memory.getItem(KEY) === 'yes',
    open(text) {
      // What was begun stays: another link joins it.
      const begun = get().dialog?.text ?? ''
      if (get().dialog === null || text !== '') set({ dialog: { text: joined(begun, text) } })
    },
    ask(question) {
      const answered = last.then(
        () =>
          new Promise<Answer>((resolve) => {
            const answer = (given: Answer): void => {
              if (get().question?.answer === answer) set({ question: null })
              resolve(given)
            }
            set({ question: { ...question, answer } })
          })
      )
      last = answered
      return answered
    }
  }))
  store.subscribe(({ offersCopied }, before) => {
    if (offersCopied !== before.offersCopied) memory.setItem(KEY, offersCopied ? 'yes' : 'no')
  })
  return store
}

const joined = (begun: string, text: string): string =>
  begun.trim() === '' || text === '' ? begun.trim() + text : `${begun.trimEnd()}\n${text}`
