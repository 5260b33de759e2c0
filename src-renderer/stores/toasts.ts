/** Short messages about something that was refused or failed without a place of its own in the window. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly title: string
  readonly detail: string
}

export interface ToastsState {
  /** Oldest first. */
  readonly shown: readonly Toast[]
  show(title: string, detail: string): void
  dismiss(id: number): void
}

export type ToastsStore = StoreApi<ToastsState>

/** More than this hides the list that the messages are about. */
const MAX_SHOWN = 3

export const createToastsStore = (): ToastsStore =>
  createStore((set) => {
    let nextId = 1
    return {
      shown: [],
      show(title, detail) {
        const toast = { id: nextId++, title, detail }
        // The same message again replaces the old one: a repeated mistake needs no pile.
        set(({ shown }) => ({
          shown: [...shown.filter((old) => old.title !== title || old.detail !== detail), toast].slice(
            -MAX_SHOWN
          )
        }))
      },
      dismiss(id) {
        set(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }))
      }
    }
  })
