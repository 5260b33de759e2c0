/** A pairing that nobody has to answer yet: whom this machine waits for, or why it came to nothing before there was a code. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { sentencesOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { beginPairing, endPairing, forgetPairing } from './pair-actions.ts'
import { placesOf } from './peer-words.ts'
import styles from './pairing-strip.module.css'

export function PairingStrip(): ReactElement {
  return (
    <div className={styles.standing} role="status">
      <Standing />
    </div>
  )
}

function Standing(): ReactElement | null {
  const shoal = useShoal()
  const { nearby } = shoal
  const pairing = useStore(nearby, (state) => state.pairing)
  const compared = useStore(nearby, (state) => state.compared)
  const target = useStore(nearby, (state) => state.target)
  const self = useStore(nearby, (state) => state.self)
  const words = strings.peers.pair
  if (pairing.kind === 'waiting')
    return (
      <section className={styles.strip} data-pairing="waiting">
        <div className={styles.words}>
          <h3 className={styles.title}>{pairing.target === null ? words.waiting : words.reaching}</h3>
          {pairing.target === null ? (
            <>
              <p>{words.waitingDetail}</p>
              {self && (
                <ul className={styles.places}>
                  {placesOf(self)
                    .slice(0, 3)
                    .map((place) => (
                      <li key={place}>
                        <bdi>{place}</bdi>
                      </li>
                    ))}
                  <li>
                    <bdi>{self.id}</bdi>
                  </li>
                </ul>
              )}
            </>
          ) : (
            <>
              <p>{words.reachingDetail}</p>
              <ul className={styles.places}>
                <li>
                  <bdi>{pairing.target}</bdi>
                </li>
              </ul>
            </>
          )}
        </div>
        <PushButton label={words.stop} onPress={() => endPairing(shoal)} />
      </section>
    )
  if (pairing.kind !== 'failed' || compared) return null
  return (
    <section className={styles.strip} data-pairing="failed">
      <div className={styles.words}>
        <h3 className={styles.title}>{words.failed}</h3>
        <p>
          <bdi>{sentencesOf(pairing.problem)}</bdi>
        </p>
      </div>
      <PushButton label={words.again} onPress={() => void beginPairing(shoal, target)} />
      <PushButton label={words.done} onPress={() => forgetPairing(shoal)} />
    </section>
  )
}
