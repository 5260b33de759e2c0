/** The window from top to bottom: add field and total, the list, the foot; and what may lie over them. */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from './bridge/shoal-context.ts'
import { AddField } from './features/transfers/add-field.tsx'
import { SpeedLimit } from './features/settings/speed-limit.tsx'
import { Announcer } from './features/transfers/announcer.tsx'
import { DropTarget } from './features/transfers/drop-target.tsx'
import { TransferList } from './features/transfers/transfer-list.tsx'
import { formatRate } from './ui/format.ts'
import { Mark } from './ui/mark.tsx'
import { PushButton } from './ui/push-button.tsx'
import { strings } from './ui/strings.ts'
import { Toasts } from './ui/toasts.tsx'
import styles from './app.module.css'

export const App = (): ReactElement => (
  <div className={styles.window}>
    <header className={styles.header}>
      <div className={styles.headerRow}>
        <h1 className={styles.brand}>
          <Mark size={34} />
          <span className="visually-hidden">{strings.appName}</span>
        </h1>
        <AddField />
        <TotalRate />
      </div>
      <LostBanner />
    </header>
    <Main />
    <Footer />
    <Announcer />
    <Toasts />
    <DropTarget />
  </div>
)

/** Out of reach while the engine is gone: nothing in it could be acted upon. */
function Main(): ReactElement {
  const lost = useStore(useShoal().transfers, (state) => state.link === 'lost')
  return (
    <main className={styles.main} inert={lost}>
      <TransferList />
    </main>
  )
}

function TotalRate(): ReactElement {
  const { feed } = useShoal()
  const rate = useRef<HTMLSpanElement>(null)
  const running = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      feed.watchTotal((total) => {
        if (rate.current) rate.current.textContent = total.running > 0 ? formatRate(total.bytesPerSecond) : ''
        if (running.current)
          running.current.textContent = total.running > 0 ? strings.total.running(total.running) : ''
      }),
    [feed]
  )
  return (
    <p className={styles.total} aria-label={strings.total.label}>
      <span ref={rate} className={styles.totalRate} data-live="total-rate" />
      <span ref={running} data-live="total-running" />
    </p>
  )
}

function LostBanner(): ReactElement | null {
  const link = useStore(useShoal().transfers, (state) => state.link)
  if (link !== 'lost') return null
  return (
    <div className={styles.lost} role="alert">
      <p>
        <strong>{strings.lost.title}</strong> {strings.lost.detail}
      </p>
      <PushButton label={strings.lost.button} onPress={() => location.reload()} />
    </div>
  )
}

function Footer(): ReactElement {
  const { client, transfers } = useShoal()
  const [directory, setDirectory] = useState<string | null>(null)
  const anyMap = useStore(transfers, (state) => state.unfinished.length > 0)
  useEffect(() => {
    // Without an answer the foot stays empty; the banner says that the engine is gone.
    client.call('app.info', null).then(
      (info) => setDirectory(info.downloadDirectory),
      () => setDirectory(null)
    )
  }, [client])
  return (
    <footer className={styles.footer}>
      <div className={styles.foot}>
        <p className={styles.directory}>{directory !== null && strings.footer.directory(directory)}</p>
        <SpeedLimit />
        {anyMap && (
          <ul className={styles.legend} aria-label={strings.legend.label}>
            <li data-range="in-flight">{strings.legend.inFlight}</li>
            <li data-range="received">{strings.legend.received}</li>
            <li data-range="durable">{strings.legend.durable}</li>
          </ul>
        )}
      </div>
    </footer>
  )
}
