/**
 * A text field that keeps what was typed as soon as it is right and the typing rests: on Enter, on leaving the field, or
 * after a moment. Something wrong is said while it is typed and never kept; Escape brings back what is kept.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Kept } from './kept.ts'

export type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly trouble: string }

export interface Typed {
  readonly text: string
  readonly trouble: string | null
  onType(text: string): void
  onLeave(): void
  onKeyDown(event: KeyboardEvent): void
  reset(): void
}

/** Nobody should see half of what they type take effect. */
const REST_MS = 700

export function useTyped<Value>(
  kept: Kept<Value>,
  write: (value: Value) => string,
  read: (text: string) => Read<Value>,
  /** `is-left`: for what may be right long before it is all there. */
  keepsWhen: 'typing-rests' | 'is-left' = 'typing-rests'
): Typed {
  /** Null: what is kept is shown. */
  const [draft, setDraft] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const waiting = useRef<{ readonly timer: number; readonly keep: () => void } | null>(null)
  useEffect(() => () => waiting.current?.keep(), [])

  const found = draft === null ? null : read(draft)
  const keep = (value: Value): void => {
    stopWaiting()
    if (JSON.stringify(value) !== JSON.stringify(kept.value)) void kept.keep(value).then(setRefusal)
  }
  const stopWaiting = (): void => {
    if (waiting.current) clearTimeout(waiting.current.timer)
    waiting.current = null
  }
  const settle = (): void => {
    if (!found?.ok) return
    keep(found.value)
    setDraft(null)
  }

  return {
    text: draft ?? write(kept.value),
    trouble: found && !found.ok ? found.trouble : refusal,
    onType(text) {
      setDraft(text)
      setRefusal(null)
      stopWaiting()
      const next = read(text)
      if (!next.ok || keepsWhen === 'is-left') return
      const now = (): void => keep(next.value)
      waiting.current = { timer: window.setTimeout(now, REST_MS), keep: now }
    },
    onLeave: settle,
    onKeyDown(event) {
      if (event.key === 'Enter') settle()
      if (event.key !== 'Escape' || draft === null) return
      event.stopPropagation()
      stopWaiting()
      setDraft(null)
      setRefusal(null)
    },
    reset() {
      stopWaiting()
      setDraft(null)
      void kept.keep(kept.usual).then(setRefusal)
    }
  }
}
