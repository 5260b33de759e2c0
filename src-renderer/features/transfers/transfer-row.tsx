/**
 * One transfer in the list: what it is, where it stands, what can be done with it. Renders when its name or state
 * changes and never for a number; those are LiveNumbers' business.
 */
import { memo, useId, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { InputOf, MethodName } from '../../../src-shared/contract/contract.ts'
import type { Transfer, TransferId, TransferState } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { useAbility } from '../../bridge/use-ability.ts'
import { formatBytes, formatDuration, formatRate } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { icons, type IconName } from '../../ui/icons.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { ProblemText } from '../../ui/problem-text.tsx'
import { said } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { pauseAll, resumeAll, TOGGLES } from './actions.ts'
import { LiveNumbers } from './live-numbers.tsx'
import { AddressDialog } from './address-dialog.tsx'
import { RetryCountdown } from './retry-countdown.tsx'
import { sourceHost } from './source-host.ts'
import { Sparkline } from './sparkline.tsx'
import styles from './transfer-row.module.css'

interface TransferRowProps {
  readonly id: TransferId
  /** Where the queue can be put in another order. */
  readonly isMovable: boolean
}

export const TransferRow = memo(function TransferRow({
  id,
  isMovable
}: TransferRowProps): ReactElement | null {
  const shoal = useShoal()
  const { client, transfers, removals, toasts, opened } = shoal
  const transfer = useStore(transfers, (state) => state.byId.get(id))
  const opens = useAbility('open')
  const showsInFolder = useAbility('showInFolder')
  // Whose address: a row may show another transfer later.
  const [readdressing, setReaddressing] = useState<TransferId | null>(null)
  const nameId = useId()
  if (!transfer) return null

  const tell = (problem: Problem): void => {
    const { message, advice } = said(problem)
    toasts.getState().show(message, advice)
  }
  const send = <N extends MethodName>(method: N, input: InputOf<N>): void => {
    client.call(method, input).catch((thrown: unknown) => tell(problemOf(thrown)))
  }
  const { name, uri, state, notices } = transfer
  const toggle = TOGGLES[state.kind]

  return (
    <>
      <article className={styles.row} aria-labelledby={nameId} data-transfer={id} data-state={state.kind}>
        {isMovable && state.kind === 'queued' ? (
          <button
            type="button"
            className={styles.handle}
            data-handle
            aria-label={strings.row.reorder(name, state.place)}
            title={strings.row.reorderHint}
          >
            {icons.grip}
          </button>
        ) : (
          <span className={styles.sign}>{icons[SIGNS[state.kind]]}</span>
        )}
        <div className={styles.body}>
          <div className={styles.heading}>
            <h3 className={styles.name} id={nameId} title={name} dir="auto">
              {name}
            </h3>
            <span className={styles.source} data-part="source" title={uri} dir="ltr">
              {sourceHost(uri)}
            </span>
            {state.kind === 'running' && <Sparkline id={id} />}
          </div>
          {state.kind === 'done' ? <DoneFacts transfer={transfer} /> : <LiveNumbers transfer={transfer} />}
          {notices.map((notice) => (
            <p key={notice.code} className={styles.notice} data-part="notice">
              {icons.info}
              <bdi>{notice.message}</bdi>
            </p>
          ))}
          <Trouble
            state={state}
            onTryAgain={() => resumeAll(shoal, [transfer])}
            onReaddress={transfer.receivedBytes > 0 ? () => setReaddressing(id) : null}
          />
        </div>
        <div className={styles.actions}>
          {/* One button with two faces, so that the keyboard's focus stays on it. */}
          {toggle && (
            <IconButton
              icon={toggle}
              label={strings.row[toggle]}
              onPress={() => (toggle === 'pause' ? pauseAll : resumeAll)(shoal, [transfer])}
            />
          )}
          {state.kind === 'paused' && transfer.receivedBytes > 0 && (
            <IconButton icon="link" label={strings.row.changeAddress} onPress={() => setReaddressing(id)} />
          )}
          {state.kind === 'queued' && (
            <IconButton
              icon="resume"
              label={strings.row.startNow}
              onPress={() => send('transfers.startNow', { id })}
            />
          )}
          {state.kind === 'done' && opens && (
            <IconButton icon="open" label={strings.row.open} onPress={() => send('desktop.open', { id })} />
          )}
          {state.kind === 'done' && showsInFolder && (
            <IconButton
              icon="folder"
              label={strings.row.showInFolder}
              onPress={() => send('desktop.showInFolder', { id })}
            />
          )}
          <IconButton icon="details" label={strings.detail.open} onPress={() => opened.getState().open(id)} />
          <IconButton
            icon="remove"
            label={strings.row.remove}
            onPress={() => removals.getState().request([transfer])}
          />
        </div>
      </article>
      {readdressing === id && (
        <AddressDialog
          name={name}
          onChange={(other) => client.call('transfers.replaceUri', { id, uri: other })}
          onLateRefusal={tell}
          onClose={() => setReaddressing(null)}
        />
      )}
    </>
  )
})

const SIGNS: Readonly<Record<TransferState['kind'], IconName>> = {
  running: 'arriving',
  queued: 'queue',
  retrying: 'clock',
  paused: 'pause',
  done: 'check',
  failed: 'alert'
}

function DoneFacts({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const { receivedBytes, length, activeSeconds, verification } = transfer
  const bytes = length ?? receivedBytes
  return (
    <p className={styles.done}>
      <span data-part="state">{strings.state.done}</span>
      <span data-live="received">{formatBytes(bytes)}</span>
      {activeSeconds >= 1 && (
        <span>
          {strings.row.doneSummary(formatDuration(activeSeconds), formatRate(bytes / activeSeconds))}
        </span>
      )}
      {verification.kind === 'verified' && <span data-part="verified">{strings.row.verified}</span>}
    </p>
  )
}

interface TroubleProps {
  readonly state: TransferState
  onTryAgain(): void
  /** Null where nothing is here that another address could go on with. */
  readonly onReaddress: (() => void) | null
}

function Trouble({ state, onTryAgain, onReaddress }: TroubleProps): ReactElement | null {
  if (state.kind === 'retrying') {
    return (
      <div className={styles.trouble} data-part="problem" data-code={state.problem.code}>
        <p className={styles.words}>
          <bdi>
            <strong>{said(state.problem).message}</strong>
          </bdi>{' '}
          <RetryCountdown untilMs={state.untilMs} attempt={state.attempt} />
        </p>
      </div>
    )
  }
  if (state.kind !== 'failed') return null
  return (
    <div className={styles.trouble} data-part="problem" data-code={state.problem.code}>
      <p className={styles.words}>
        <bdi>
          <ProblemText problem={state.problem} />
        </bdi>
      </p>
      {onReaddress && <PushButton label={strings.row.changeAddress} onPress={onReaddress} />}
      <PushButton label={strings.row.tryAgain} onPress={onTryAgain} />
    </div>
  )
}
