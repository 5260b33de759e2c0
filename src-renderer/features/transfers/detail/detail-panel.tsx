/**
 * The detail of one transfer, beside or below the list or in its place: what limits it, where each part comes from, who
 * brings it and how. It asks for its data while it is open and seen, and for nothing otherwise.
 */
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement
} from 'react'
import { useStore } from 'zustand'
import type { Transfer } from '../../../../src-shared/model/transfer.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { createDetailFeed, type DetailFeed } from '../../../live/detail-feed.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { strings } from '../../../ui/strings.ts'
import { pauseAll, resumeAll, TOGGLES } from '../actions.ts'
import { LiveNumbers } from '../live-numbers.tsx'
import { Connections } from './connections.tsx'
import { DeliveryMap } from './delivery-map.tsx'
import { Facts } from './facts.tsx'
import { Log } from './log.tsx'
import { PlanSteps } from './plan-steps.tsx'
import { Sources } from './sources.tsx'
import { Throughput } from './throughput.tsx'
import { DetailContext } from './use-detail.ts'
import { Why } from './why.tsx'
import styles from './detail-panel.module.css'

const TABS = ['overview', 'connections', 'log', 'facts'] as const
type Tab = (typeof TABS)[number]

/** The one whose detail is open; undefined while none is, or when the one that was has been removed. */
export function useOpened(): Transfer | undefined {
  const { opened, transfers, removals } = useShoal()
  const id = useStore(opened, (state) => state.id)
  const isRemoved = useStore(removals, ({ hidden }) => id !== null && hidden.has(id))
  const transfer = useStore(transfers, (state) => (id === null ? undefined : state.byId.get(id)))
  return isRemoved ? undefined : transfer
}

export function DetailPanel(): ReactElement | null {
  const transfer = useOpened()
  // Another transfer's detail is another one: it begins with its first tab and an empty feed.
  return transfer ? <Detail key={transfer.id} transfer={transfer} /> : null
}

function Detail({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const shoal = useShoal()
  const { opened } = shoal
  const toggle = TOGGLES[transfer.state.kind]
  const feed = useFeedOf(transfer)
  const [tab, setTab] = useState<Tab>('overview')
  const region = useRef<HTMLElement>(null)
  const before = useRef<Element | null>(null)
  const ids = useId()

  // Before the list is covered, which takes the keyboard from what is in it.
  useLayoutEffect(() => {
    before.current = document.activeElement
  }, [])
  useEffect(() => {
    region.current?.focus({ preventScroll: true })
    return () => {
      // Whoever opened it has the keyboard again.
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    }
  }, [])

  const close = (): void => opened.getState().close()
  return (
    <section
      ref={region}
      className={styles.panel}
      tabIndex={-1}
      aria-label={strings.detail.region(transfer.name)}
      data-part="detail"
    >
      <header className={styles.header}>
        <div className={styles.title}>
          <h2 className={styles.name} title={transfer.name} dir="auto">
            {transfer.name}
          </h2>
          {toggle && (
            <IconButton
              icon={toggle}
              label={strings.row[toggle]}
              onPress={() => (toggle === 'pause' ? pauseAll : resumeAll)(shoal, [transfer])}
            />
          )}
          <IconButton icon="remove" label={strings.detail.close} onPress={close} />
        </div>
        <div className={styles.standing}>
          <LiveNumbers transfer={transfer} hasBar={false} />
          <Tabs ids={ids} tab={tab} onTab={setTab} />
        </div>
      </header>
      <div
        // Each begins at its top.
        key={tab}
        className={styles.content}
        role="tabpanel"
        id={`${ids}panel`}
        aria-labelledby={`${ids}${tab}`}
        tabIndex={0}
      >
        <DetailContext value={feed}>
          <Unreached feed={feed} />
          {tab === 'overview' && <Overview transfer={transfer} />}
          {tab === 'connections' && <Connections />}
          {tab === 'log' && <Log id={transfer.id} />}
          {tab === 'facts' && <Facts transfer={transfer} />}
        </DetailContext>
      </div>
    </section>
  )
}

/** Says so when the engine does not answer: what is shown is what it said last. */
function Unreached({ feed }: { readonly feed: DetailFeed }): ReactElement | null {
  const [isReached, setReached] = useState(true)
  useEffect(() => feed.onReach(setReached), [feed])
  return isReached ? null : (
    <p className={styles.unreached} role="status">
      {strings.detail.unavailable}
    </p>
  )
}

const Overview = ({ transfer }: { readonly transfer: Transfer }): ReactElement => (
  <div className={styles.overview}>
    <Why state={transfer.state} />
    <DeliveryMap />
    <div className={styles.columns}>
      <Sources />
      <Throughput />
    </div>
    <PlanSteps />
  </div>
)

interface TabsProps {
  readonly ids: string
  readonly tab: Tab
  onTab(tab: Tab): void
}

function Tabs({ ids, tab, onTab }: TabsProps): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl'
    const forward = isRightToLeft ? 'ArrowLeft' : 'ArrowRight'
    const back = isRightToLeft ? 'ArrowRight' : 'ArrowLeft'
    const step = event.key === forward ? 1 : event.key === back ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab
    onTab(next)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
  }
  return (
    <div
      ref={list}
      className={styles.tabs}
      role="tablist"
      aria-label={strings.detail.tabs.label}
      onKeyDown={onKeyDown}
    >
      {TABS.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`${ids}${each}`}
          className={styles.tab}
          data-tab={each}
          aria-selected={each === tab}
          aria-controls={`${ids}panel`}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onTab(each)}
        >
          {strings.detail.tabs[each]}
        </button>
      ))}
    </div>
  )
}

/** A feed of this transfer, awake for as long as its detail is open and the window is seen. */
function useFeedOf(transfer: Transfer): DetailFeed {
  const { client, transfers } = useShoal()
  const { id } = transfer
  const [feed] = useState(() =>
    createDetailFeed({
      pull: () => client.call('transfers.detail', { id }),
      later(callback, ms) {
        const timer = setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
      beforeNextPicture: (callback) => void requestAnimationFrame(callback)
    })
  )
  useEffect(() => {
    const followVisibility = (): void => feed.setShown(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', followVisibility)
    followVisibility()
    let state = transfers.getState().byId.get(id)?.state
    const followState = (): void => {
      const now = transfers.getState().byId.get(id)?.state
      feed.setMoving(now !== undefined && MOVES.has(now.kind))
      if (now !== state) feed.refresh()
      state = now
    }
    const stopFollowing = transfers.subscribe(followState)
    feed.refresh()
    followState()
    return () => {
      stopFollowing()
      document.removeEventListener('visibilitychange', followVisibility)
      feed.setShown(false)
    }
  }, [feed, transfers, id])
  return feed
}

/** A wait counts down. */
const MOVES: ReadonlySet<Transfer['state']['kind']> = new Set(['running', 'retrying'])
