/**
 * Short messages without a place of their own in the window: what was refused or failed, and what was done and can
 * still be undone.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly title: string
  readonly detail: string
  readonly undo?: Undo
}

/** Exactly one of the two is called, once. */
export interface Undo {
  undo(): void
  /** The message has gone and nobody took it back. */
  settle(): void
}

export interface ToastsState {
  /** Oldest first. */
  readonly shown: readonly Toast[]
  show(title: string, detail: string, undo?: Undo): void
  dismiss(id: number): void
  undo(id: number): void
}

export type ToastsStore = StoreApi<ToastsState>

/** More than this hides the list that the messages are about. */
const MAX_SHOWN = 3

export const createToastsStore = (): ToastsStore =>
  createStore((set, get) => {
    let nextId = 1
    const keep = (kept: readonly Toast[]): void => {
      const gone = get().shown.filter((toast) => !kept.includes(toast))
      set({ shown: kept })
      for (const toast of gone) toast.undo?.settle()
    }
    return {
      shown: [],
      show(title, detail, undo) {
        const toast = { id: nextId++, title, detail, ...(undo && { undo }) }
        // The same message again replaces the old one: a repeated mistake needs no pile.
        const others = get().shown.filter((old) => old.title !== title || old.detail !== detail)
        keep([...others, toast].slice(-MAX_SHOWN))
      },
      dismiss: (id) => keep(get().shown.filter((toast) => toast.id !== id)),
      undo(id) {
        const { shown } = get()
        const toast = shown.find((each) => each.id === id)
        set({ shown: shown.filter((each) => each !== toast) })
        toast?.undo?.undo()
      }
    }
  })
