/** Whether this machine takes part in the LAN. Nothing happens unless somebody says so. */
import { useId, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Choices } from '../../ui/choice-group.tsx'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { isWanted } from '../settings/fields/membership-field.tsx'
import styles from './first-run.module.css'

export function NetworkStep(): ReactElement {
  const { client, nearby } = useShoal()
  const membership = useStore(nearby, (state) => state.membership)
  const [trouble, setTrouble] = useState<string | null>(null)
  const id = useId()
  const words = strings.firstRun.network
  const choose = (choice: string): void => {
    setTrouble(null)
    client.call(choice === 'join' ? 'membership.join' : 'membership.leave', null).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      setTrouble(`${message} ${advice}`)
    })
  }
  return (
    <>
      <ul className={styles.means} id={id}>
        {words.means.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className={styles.choice} role="radiogroup" aria-label={words.title} aria-describedby={id}>
        <Choices
          choices={[
            { value: 'out', label: words.out },
            { value: 'join', label: words.join }
          ]}
          chosen={membership && isWanted(membership) ? 'join' : 'out'}
          onChoose={choose}
        />
      </div>
      <p className={styles.trouble} role="status">
        {trouble}
      </p>
    </>
  )
}
