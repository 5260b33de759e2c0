/**
 * The question that two people answer: is this the code on the other screen? It comes up wherever the person is, never
 * answers by itself, and takes no press that was meant for what it covered. How it ended is said in the same place.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { saidOf, sentencesOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { MachineName } from './machine-name.tsx'
import { beginPairing, endPairing, forgetPairing } from './pair-actions.ts'
import { placeOf } from './peer-words.ts'
import styles from './pairing-dialog.module.css'

type Shown = Exclude<PairingState, { kind: 'idle' | 'waiting' }>
type Comparing = Extract<PairingState, { kind: 'comparing' }>

export function PairingDialog(): ReactElement | null {
  const { nearby } = useShoal()
  const pairing = useStore(nearby, (state) => state.pairing)
  const compared = useStore(nearby, (state) => state.compared)
  if (!compared || pairing.kind === 'idle' || pairing.kind === 'waiting') return null
  return <Shown pairing={pairing} />
}

function Shown({ pairing }: { readonly pairing: Shown }): ReactElement {
  const shoal = useShoal()
  const dialog = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const words = strings.peers.pair
  const code = pairing.kind === 'comparing' ? pairing.code : null
  // Not a button: a key pressed for something else would answer.
  useEffect(() => body.current?.focus(), [pairing.kind, code])
  const close = (): void => dialog.current?.close()
  const titles = { comparing: words.question, paired: words.paired, failed: words.failed }
  const details = { comparing: words.questionDetail, paired: words.pairedDetail, failed: '' }
  return (
    <Dialog
      dialog={dialog}
      title={titles[pairing.kind]}
      detail={details[pairing.kind]}
      backdrop="stays"
      onClose={() => (pairing.kind === 'comparing' ? endPairing(shoal) : forgetPairing(shoal))}
    >
      <div ref={body} tabIndex={-1} className={styles.body} data-pairing={pairing.kind}>
        {pairing.kind === 'comparing' && <Comparison key={pairing.code} pairing={pairing} />}
        {pairing.kind === 'paired' && (
          <p className={styles.who}>
            <MachineName name={pairing.name} />
          </p>
        )}
        {pairing.kind === 'failed' && (
          <p>
            <bdi>{sentencesOf(pairing.problem)}</bdi>
          </p>
        )}
      </div>
      {pairing.kind !== 'comparing' && (
        <DialogButtons>
          {pairing.kind === 'failed' && (
            <PushButton
              label={words.again}
              onPress={() => {
                const { target } = shoal.nearby.getState()
                close()
                void beginPairing(shoal, target)
              }}
            />
          )}
          <PushButton label={words.done} kind="main" onPress={close} />
        </DialogButtons>
      )}
    </Dialog>
  )
}

/** Nobody has read six digits before; a press that comes sooner was meant for something else. */
const UNREAD_MS = 600

function Comparison({ pairing }: { readonly pairing: Comparing }): ReactElement {
  const { client, nearby, toasts } = useShoal()
  const [isUnread, setUnread] = useState(true)
  const { code, peer, name, host, confirmed } = pairing
  const known = useStore(nearby, ({ settled }) => settled.get(peer))
  const heard = known?.reached ?? known?.addresses[0]
  const at = host ?? (heard && placeOf(heard))
  const words = strings.peers.pair
  useEffect(() => {
    const timer = setTimeout(() => setUnread(false), UNREAD_MS)
    return () => clearTimeout(timer)
  }, [])
  const confirm = (): void => {
    client.call('pairing.confirm', { code }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(words.failed, `${message} ${advice}`)
    })
  }
  return (
    <>
      <p className={styles.code} aria-label={words.code([...code].join(' '))}>
        <span>{code.slice(0, 3)}</span>
        <span>{code.slice(3)}</span>
      </p>
      <dl className={styles.facts}>
        <dt>{words.who}</dt>
        <dd className={styles.who}>
          <MachineName name={name} />
        </dd>
        <dt>{words.whoAt}</dt>
        <dd>{at ? <bdi>{at}</bdi> : words.whoAtUnknown}</dd>
        <dt>{words.whoId}</dt>
        <dd>
          <bdi className={styles.id}>{peer}</bdi>
        </dd>
      </dl>
      <p className={styles.standing} role="status">
        {confirmed === 'here' && words.confirmedHere}
        {confirmed === 'there' && words.confirmedThere}
      </p>
      <div inert={isUnread}>
        <DialogButtons>
          <PushButton
            label={confirmed === 'here' ? words.cancel : words.differ}
            onPress={() => void client.call('pairing.cancel', null).catch(() => undefined)}
          />
          {confirmed !== 'here' && <PushButton label={words.same} kind="main" onPress={confirm} />}
        </DialogButtons>
      </div>
    </>
  )
}
