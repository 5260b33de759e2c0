/**
 * A live picture of what flows: this machine in the middle, others around it, each way a line as wide as its rate. React
 * places who is there; widths and rates are written by the feed, and nothing is drawn while nothing changes.
 */
import { useEffect, useMemo, useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Peer, PeerId } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { NOTHING, sumByPeer, type Flow } from '../../live/flow-feed.ts'
import { linesBetween, seatsAround, wedgeOf, widthOf, type Line } from '../../live/flow-picture.ts'
import { isNear, isTrusted } from '../../stores/nearby.ts'
import { strings } from '../../ui/strings.ts'
import { FlowTable } from './flow-table.tsx'
import { MachineName } from './machine-name.tsx'
import { flowSigns } from './peer-words.ts'
import { useFlows } from './use-flows.ts'
import styles from './flow-map.module.css'

/** More would be a picture of names. */
const MOST_SEATS = 10

const whoFlows = (flows: readonly Flow[]): readonly (readonly [PeerId, string])[] => [
  ...new Map(flows.map(({ peer, name }) => [peer, name]))
]

interface Seat {
  readonly id: PeerId
  readonly name: string
}

export function FlowMap(): ReactElement | null {
  const { nearby } = useShoal()
  const settled = useStore(nearby, (state) => state.settled)
  const flowing = useFlows(whoFlows)
  const all = useMemo(() => seatsOf(settled, flowing), [settled, flowing])
  const seats = all.slice(0, MOST_SEATS)
  const words = strings.peers.map
  if (all.length === 0) return null
  return (
    <section className={styles.flows} aria-label={words.title}>
      <div className={styles.head}>
        <h3 className={styles.title}>{words.title}</h3>
        <ul className={styles.legend}>
          <li data-way="here">{words.here}</li>
          <li data-way="there">{words.there}</li>
          <li>{words.wider}</li>
        </ul>
      </div>
      <Picture key={seats.map(({ id }) => id).join()} seats={seats} />
      {all.length > seats.length && <p className={styles.more}>{words.more(all.length - seats.length)}</p>}
      <details className={styles.table}>
        <summary>{words.table}</summary>
        <FlowTable />
      </details>
    </section>
  )
}

/** Those who could help and are here, and whoever does or is helped; in an order that stays. */
function seatsOf(
  settled: ReadonlyMap<PeerId, Peer>,
  flowing: readonly (readonly [PeerId, string])[]
): readonly Seat[] {
  const seats = new Map<PeerId, Seat>()
  for (const peer of settled.values())
    if (isTrusted(peer) && isNear(peer)) seats.set(peer.id, { id: peer.id, name: peer.name })
  for (const [id, name] of flowing)
    if (!seats.has(id)) seats.set(id, { id, name: settled.get(id)?.name ?? name })
  return [...seats.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function Picture({ seats }: { readonly seats: readonly Seat[] }): ReactElement {
  const { flows } = useShoal()
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!root.current) return undefined
    const picture = drawn(root.current)
    const size = new ResizeObserver(picture.layOut)
    size.observe(root.current)
    const unwatch = flows.watch(picture.show)
    return () => {
      size.disconnect()
      unwatch()
    }
  }, [flows])
  return (
    <div
      ref={root}
      className={styles.picture}
      role="img"
      aria-label={strings.peers.map.label(seats.length)}
      dir="ltr"
      data-part="flow-map"
      data-crowd={seats.length > 2 ? 'around' : 'beside'}
    >
      <svg className={styles.lines}>
        {seats.map(({ id }) => (
          <g key={id} data-seat={id}>
            <line data-way="idle" />
            <line data-way="here" />
            <polygon data-way="here" />
            <line data-way="there" />
            <polygon data-way="there" />
          </g>
        ))}
      </svg>
      <span className={styles.middle} data-part="middle">
        {strings.peers.map.middle}
      </span>
      {seats.map(({ id, name }) => (
        <span key={id} className={styles.seat} data-seat={id}>
          <MachineName name={name} />
          <span className={styles.rate} data-live="flow" />
        </span>
      ))}
    </div>
  )
}

interface Ways {
  readonly here: Line
  readonly there: Line
}

/** Draws into the parts that React has placed; they stay for as long as it is used. */
function drawn(root: HTMLElement): { layOut(): void; show(flows: readonly Flow[]): void } {
  const seats = [...root.querySelectorAll<HTMLElement>('span[data-seat]')]
  const groups = seats.map(({ dataset }) => root.querySelector(`g[data-seat="${dataset['seat']}"]`))
  const middle = root.querySelector<HTMLElement>('[data-part="middle"]')
  let ways: readonly Ways[] = []
  let latest: readonly Flow[] = []

  const put = (element: Element | null | undefined, name: string, value: string | number): void => {
    const text = String(value)
    if (element && element.getAttribute(name) !== text) element.setAttribute(name, text)
  }
  const draw = (): void => {
    const sums = sumByPeer(latest)
    seats.forEach((seat, index) => {
      const sum = sums.get(seat.dataset['seat'] ?? '') ?? NOTHING
      const text = flowSigns(sum)
      const label = seat.querySelector('[data-live="flow"]')
      if (label && label.textContent !== text) label.textContent = text
      const group = groups[index]
      const way = ways[index]
      if (!group || !way) return
      const widths = { here: widthOf(sum.hereBytesPerSecond), there: widthOf(sum.thereBytesPerSecond) }
      put(group, 'data-flowing', text !== '' ? 'yes' : 'no')
      for (const to of ['here', 'there'] as const) {
        put(group.querySelector(`line[data-way="${to}"]`), 'stroke-width', widths[to].toFixed(1))
        const wedge = group.querySelector(`polygon[data-way="${to}"]`)
        put(wedge, 'points', widths[to] > 0 ? wedgeOf(way[to], widths[to]) : '')
      }
    })
  }
  return {
    layOut() {
      const { clientWidth: width, clientHeight: height } = root
      const centre = { x: width / 2, y: height / 2 }
      const places = seatsAround(seats.length, width, height)
      ways = places.map((place) => linesBetween(place, centre))
      const move = (
        element: HTMLElement | null,
        { x, y }: { readonly x: number; readonly y: number }
      ): void => {
        element?.style.setProperty('inset-inline-start', `${x}px`)
        element?.style.setProperty('inset-block-start', `${y}px`)
      }
      move(middle, centre)
      seats.forEach((seat, index) => {
        move(seat, places[index] ?? centre)
        const way = ways[index]
        if (!way) return
        for (const to of ['here', 'there'] as const)
          ends(groups[index]?.querySelector(`line[data-way="${to}"]`), way[to])
        ends(groups[index]?.querySelector('line[data-way="idle"]'), between(way))
      })
      draw()
    },
    show(flows) {
      latest = flows
      draw()
    }
  }

  function ends(line: Element | null | undefined, { from, to }: Line): void {
    put(line, 'x1', from.x.toFixed(1))
    put(line, 'y1', from.y.toFixed(1))
    put(line, 'x2', to.x.toFixed(1))
    put(line, 'y2', to.y.toFixed(1))
  }
}

const between = ({ here, there }: Ways): Line => ({
  from: { x: (here.from.x + there.to.x) / 2, y: (here.from.y + there.to.y) / 2 },
  to: { x: (here.to.x + there.from.x) / 2, y: (here.to.y + there.from.y) / 2 }
})
