/** All that is known of one machine: where it may be, what it can do, how fast it was, what came of it. */
import { useEffect, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { strings } from '../../ui/strings.ts'
import { abilityWords, bandwidthWords, historyWords, placeOf } from './peer-words.ts'
import { shownName } from './shown-name.ts'
import styles from './peer-details.module.css'

/** How long ago something was is told in minutes, after the first. */
const AGES_EVERY_MS = 20_000

export function PeerDetails({ id }: { readonly id: PeerId }): ReactElement | null {
  const peer = useStore(useShoal().nearby, ({ heard }) => heard.get(id))
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), AGES_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  if (!peer) return null
  const words = strings.peers.details
  return (
    <dl className={styles.details} data-part="details">
      {peer.name.length > 24 && (
        <>
          <dt>{strings.peers.pair.who}</dt>
          <dd>
            <bdi>{shownName(peer.name)}</bdi>
          </dd>
        </>
      )}
      <dt>{words.id}</dt>
      <dd>
        <bdi className={styles.id}>{peer.id}</bdi>
      </dd>
      <dt>{words.addresses}</dt>
      <dd>
        {peer.addresses.length === 0 ? (
          words.noAddress
        ) : (
          <ul>
            {peer.addresses.map((address) => (
              <li key={`${placeOf(address)} ${address.interface}`}>
                <bdi>{placeOf(address)}</bdi>{' '}
                <span className={styles.faint}>
                  {addressWords(
                    address,
                    peer.reached?.host === address.host && peer.reached.port === address.port
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </dd>
      <dt>{words.can}</dt>
      <dd>{abilityWords(peer)}</dd>
      {peer.card && peer.card.policy !== '' && (
        <>
          <dt>{words.says}</dt>
          <dd>
            <bdi>{peer.card.policy}</bdi>
          </dd>
        </>
      )}
      <dt>{words.bandwidth}</dt>
      <dd>{bandwidthWords(peer, now)}</dd>
      <dt>{words.history}</dt>
      <dd data-part="history">{historyWords(peer, now)}</dd>
    </dl>
  )
}

function addressWords({ from, interface: on }: PeerAddress, isInUse: boolean): string {
  const words = strings.peers.details
  const parts = [
    words.from[from],
    ...(on === null ? [] : [words.on(on)]),
    ...(isInUse ? [words.reached] : [])
  ]
  return parts.join(' · ')
}
