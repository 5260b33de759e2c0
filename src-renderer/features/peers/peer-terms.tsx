/** What this machine and one other do for each other: two switches, which hold at once. */
import { useId, type ReactElement } from 'react'
import type { Peer, PeerTerms } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { Switch } from '../../ui/switch.tsx'
import styles from './peer-terms.module.css'

export function PeerTermsField({ peer }: { readonly peer: Peer }): ReactElement {
  const { client, toasts } = useShoal()
  const id = useId()
  const words = strings.peers.terms
  const agree = (terms: Partial<PeerTerms>): void => {
    client.call('peers.agree', { id: peer.id, terms }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(words.failed, `${message} ${advice}`)
    })
  }
  return (
    <div role="group" aria-label={words.title} className={styles.terms} data-part="terms">
      {(['asks', 'contributes'] as const).map((term) => (
        <label key={term} className={styles.term}>
          <Switch
            ids={{ name: words[term].name, description: `${id}${term}` }}
            isOn={peer.terms[term]}
            onChange={(isOn) => agree({ [term]: isOn })}
          />
          <span>
            {words[term].name}
            <span id={`${id}${term}`} className={styles.effect}>
              {peer.terms[term] ? words[term].on : words[term].off}
            </span>
          </span>
        </label>
      ))}
    </div>
  )
}
