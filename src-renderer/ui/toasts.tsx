/** The corner where short messages appear and go by themselves; reading one with the pointer or focus holds it. */
import { useEffect, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../bridge/shoal-context.ts'
import type { Toast } from '../stores/toasts.ts'
import { IconButton } from './icon-button.tsx'
import { PushButton } from './push-button.tsx'
import { strings } from './strings.ts'
import styles from './toasts.module.css'

/** Two sentences are read in half of this. */
const SHOWN_MS = 9000

export function Toasts(): ReactElement {
  const shown = useStore(useShoal().toasts, (state) => state.shown)
  return (
    <div className={styles.corner} role="status" aria-label={strings.toast.region}>
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { readonly toast: Toast }): ReactElement {
  const { toasts } = useShoal()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => toasts.getState().dismiss(toast.id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [held, toast.id, toasts])
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className={styles.words}>
        <p className={styles.title} dir="auto">
          {toast.title}
        </p>
        {toast.detail !== '' && <p dir="auto">{toast.detail}</p>}
      </div>
      {toast.actions.map(({ label, run }) => (
        <PushButton
          key={label}
          label={label}
          onPress={() => {
            toasts.getState().dismiss(toast.id)
            run()
          }}
        />
      ))}
      {toast.undo && (
        <PushButton label={strings.toast.undo} onPress={() => toasts.getState().undo(toast.id)} />
      )}
      <IconButton
        icon="remove"
        label={strings.toast.dismiss}
        onPress={() => toasts.getState().dismiss(toast.id)}
      />
    </div>
  )
}
