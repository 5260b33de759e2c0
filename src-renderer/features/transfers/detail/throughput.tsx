/**
 * Throughput over time, a band for each source, one above the other; and the same as a table. The chart is told of new
 * steps and of nothing between them.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import { whenColoursChange } from '../../../live/colours.ts'
import type { DetailFeed } from '../../../live/detail-feed.ts'
import { readLooks, type SourceLooks } from '../../../live/source-look.ts'
import { stackedRates, type StackedRates } from '../../../live/stacked-rates.ts'
import { formatDuration, formatRate } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { nameOfSource } from './names.ts'
import { Section } from './section.tsx'
import { useDetailFeed, useShape } from './use-detail.ts'
import styles from './throughput.module.css'

/** A picture of fewer steps says nothing. */
const LEAST_STEPS = 3

const ratesOf = ({ throughput, limitation }: TransferDetail): StackedRates =>
  stackedRates(throughput, limitation.kind === 'still')
const kindOf = (detail: TransferDetail): 'soon' | 'chart' =>
  ratesOf(detail).seconds.length < LEAST_STEPS ? 'soon' : 'chart'

export function Throughput(): ReactElement {
  const kind = useShape(kindOf)
  const [isTable, setTable] = useState(false)
  return (
    <Section title={strings.detail.throughput.title} part="throughput">
      {kind === 'chart' ? <Chart /> : <p className={styles.soon}>{strings.detail.throughput.soon}</p>}
      <details className={styles.table} onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary>{strings.detail.asTable}</summary>
        {isTable && <Table />}
      </details>
    </Section>
  )
}

function Chart(): ReactElement {
  const feed = useDetailFeed()
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => (root.current ? show(root.current, feed) : undefined), [feed])
  return <div ref={root} className={styles.chart} role="img" aria-label={strings.detail.throughput.label} />
}

/** Keeps a chart in `root` true to the feed. Returns a function that stops. */
function show(root: HTMLElement, feed: DetailFeed): () => void {
  const stop = new AbortController()
  let chart: uPlot | null = null
  let sources = 0
  let drawn = ''

  const data = ({ seconds, stacked }: StackedRates): uPlot.AlignedData => [
    [...seconds],
    // The highest first, so that each lower band is painted over it.
    ...stacked.map((column) => [...column]).reverse()
  ]
  const draw = (detail: TransferDetail): void => {
    const rates = ratesOf(detail)
    const { startMs, stepMs } = detail.throughput
    const text = `${startMs} ${stepMs} ${rates.seconds.length} ${detail.sources.length}`
    if (text === drawn) return
    drawn = text
    if (chart && detail.sources.length === sources) return chart.setData(data(rates))
    chart?.destroy()
    sources = detail.sources.length
    chart = new uPlot(optionsFor(root, readLooks(root), sources), data(rates), root)
  }
  const redraw = (): void => {
    chart?.destroy()
    chart = null
    drawn = ''
    if (feed.latest) draw(feed.latest)
  }
  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = root
    if (width > 0 && height > 0) chart?.setSize({ width, height })
  })
  sizes.observe(root)
  whenColoursChange(redraw, stop.signal)
  const unwatch = feed.watch(draw)
  return () => {
    stop.abort()
    sizes.disconnect()
    unwatch()
    chart?.destroy()
  }
}

function optionsFor(root: HTMLElement, looks: SourceLooks, sources: number): uPlot.Options {
  const { fontFamily } = getComputedStyle(root)
  const axis = { stroke: looks.ink, font: `11px ${fontFamily}`, ticks: { show: false } } as const
  return {
    width: root.clientWidth,
    height: root.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_chart, _least, most) => [0, Math.max(1000, most * 1.08)] } },
    axes: [
      { ...axis, size: 24, grid: { show: false }, values: (_chart, splits) => splits.map(secondsWords) },
      {
        ...axis,
        size: 72,
        grid: { stroke: looks.line, width: 1 },
        values: (_chart, splits) => splits.map((rate) => formatRate(rate))
      }
    ],
    series: [
      {},
      ...Array.from({ length: sources }, (_, at): uPlot.Series => {
        const place = sources - 1 - at
        return {
          fill: () => looks.of(place),
          stroke: looks.line,
          width: 0,
          points: { show: false }
        }
      })
    ]
  }
}

const secondsWords = (seconds: number): string => (Number.isInteger(seconds) ? formatDuration(seconds) : '')

/** Rows that anybody would read: several steps make one. */
const MOST_ROWS = 20
const TABLE_EVERY_MS = 2000

function Table(): ReactElement {
  const feed = useDetailFeed()
  const [detail, setDetail] = useState(feed.latest)
  useEffect(() => {
    let shownAtMs = -Infinity
    return feed.watch((given) => {
      if (given.atMs - shownAtMs < TABLE_EVERY_MS) return
      shownAtMs = given.atMs
      setDetail(given)
    })
  }, [feed])
  if (!detail) return <p>{strings.detail.waiting}</p>
  const { sources, throughput } = detail
  const { steps, stepMs, bytes } = throughput
  const together = Math.max(1, Math.ceil(steps / MOST_ROWS))
  const rows = Array.from({ length: Math.ceil(steps / together) }, (_, row) => row * together)
  const rate = (column: Float64Array, from: number): number => {
    const to = Math.min(steps, from + together)
    return (column.subarray(from, to).reduce((sum, each) => sum + each, 0) * 1000) / ((to - from) * stepMs)
  }
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={strings.detail.throughput.label}>
      <table className={styles.rows}>
        <thead>
          <tr>
            <th scope="col">{strings.detail.throughput.columns.time}</th>
            {sources.map((source) => (
              <th key={source.id} scope="col">
                {nameOfSource(source)}
              </th>
            ))}
            <th scope="col">{strings.detail.throughput.columns.total}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <th scope="row">{formatDuration((from * stepMs) / 1000)}</th>
              {sources.map(({ id }, place) => (
                <td key={id}>{formatRate(rate(bytes[place] ?? new Float64Array(), from))}</td>
              ))}
              <td>{formatRate(bytes.reduce((sum, column) => sum + rate(column, from), 0))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
