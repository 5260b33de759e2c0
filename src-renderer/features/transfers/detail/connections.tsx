/** Every connection of the run: what it does, how it does against its criterion, and who took over from it. */
import type { ReactElement } from 'react'
import type { ConnectionNow, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import {
  formatBytes,
  formatClock,
  formatDuration,
  formatMilliseconds,
  formatRate
} from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { nameIn } from './names.ts'
import { Section } from './section.tsx'
import { SourceSwatch } from './source-swatch.tsx'
import { put, useShape, useWriting } from './use-detail.ts'
import tables from './tables.module.css'

/** A shorter silence is a pause between two ranges. */
const SILENT_MS = 1000

const rowsOf = (detail: TransferDetail) => {
  const name = nameIn(detail)
  return detail.connections.map(({ number, source, state, reason, sinceMs, heirs }) => ({
    number,
    place: detail.sources.findIndex(({ id }) => id === source),
    source: name(source),
    state,
    reason,
    sinceMs,
    heirs
  }))
}

function write(root: HTMLElement, { connections }: TransferDetail): void {
  for (const connection of connections) {
    const row = root.querySelector(`[data-connection="${connection.number}"]`)
    if (row) writeRow(row, connection)
  }
}

function writeRow(row: Element, now: ConnectionNow): void {
  const { state, bytesPerSecond, criterionBytesPerSecond, silentMs, rttMs, windowBytes } = now
  const isOpen = state !== 'retired'
  put(row, 'rate', isOpen && bytesPerSecond !== null ? formatRate(bytesPerSecond) : '–')
  put(
    row,
    'criterion',
    isOpen && criterionBytesPerSecond !== null ? formatRate(criterionBytesPerSecond) : '–'
  )
  put(
    row,
    'silent',
    silentMs >= SILENT_MS ? strings.detail.connections.silent(formatDuration(silentMs / 1000)) : ''
  )
  put(row, 'rtt', rttMs === null ? '–' : formatMilliseconds(rttMs))
  put(row, 'window', windowBytes === null ? '–' : formatBytes(windowBytes))
  put(row, 'tcp', now.tcpRetransmits === null ? '–' : `${now.tcpRetransmits} / ${now.tcpOutOfOrder ?? '–'}`)
  put(row, 'done', String(now.subTransfers))
  put(row, 'delivered', formatBytes(now.deliveredBytes))
  put(row, 'again', now.againBytes === 0 ? '–' : formatBytes(now.againBytes))
}

export function Connections(): ReactElement {
  const rows = useShape(rowsOf)
  const root = useWriting<HTMLTableElement>(write, rows)
  const { columns } = strings.detail.connections
  if (!rows || rows.length === 0)
    return <p className={tables.none}>{rows ? strings.detail.connections.none : strings.detail.waiting}</p>
  const open = rows.filter(({ state }) => state !== 'retired').length
  return (
    <Section
      title={`${strings.detail.connections.title}: ${strings.detail.connections.counts(open, rows.length - open)}`}
      part="connections"
    >
      <div className={tables.scroll} tabIndex={0} role="group" aria-label={strings.detail.connections.title}>
        <table ref={root} className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{columns.number}</th>
              <th scope="col" data-align="start">
                {columns.source}
              </th>
              <th scope="col" data-align="start">
                {columns.state}
              </th>
              <th scope="col">{columns.rate}</th>
              <th scope="col">{columns.criterion}</th>
              <th scope="col">{columns.rtt}</th>
              <th scope="col">{columns.window}</th>
              <th scope="col" data-long="true">
                {columns.tcp}
              </th>
              <th scope="col">{columns.done}</th>
              <th scope="col">{columns.delivered}</th>
              <th scope="col">{columns.again}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ number, place, source, state, reason, sinceMs, heirs }) => (
              <tr
                key={number}
                data-connection={number}
                data-state={state}
                className={state === 'retired' ? tables.gone : undefined}
              >
                <th scope="row" data-narrow="true">
                  {number}
                </th>
                <td data-align="start">
                  <SourceSwatch place={place < 0 ? null : place} /> {source}
                </td>
                <td data-align="start">
                  <span className={tables.state} data-state={state}>
                    {strings.detail.connections.states[state]}
                  </span>{' '}
                  <span className={tables.faint} data-live="silent" />
                  <p className={tables.line}>
                    {strings.detail.connections.reason(formatClock(sinceMs), reason)}
                  </p>
                </td>
                <td data-live="rate" className={tables.strong} />
                <td data-live="criterion" />
                <td data-live="rtt" />
                <td data-live="window" />
                <td data-live="tcp" />
                <td data-live="done" />
                <td data-live="delivered" />
                <td>
                  <span data-live="again" />
                  {heirs.map(({ connection, bytes, how }, at) => (
                    <p key={at} className={tables.line}>
                      {strings.detail.connections.heirs[how](formatBytes(bytes), connection)}
                    </p>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
