/**
 * A question that must be answered before anything else. A native modal dialog: focus, Escape and the backdrop are the
 * system's.
 */
import { useEffect, useId, type ReactElement, type ReactNode, type RefObject } from 'react'
import styles from './dialog.module.css'

interface DialogProps {
  /** Closed by its own method, a dialog gives the focus back to the button that opened it. */
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly title: string
  readonly detail: string
  /** Something is written in it: it is wide, what is long scrolls, and a press beside it does not throw that away. */
  readonly isForm?: boolean
  /** A press beside it closes it; not where that could be meant for something else. */
  readonly backdrop?: 'closes' | 'stays'
  readonly children: ReactNode
  /** It has been closed, in whatever way. */
  onClose(): void
}

export function Dialog({
  dialog,
  title,
  detail,
  isForm = false,
  backdrop = isForm ? 'stays' : 'closes',
  children,
  onClose
}: DialogProps): ReactElement {
  const titleId = useId()
  const detailId = useId()
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [dialog])
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${isForm ? styles.form : ''}`}
      aria-labelledby={titleId}
      aria-describedby={detailId}
      onClose={onClose}
      onClick={(event) => {
        if (backdrop === 'closes' && event.target === event.currentTarget) dialog.current?.close()
      }}
    >
      <div className={styles.content}>
        <h2 className={styles.title} id={titleId}>
          {title}
        </h2>
        <p id={detailId}>{detail}</p>
        {children}
      </div>
    </dialog>
  )
}

export const DialogButtons = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className={styles.buttons}>{children}</div>
)
