/** Who brings the file: each source's rate, share and round trip, and a peer's part in the plan with its own last word. */
import type { ReactElement } from 'react'
import type { PeerPart, SourceNow, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import { formatBytes, formatMilliseconds, formatPercent, formatRate } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { nameOfSource } from './names.ts'
import { Section } from './section.tsx'
import { SourceSwatch } from './source-swatch.tsx'
import { put, useShape, useWriting } from './use-detail.ts'
import tables from './tables.module.css'

const rowsOf = ({ sources }: TransferDetail) =>
  sources.map((source) => ({
    id: source.id,
    kind: source.kind,
    name: nameOfSource(source),
    state: source.state,
    isPart: source.part !== null
  }))

function write(root: HTMLElement, { sources }: TransferDetail): void {
  const all = sources.reduce((sum, { bytes }) => sum + Math.max(0, bytes), 0)
  for (const source of sources) {
    const row = root.querySelector(`[data-source="${CSS.escape(source.id)}"]`)
    if (row) writeRow(row, source, all)
  }
}

function writeRow(row: Element, source: SourceNow, all: number): void {
  const { bytesPerSecond, bytes, rttMs, live, part } = source
  put(row, 'rate', bytesPerSecond > 0 ? formatRate(bytesPerSecond) : '–')
  put(row, 'share', all > 0 ? formatPercent(Math.max(0, bytes), all) : '–')
  put(row, 'bytes', formatBytes(bytes))
  put(row, 'rtt', rttMs === null ? '–' : formatMilliseconds(rttMs))
  put(row, 'connections', String(live))
  if (!part) return
  put(row, 'plan', plannedWords(part))
  put(row, 'status', statusWords(part))
}

function plannedWords({ ranges, plannedBytes, waitingBytes, revision }: PeerPart): string {
  const holds = waitingBytes > 0 ? [strings.detail.sources.holds(formatBytes(waitingBytes))] : []
  const planned = strings.detail.sources.planned(formatBytes(plannedBytes), ranges.length)
  return [planned, ...holds, strings.detail.sources.revision(revision)].join(' · ')
}

function statusWords({ status, reason }: PeerPart): string {
  if (!status) return reason
  if (status.problem) return status.problem.message
  const said = strings.detail.sources.said[status.state]
  return status.bytesPerSecond > 0
    ? strings.detail.sources.saidAt(said, formatRate(status.bytesPerSecond), status.connections)
    : strings.detail.sources.says(said)
}

export function Sources(): ReactElement {
  const rows = useShape(rowsOf)
  const root = useWriting<HTMLTableElement>(write, rows)
  const { columns } = strings.detail.sources
  return (
    <Section title={strings.detail.sources.title} part="sources">
      {!rows || rows.length === 0 ? (
        <p className={tables.none}>{rows ? strings.detail.sources.none : strings.detail.waiting}</p>
      ) : (
        <table ref={root} className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{columns.source}</th>
              <th scope="col" data-align="end">
                {columns.rate}
              </th>
              <th scope="col" data-align="end">
                {columns.share}
              </th>
              <th scope="col" data-align="end">
                {columns.bytes}
              </th>
              <th scope="col" data-align="end">
                {columns.rtt}
              </th>
              <th scope="col" data-align="end">
                {columns.connections}
              </th>
            </tr>
          </thead>
          {rows.map(({ id, kind, name, state, isPart }, place) => (
            <tbody key={id} data-source={id} data-kind={kind} data-state={state}>
              <tr>
                <th scope="row">
                  <div className={tables.who}>
                    <SourceSwatch place={place} />
                    <div className={tables.words}>
                      <bdi className={tables.name}>{name}</bdi>{' '}
                      <span className={tables.faint}>
                        {strings.detail.sources.kinds[kind]}
                        {state !== 'delivering' && `, ${strings.detail.sources.states[state]}`}
                      </span>
                    </div>
                  </div>
                </th>
                <td data-live="rate" className={tables.strong} />
                <td data-live="share" />
                <td data-live="bytes" />
                <td data-live="rtt" />
                <td data-live="connections" />
              </tr>
              {isPart && (
                <tr className={tables.more}>
                  <td colSpan={6}>
                    <p className={tables.line} data-live="status" />
                    <p className={tables.line} data-live="plan" />
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      )}
    </Section>
  )
}
