/** The same as the map of flows, in rows: who, which way, which file, how fast, how much. Numbers are written in by the feed. */
import { useEffect, useRef, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { Flow } from '../../live/flow-feed.ts'
import { formatBytes, formatRate } from '../../ui/format.ts'
import { strings } from '../../ui/strings.ts'
import { MachineName } from './machine-name.tsx'
import { useFlows } from './use-flows.ts'
import styles from './flow-table.module.css'

const rowsOf = (flows: readonly Flow[]) =>
  flows.map(({ key, peer, name, to, file }) => ({ key, peer, name, to, file }))

export function FlowTable(): ReactElement {
  const { flows } = useShoal()
  const rows = useFlows(rowsOf)
  const root = useRef<HTMLTableSectionElement>(null)
  useEffect(
    () =>
      flows.watch((now) => {
        for (const row of root.current?.rows ?? []) {
          const flow = now.find(({ key }) => key === row.dataset['flow'])
          if (!flow) continue
          put(row, 'rate', formatRate(flow.bytesPerSecond))
          put(row, 'bytes', formatBytes(flow.bytes))
        }
      }),
    [flows, rows]
  )
  const words = strings.peers.map
  if (rows.length === 0) return <p className={styles.none}>{words.nothing}</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{words.columns.machine}</th>
          <th scope="col">{words.columns.way}</th>
          <th scope="col">{words.columns.file}</th>
          <th scope="col" data-align="end">
            {words.columns.rate}
          </th>
          <th scope="col" data-align="end">
            {words.columns.bytes}
          </th>
        </tr>
      </thead>
      <tbody ref={root}>
        {rows.map(({ key, name, to, file }) => (
          <tr key={key} data-flow={key}>
            <th scope="row">
              <MachineName name={name} />
            </th>
            <td>{words[to]}</td>
            <td>
              <bdi>{file}</bdi>
            </td>
            <td data-align="end" data-live="rate" />
            <td data-align="end" data-live="bytes" />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function put(row: HTMLElement, part: string, text: string): void {
  const cell = row.querySelector(`[data-live="${part}"]`)
  if (cell && cell.textContent !== text) cell.textContent = text
}
