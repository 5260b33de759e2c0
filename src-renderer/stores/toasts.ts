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
  readonly actions: readonly ToastAction[]
}

/** Something the message offers. Taking it up ends the message. */
export interface ToastAction {
  readonly label: string
  run(): void
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
  offer(title: string, detail: string, actions: readonly ToastAction[]): void
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
    const add = (given: Omit<Toast, 'id'>): void => {
      const toast = { id: nextId++, ...given }
      // The same message again replaces the old one: a repeated mistake needs no pile.
      const others = get().shown.filter((old) => old.title !== toast.title || old.detail !== toast.detail)
      keep([...others, toast].slice(-MAX_SHOWN))
    }
    return {
      shown: [],
      show: (title, detail, undo) => add({ title, detail, actions: [], ...(undo && { undo }) }),
      offer: (title, detail, actions) => add({ title, detail, actions }),
      dismiss: (id) => keep(get().shown.filter((toast) => toast.id !== id)),
      undo(id) {
        const { shown } = get()
        const toast = shown.find((each) => each.id === id)
        set({ shown: shown.filter((each) => each !== toast) })
        toast?.undo?.undo()
      }
    }
  })
