/**
 * A transfer's bar and its numbers. React places the empty parts; the live feed writes into them, a few times a
 * second, without a render. Screen readers hear of whole percents, seldom.
 */
import { useEffect, useRef, type ReactElement } from 'react'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { Reading } from '../../live/progress-feed.ts'
import {
  formatBytes,
  formatDuration,
  formatPercent,
  formatRate,
  secondsLeft,
  wholePercent
} from '../../ui/format.ts'
import { strings } from '../../ui/strings.ts'
import { RangeMap } from './range-map.tsx'
import { sourceHost } from './source-host.ts'
import styles from './live-numbers.module.css'

/** Share of a new rate in the one that the time left is told from: an estimate that jumps is not believed. */
const RATE_SMOOTHING = 0.12

interface LiveNumbersProps {
  readonly transfer: Transfer
  /** Without one where a larger picture shows the same. */
  readonly hasBar?: boolean
}

export function LiveNumbers({ transfer, hasBar = true }: LiveNumbersProps): ReactElement {
  const { feed } = useShoal()
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!root.current) return undefined
    const write = writer(root.current, transfer)
    write({ receivedBytes: transfer.receivedBytes, bytesPerSecond: 0, connections: 0 })
    return transfer.state.kind === 'running' ? feed.watchNumbers(transfer.id, write) : undefined
  }, [feed, transfer])

  const { name, length, receivedBytes, state } = transfer
  // An empty bar next to a problem, or to a place in the queue, says nothing that the words do not.
  const neverStarted = (state.kind === 'failed' || state.kind === 'queued') && receivedBytes === 0
  return (
    <div ref={root} className={styles.progress} data-state={state.kind}>
      {hasBar && !neverStarted && (
        <div
          className={styles.bar}
          role="progressbar"
          aria-label={strings.row.progress(name)}
          aria-valuemin={0}
          aria-valuemax={100}
          data-length={length === null ? 'unknown' : 'known'}
        >
          {length === null ? <span className={styles.tide} /> : <RangeMap transfer={transfer} />}
        </div>
      )}
      <div className={styles.facts}>
        <p className={styles.state}>
          <span data-part="state">{stateWords(transfer)}</span>
          <span data-live="connections" />
        </p>
        <p className={styles.numbers}>
          <span data-live="received" />
          <span data-live="percent" className={styles.percent} />
          <span data-live="rate" className={styles.rate} />
          <span data-live="left" className={styles.left} />
        </p>
      </div>
    </div>
  )
}

function stateWords({ uri, state }: Transfer): string {
  if (state.kind === 'queued') return strings.state.queued(state.place, state.reason)
  if (state.kind !== 'running') return strings.state[state.kind]
  return state.phase === 'resolving' ? strings.state.resolving(sourceHost(uri)) : strings.state[state.phase]
}

/** Writes readings into the parts of one row. */
function writer(root: HTMLElement, { length, state }: Transfer): (reading: Reading) => void {
  const part = (name: string): HTMLElement | null => root.querySelector(`[data-live="${name}"]`)
  const bar = root.querySelector('[role="progressbar"]')
  const parts = {
    connections: part('connections'),
    received: part('received'),
    percent: part('percent'),
    rate: part('rate'),
    left: part('left')
  }
  const running = state.kind === 'running'
  const receiving = running && state.phase === 'receiving'
  let smoothedRate: number | null = null

  return ({ receivedBytes, bytesPerSecond, connections }) => {
    if (bytesPerSecond > 0) smoothedRate = mix(smoothedRate, bytesPerSecond)
    const left = length === null || !receiving ? null : secondsLeft(receivedBytes, length, smoothedRate ?? 0)
    const received = formatBytes(receivedBytes)
    put(parts.received, receivedText(received, receivedBytes, length, running))
    put(parts.percent, length === null ? '' : formatPercent(receivedBytes, length))
    put(parts.rate, receiving ? formatRate(bytesPerSecond) : '')
    put(parts.left, left === null ? '' : strings.row.left(formatDuration(left)))
    put(parts.connections, receiving && connections > 0 ? strings.row.connections(connections) : '')
    if (length !== null && bar) {
      const percent = String(wholePercent(receivedBytes, length))
      if (bar.getAttribute('aria-valuenow') !== percent) bar.setAttribute('aria-valuenow', percent)
    }
  }
}

function receivedText(received: string, bytes: number, length: number | null, running: boolean): string {
  if (length !== null) return strings.row.received(received, formatBytes(length))
  return bytes > 0 || running ? received : ''
}

const mix = (before: number | null, now: number): number =>
  before === null ? now : before + (now - before) * RATE_SMOOTHING

function put(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text
}
