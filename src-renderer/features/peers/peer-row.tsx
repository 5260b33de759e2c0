/** One machine in the list: who it says it is, whether it is trusted and here, what flows now, and what can be done about it. */
import { memo, useEffect, useId, useRef, useState, type ReactElement } from 'react'
import type { Peer } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { NOTHING, sumByPeer } from '../../live/flow-feed.ts'
import { isTrusted } from '../../stores/nearby.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { icons } from '../../ui/icons.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { MachineName } from './machine-name.tsx'
import { beginPairing } from './pair-actions.ts'
import { PeerDetails } from './peer-details.tsx'
import { PeerTermsField } from './peer-terms.tsx'
import { flowWords, reachWords, termsBadge } from './peer-words.ts'
import { shownName } from './shown-name.ts'
import { TestResults } from './test-results.tsx'
import { useTest } from './use-test.ts'
import styles from './peer-row.module.css'

export const PeerRow = memo(function PeerRow({ peer }: { readonly peer: Peer }): ReactElement {
  const shoal = useShoal()
  const { client, toasts } = shoal
  const [isOpen, setOpen] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const test = useTest()
  const nameId = useId()
  const detailsId = useId()
  const words = strings.peers.row

  const forgive = (): void => {
    client.call('peers.forgive', { id: peer.id }).then(
      () => toasts.getState().show(strings.peers.forgiven, shownName(peer.name)),
      (thrown: unknown) => {
        const { message, advice } = saidOf(thrown)
        toasts.getState().show(strings.peers.notForgiven, `${message} ${advice}`)
      }
    )
  }
  return (
    <li className={styles.peer} aria-labelledby={nameId} data-peer={peer.id} data-trust={peer.trust}>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.opener}
          aria-label={isOpen ? words.less : words.more}
          aria-describedby={nameId}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          {icons.expand}
        </button>
        <div className={styles.who}>
          <h4 className={styles.name} id={nameId}>
            <MachineName name={peer.name} />
            {peer.trust !== 'paired' && (
              <span className={styles.trust}>{strings.peers.trust[peer.trust]}</span>
            )}
            {isTrusted(peer) && termsBadge(peer.terms) !== null && (
              <span className={styles.trust} data-part="terms-badge">
                {termsBadge(peer.terms)}
              </span>
            )}
          </h4>
          <p className={styles.where}>{reachWords(peer)}</p>
          {isTrusted(peer) && <Now peer={peer} />}
        </div>
        <div className={styles.buttons}>
          {peer.trust === 'quarantined' && <PushButton label={words.forgive} onPress={forgive} />}
          {peer.trust === 'none' && (
            <PushButton label={words.pair} kind="main" onPress={() => void beginPairing(shoal, peer.id)} />
          )}
        </div>
      </div>
      {peer.quarantine && (
        <p className={styles.quarantine}>
          {strings.peers.quarantine.detail} {strings.peers.quarantine.reason}{' '}
          <bdi>{peer.quarantine.reason}</bdi>
        </p>
      )}
      <div id={detailsId} className={styles.more} hidden={!isOpen}>
        {isOpen && (
          <>
            <PeerDetails id={peer.id} />
            {isTrusted(peer) && <PeerTermsField peer={peer} />}
            <div className={styles.buttons}>
              <PushButton
                label={test.isRunning ? words.testing : words.test}
                onPress={() => test.run(peer.id)}
              />
              {isTrusted(peer) && (
                <PushButton label={words.unpair} kind="danger" onPress={() => setAsking(true)} />
              )}
            </div>
            {test.results && <TestResults results={test.results} />}
          </>
        )}
      </div>
      {isAsking && <UnpairDialog peer={peer} onClose={() => setAsking(false)} />}
    </li>
  )
})

/** Written into the page by the feed. */
function Now({ peer }: { readonly peer: Peer }): ReactElement {
  const { flows } = useShoal()
  const line = useRef<HTMLParagraphElement>(null)
  useEffect(
    () =>
      flows.watch((now) => {
        const words = flowWords(sumByPeer(now).get(peer.id) ?? NOTHING)
        const text = words === '' ? strings.peers.row.still : words
        if (!line.current || line.current.textContent === text) return
        line.current.textContent = text
        line.current.dataset['flowing'] = words === '' ? 'no' : 'yes'
      }),
    [flows, peer.id]
  )
  return <p ref={line} className={styles.now} data-live="flow" />
}

function UnpairDialog({ peer, onClose }: { readonly peer: Peer; onClose(): void }): ReactElement {
  const { client, toasts } = useShoal()
  const dialog = useRef<HTMLDialogElement>(null)
  const words = strings.peers.unpair
  const close = (): void => dialog.current?.close()
  const unpair = (): void => {
    close()
    client.call('peers.unpair', { id: peer.id }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(words.failed, `${message} ${advice}`)
    })
  }
  return (
    <Dialog dialog={dialog} title={words.title} detail={words.detail} onClose={onClose}>
      <p className={styles.asked}>
        <MachineName name={peer.name} />
      </p>
      <DialogButtons>
        <PushButton label={words.cancel} onPress={close} />
        <PushButton label={words.confirm} kind="danger" onPress={unpair} />
      </DialogButtons>
    </Dialog>
  )
}
