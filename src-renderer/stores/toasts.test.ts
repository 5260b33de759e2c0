import { expect, test } from 'vitest'
import { createToastsStore } from './toasts.ts'

/** A store, and what was undone or settled, in order. */
function withUndo(): {
  readonly toasts: ReturnType<typeof createToastsStore>
  readonly said: string[]
  show(title: string): void
} {
  const toasts = createToastsStore()
  const said: string[] = []
  return {
    toasts,
    said,
    show: (title) =>
      toasts.getState().show(title, '', {
        undo: () => said.push(`undo ${title}`),
        settle: () => said.push(`settle ${title}`)
      })
  }
}

test('what can be undone is undone or settled, once and never both', () => {
  const { toasts, said, show } = withUndo()
  show('a')
  show('b')
  const [a, b] = toasts.getState().shown
  toasts.getState().undo(a!.id)
  toasts.getState().undo(a!.id)
  toasts.getState().dismiss(a!.id)
  toasts.getState().dismiss(b!.id)
  toasts.getState().undo(b!.id)
  expect(said).toEqual(['undo a', 'settle b'])
  expect(toasts.getState().shown).toEqual([])
})

test('a message that makes room for others, or for the same one again, settles what it was about', () => {
  const { toasts, said, show } = withUndo()
  for (const title of ['a', 'b', 'b', 'c', 'd']) show(title)
  expect(said).toEqual(['settle b', 'settle a'])
  expect(toasts.getState().shown.map(({ title }) => title)).toEqual(['b', 'c', 'd'])
})
