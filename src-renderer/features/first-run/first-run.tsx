/**
 * What is asked at the first start, one question at a time: each can be left as it is, all can be skipped, and it never
 * comes again. A native modal dialog, so that the keyboard stays in it and screen readers know where they are.
 */
import { useEffect, useId, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Mark } from '../../ui/mark.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import styles from './first-run.module.css'
import { FilesStep } from './files-step.tsx'
import { LookStep } from './look-step.tsx'
import { NetworkStep } from './network-step.tsx'

const STEPS = [
  { name: 'files', Step: FilesStep },
  { name: 'network', Step: NetworkStep },
  { name: 'look', Step: LookStep }
] as const

export function FirstRun(): ReactElement | null {
  const isDue = useStore(useShoal().settings, ({ now }) => now?.settings.welcomed === false)
  const [isOver, setIsOver] = useState(false)
  return isDue && !isOver ? <Steps onOver={() => setIsOver(true)} /> : null
}

function Steps({ onOver }: { onOver(): void }): ReactElement {
  const { client, toasts } = useShoal()
  const [at, setAt] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  const words = strings.firstRun
  const { name, Step } = STEPS[at]!
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
    heading.current?.focus()
  }, [at])
  const end = (): void => {
    // Gone for now even where that cannot be kept: nobody is held up by it.
    onOver()
    client.call('settings.set', { welcomed: true }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(message, advice)
    })
  }
  const isLast = at === STEPS.length - 1
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}detail`}
      onClose={end}
    >
      <p className={styles.welcome}>
        <Mark size={28} />
        {words.welcome}
      </p>
      <div className={styles.step}>
        <p className={styles.count}>{words.step(at + 1, STEPS.length)}</p>
        <h2 ref={heading} className={styles.title} id={`${id}title`} tabIndex={-1}>
          {words[name].title}
        </h2>
        <p className={styles.detail} id={`${id}detail`}>
          {words[name].detail}
        </p>
        <Step />
      </div>
      <div className={styles.foot}>
        <p className={styles.later}>{words.later}</p>
        <div className={styles.buttons}>
          {!isLast && <PushButton label={words.skip} onPress={() => dialog.current?.close()} />}
          {at > 0 && <PushButton label={words.back} onPress={() => setAt(at - 1)} />}
          <PushButton
            label={isLast ? words.finish : words.next}
            kind="main"
            onPress={() => (isLast ? dialog.current?.close() : setAt(at + 1))}
          />
        </div>
      </div>
    </dialog>
  )
}
