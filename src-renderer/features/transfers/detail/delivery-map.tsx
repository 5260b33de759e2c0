/**
 * The map of the file: who brought each part, and how far it is. Painted on a canvas with every answer; pointing at it or
 * stepping through it tells of one part in strings.detail.map. React places it and hears of nothing that ticks.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import {
  CELL_AGAIN,
  CELL_RACED,
  CELL_STATES,
  CELL_VERIFIED,
  type DeliveryMap as Delivery,
  type TransferDetail
} from '../../../../src-shared/model/transfer-detail.ts'
import { whenColoursChange } from '../../../live/colours.ts'
import type { DetailFeed } from '../../../live/detail-feed.ts'
import { paintDeliveryMap } from '../../../live/map-painter.ts'
import { bytesOf, runsOf, type MapRun } from '../../../live/map-runs.ts'
import { readLooks } from '../../../live/source-look.ts'
import { formatBytes, formatClock, formatRate } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { nameOfSource } from './names.ts'
import { Section } from './section.tsx'
import { useDetailFeed, useShape } from './use-detail.ts'
import styles from './delivery-map.module.css'

/** `none`: bytes are not kept by range. */
const kindOf = ({ map }: TransferDetail): 'map' | 'none' => (map ? 'map' : 'none')

export function DeliveryMap(): ReactElement {
  const kind = useShape(kindOf)
  return (
    <Section title={strings.detail.map.title} part="map">
      {kind === 'none' ? <p className={styles.none}>{strings.detail.map.none}</p> : <Picture />}
    </Section>
  )
}

function Picture(): ReactElement {
  const feed = useDetailFeed()
  const root = useRef<HTMLDivElement>(null)
  const [isTable, setTable] = useState(false)
  useEffect(() => (root.current ? show(root.current, feed) : undefined), [feed])
  return (
    <>
      <div ref={root} className={styles.picture}>
        <div
          className={styles.map}
          role="slider"
          tabIndex={0}
          aria-label={strings.detail.map.label}
          aria-readonly="true"
          aria-valuemin={0}
          aria-valuenow={0}
          aria-valuemax={1}
          aria-valuetext=""
          data-part="delivery-map"
        >
          <canvas className={styles.canvas} aria-hidden="true" />
          <span className={styles.cursor} data-part="cursor" hidden />
        </div>
        <p className={styles.readout} data-live="part">
          {strings.detail.map.hint}
        </p>
      </div>
      <ul className={styles.legend} aria-label={strings.detail.map.legend}>
        <li data-look="in-flight">{strings.detail.map.states.inFlight}</li>
        <li data-look="received">{strings.detail.map.states.received}</li>
        <li data-look="durable">{strings.detail.map.states.durable}</li>
        <li data-look="again">{strings.detail.map.again}</li>
        <li data-look="raced">{strings.detail.map.raced}</li>
        <li data-look="verified">{strings.detail.map.verified}</li>
      </ul>
      <details className={styles.table} onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary>{strings.detail.asTable}</summary>
        {isTable && <MapTable />}
      </details>
    </>
  )
}

/** Keeps the picture true to the feed and answers to pointer and keys. Returns a function that stops. */
function show(root: HTMLElement, feed: DetailFeed): () => void {
  const map = root.querySelector<HTMLElement>('[data-part="delivery-map"]')
  const canvas = root.querySelector('canvas')
  const cursor = root.querySelector<HTMLElement>('[data-part="cursor"]')
  const readout = root.querySelector('[data-live="part"]')
  if (!map || !canvas || !cursor || !readout) return () => undefined
  const stop = new AbortController()
  const { signal } = stop
  let looks = readLooks(canvas)
  let detail: TransferDetail | null = null
  /** Cell that is told of; null: none. */
  let cell: number | null = null

  const paint = (): void => {
    if (detail?.map && canvas.width > 0) paintDeliveryMap(canvas, detail.map, looks)
    tell()
  }
  const tell = (): void => {
    const now = detail?.map
    const run = now && cell !== null ? runAt(now, cell) : null
    cursor.hidden = !run
    const text = now && run && detail ? partWords(detail, now, run) : strings.detail.map.hint
    if (readout.textContent !== text) readout.textContent = text
    if (!now || !run) return
    const cells = now.states.length
    cursor.style.insetInlineStart = `${(run.from / cells) * 100}%`
    cursor.style.inlineSize = `${((run.to - run.from) / cells) * 100}%`
    map.setAttribute('aria-valuemax', String(cells - 1))
    map.setAttribute('aria-valuenow', String(run.from))
    map.setAttribute('aria-valuetext', text)
  }
  const pointAt = (given: number | null): void => {
    cell = given
    tell()
  }

  const sizes = new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio)
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio)
    paint()
  })
  sizes.observe(canvas)
  map.addEventListener(
    'pointermove',
    ({ clientX }) => {
      const cells = detail?.map?.states.length ?? 0
      const { left, width } = map.getBoundingClientRect()
      const share = (clientX - left) / width
      const at = getComputedStyle(map).direction === 'rtl' ? 1 - share : share
      pointAt(Math.min(cells - 1, Math.max(0, Math.floor(at * cells))))
    },
    { signal }
  )
  map.addEventListener('pointerleave', () => document.activeElement !== map && pointAt(null), { signal })
  map.addEventListener('focus', () => pointAt(cell ?? 0), { signal })
  map.addEventListener('blur', () => pointAt(null), { signal })
  map.addEventListener(
    'keydown',
    (event) => {
      const next = detail?.map
        ? stepped(detail.map, cell ?? 0, event.key, getComputedStyle(map).direction)
        : null
      if (next === null) return
      event.preventDefault()
      pointAt(next)
    },
    { signal }
  )
  whenColoursChange(() => {
    looks = readLooks(canvas)
    paint()
  }, signal)
  const unwatch = feed.watch((given) => {
    detail = given
    paint()
  })
  return () => {
    stop.abort()
    sizes.disconnect()
    unwatch()
  }
}

const runAt = (map: Delivery, cell: number): MapRun | null =>
  runsOf(map).find(({ from, to }) => from <= cell && cell < to) ?? null

/** The cell that a key leads to; null: the key means nothing here. */
function stepped(map: Delivery, cell: number, key: string, direction: string): number | null {
  const runs = runsOf(map)
  const at = runs.findIndex(({ from, to }) => from <= cell && cell < to)
  const forward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
  const last = runs.length - 1
  if (key === forward || key === 'ArrowUp') return runs[Math.min(last, at + 1)]?.from ?? null
  if (key === back || key === 'ArrowDown') return runs[Math.max(0, at - 1)]?.from ?? null
  if (key === 'Home') return 0
  // The very last: where the last part begins may be somewhere else a moment later.
  if (key === 'End') return map.states.length - 1
  return null
}

function partWords(detail: TransferDetail, map: Delivery, run: MapRun): string {
  const { part, state, source, when, marks } = partFacts(detail, map, run)
  return [part, state, source === '' ? '' : strings.detail.map.from(source), when, ...marks]
    .filter(Boolean)
    .join(' · ')
}

function partFacts({ sources }: TransferDetail, map: Delivery, { from, to, state, source, marks }: MapRun) {
  const [start, end] = bytesOf(map, from, to)
  const atMs = map.atMs.subarray(from, to).reduce((latest, each) => Math.max(latest, each), 0)
  const rates = map.bytesPerSecond.subarray(from, to).filter((rate) => rate > 0)
  const rate = rates.reduce((sum, each) => sum + each, 0) / Math.max(1, rates.length)
  const known = source === null ? undefined : sources[source]
  const isHere = state >= 2
  return {
    part: strings.detail.map.part(formatBytes(start), formatBytes(end)),
    state: strings.detail.map.states[CELL_STATES[state] ?? 'wanted'],
    source: known ? nameOfSource(known) : isHere ? strings.detail.earlier : '',
    when: isHere && atMs > 0 ? strings.detail.map.at(formatClock(atMs), formatRate(rate)) : '',
    marks: [
      marks & CELL_RACED ? strings.detail.map.raced : '',
      marks & CELL_AGAIN ? strings.detail.map.again : '',
      marks & CELL_VERIFIED ? strings.detail.map.verified : ''
    ].filter(Boolean)
  }
}

/** Rows that anybody would read. */
const MOST_ROWS = 200
const TABLE_EVERY_MS = 2000

/** The map in strings.detail.map. It is open only for who wants it, and renders anew every other second. */
function MapTable(): ReactElement {
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
  const map = detail?.map
  if (!detail || !map) return <p>{strings.detail.waiting}</p>
  const { columns } = strings.detail.map
  return (
    <table className={styles.rows}>
      <thead>
        <tr>
          <th scope="col">{columns.part}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.source}</th>
          <th scope="col">{columns.when}</th>
          <th scope="col">{columns.marks}</th>
        </tr>
      </thead>
      <tbody>
        {runsOf(map)
          .slice(0, MOST_ROWS)
          .map((run) => {
            const facts = partFacts(detail, map, run)
            return (
              <tr key={run.from}>
                <td>{facts.part}</td>
                <td>{facts.state}</td>
                <td>{facts.source}</td>
                <td>{facts.when}</td>
                <td>{facts.marks.join(', ')}</td>
              </tr>
            )
          })}
      </tbody>
    </table>
  )
}
