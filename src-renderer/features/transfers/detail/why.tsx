/** One sentence on what limits the transfer now. The engine says what; the words are the window's. */
import type { ReactElement } from 'react'
import type { TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import type { TransferState } from '../../../../src-shared/model/transfer.ts'
import { writtenNumbers } from '../../../ui/format.ts'
import { sentencesOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { nameIn } from './names.ts'
import { put, useShape, useWriting } from './use-detail.ts'
import styles from './why.module.css'

const kindOf = ({ limitation }: TransferDetail): string => limitation.kind

function write(root: HTMLElement, detail: TransferDetail): void {
  const secondsUntil = (atMs: number): number => Math.max(0, (atMs - detail.unixMs) / 1000)
  const sentence = strings.detail.why.sentence(
    detail.limitation,
    writtenNumbers,
    nameIn(detail),
    secondsUntil
  )
  put(root, 'why', sentence)
}

/** Of one that could not finish it is its problem that the person needs. */
export function Why({ state }: { readonly state: TransferState }): ReactElement {
  const kind = useShape(kindOf)
  const root = useWriting<HTMLElement>(write, `${kind} ${state.kind}`)
  return (
    <section
      ref={root}
      className={styles.why}
      data-part="why"
      data-kind={state.kind === 'failed' ? 'failed' : (kind ?? 'unknown')}
    >
      <h3 className={styles.title}>
        {state.kind === 'failed' ? strings.state.failed : strings.detail.why.title}
      </h3>
      {state.kind === 'failed' ? (
        <p className={styles.sentence}>
          <bdi>{sentencesOf(state.problem)}</bdi>
        </p>
      ) : (
        <p className={styles.sentence} data-live="why">
          {kind === null ? strings.detail.waiting : null}
        </p>
      )}
    </section>
  )
}
