/** How the plan came to be what it is: who was asked for what, when and why, latest first. */
import type { ReactElement } from 'react'
import type { PlanStep, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import { formatBytes, formatClock } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { Section } from './section.tsx'
import { put, useShape, useWriting } from './use-detail.ts'
import styles from './plan-steps.module.css'

/** What does not change of a step once it is there. */
const stepsOf = ({ planSteps }: TransferDetail) =>
  planSteps
    .map(({ atMs, peer, name, kind, reason }) => ({
      atMs,
      peer,
      name,
      kind,
      reason: reasonWords(kind, reason)
    }))
    .reverse()

/** A peer says where it stands by a word of the wire, or what stands in its way in words of its own. */
function reasonWords(kind: PlanStep['kind'], reason: string): string {
  const states: Readonly<Record<string, string>> = strings.detail.sources.said
  return kind === 'said' ? strings.detail.plan.itself(states[reason] ?? reason) : reason
}

function write(root: HTMLElement, { planSteps }: TransferDetail): void {
  const rows = root.children
  planSteps.forEach((step, at) => {
    const row = rows[planSteps.length - 1 - at]
    if (row) put(row, 'what', whatWords(step))
  })
}

function whatWords({ kind, plannedBytes, revision, revisions }: PlanStep): string {
  if (kind !== 'assigned') return strings.detail.plan.kinds[kind]
  return plannedBytes === 0
    ? strings.detail.plan.freed(revision)
    : strings.detail.plan.asked(formatBytes(plannedBytes), revision, revisions)
}

/** Null where nobody was ever asked to help. */
export function PlanSteps(): ReactElement | null {
  const steps = useShape(stepsOf)
  const root = useWriting<HTMLOListElement>(write, steps)
  if (!steps || steps.length === 0) return null
  return (
    <Section title={strings.detail.plan.title} part="plan">
      <ol ref={root} className={styles.steps}>
        {steps.map(({ atMs, peer, name, kind, reason }) => (
          <li key={`${atMs} ${peer} ${kind} ${reason}`} data-kind={kind}>
            <time className={styles.time} dateTime={new Date(atMs).toISOString()}>
              {formatClock(atMs)}
            </time>
            <span className={styles.words}>
              <strong>{name}</strong> <span data-live="what" /> <bdi className={styles.reason}>{reason}</bdi>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
