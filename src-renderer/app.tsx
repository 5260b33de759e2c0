/** The window: sections at its side, add field and total above, the list, the foot; and what may lie over them. */
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { useStore } from 'zustand'
import { useShoal } from './bridge/shoal-context.ts'
import { AddingDialog } from './features/adding/adding-dialog.tsx'
import { AddingProgress } from './features/adding/adding-progress.tsx'
import { CopiedLinks } from './features/adding/copied-links.tsx'
import { ManyDialog } from './features/adding/many-dialog.tsx'
import { useDownloadDirectory } from './bridge/use-download-directory.ts'
import { languageOf } from './features/appearance/apply-appearance.ts'
import { Palette } from './features/commands/palette.tsx'
import { ShortcutList } from './features/commands/shortcut-list.tsx'
import { EndingDialog } from './features/ending/ending-dialog.tsx'
import { Sidebar } from './features/frame/sidebar.tsx'
import { AddField } from './features/transfers/add-field.tsx'
import { FirstRun } from './features/first-run/first-run.tsx'
import { SettingsView } from './features/settings/settings-view.tsx'
import { SpeedLimit } from './features/settings/speed-limit.tsx'
import { Announcer } from './features/transfers/announcer.tsx'
import { DropTarget } from './features/transfers/drop-target.tsx'
import { DetailPanel, useOpened } from './features/transfers/detail/detail-panel.tsx'
import { TransferList } from './features/transfers/transfer-list.tsx'
import { NearbyView } from './features/peers/nearby-view.tsx'
import { PairingDialog } from './features/peers/pairing-dialog.tsx'
import { formatRate } from './ui/format.ts'
import { languages } from './ui/languages.ts'
import { PushButton } from './ui/push-button.tsx'
import { strings } from './ui/strings.ts'
import { Toasts } from './ui/toasts.tsx'
import styles from './app.module.css'

export function App(): ReactElement {
  const language = useStore(useShoal().appearance, languageOf)
  // Outlives a change of language, which makes everything else anew: whoever chose it sees it chosen.
  const [appearanceOpen, setAppearanceOpen] = useState(false)
  return (
    <>
      <I18nProvider key={language} locale={languages[language].tag}>
        <div className={styles.window}>
          <Sidebar appearanceOpen={appearanceOpen} onAppearanceOpen={setAppearanceOpen} />
          <Content />
          <Footer />
          <Announcer />
          <Toasts />
          <DropTarget />
          <AddingDialog />
          <ManyDialog />
          <CopiedLinks />
          <PairingDialog />
          <Palette />
          <ShortcutList />
          <EndingDialog />
        </div>
      </I18nProvider>
      {/* Not made anew with the rest when it changes the language. */}
      <FirstRun />
    </>
  )
}

function Content(): ReactElement {
  const screen = useStore(useShoal().view, (state) => state.screen)
  const hasDetail = useOpened() !== undefined && screen === 'transfers'
  return (
    <div className={styles.content} data-detail={hasDetail ? '' : undefined}>
      <header className={styles.header}>
        {screen !== 'settings' && (
          <div className={styles.headerRow}>
            <AddField />
            <TotalRate />
          </div>
        )}
        <AddingProgress />
        <LostBanner />
      </header>
      <Main>
        {screen === 'settings' && <SettingsView />}
        {screen === 'nearby' && <NearbyView />}
        {screen === 'transfers' && (
          <>
            <div className={styles.listing}>
              <TransferList />
            </div>
            <DetailPanel />
          </>
        )}
      </Main>
    </div>
  )
}

/** Out of reach while the engine is gone: nothing in it could be acted upon. */
function Main({ children }: { readonly children: ReactNode }): ReactElement {
  const lost = useStore(useShoal().transfers, (state) => state.link === 'lost')
  const hasDetail = useOpened() !== undefined
  return (
    <main className={styles.main} inert={lost} data-detail={hasDetail ? '' : undefined}>
      {children}
    </main>
  )
}

function TotalRate(): ReactElement {
  const { feed } = useShoal()
  const whole = useRef<HTMLParagraphElement>(null)
  const rate = useRef<HTMLSpanElement>(null)
  const running = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      feed.watchTotal((total) => {
        whole.current?.toggleAttribute('data-running', total.running > 0)
        if (rate.current) rate.current.textContent = total.running > 0 ? formatRate(total.bytesPerSecond) : ''
        if (running.current)
          running.current.textContent = total.running > 0 ? strings.total.running(total.running) : ''
      }),
    [feed]
  )
  return (
    <p ref={whole} className={styles.total} aria-label={strings.total.label}>
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
  const { transfers, view } = useShoal()
  // A detail has a legend of its own.
  const hasDetail = useOpened() !== undefined
  const listed = useStore(view, ({ screen }) => screen === 'transfers') && !hasDetail
  const directory = useDownloadDirectory()
  const anyMap = useStore(transfers, ({ byId }) =>
    [...byId.values()].some(({ state }) => state.kind !== 'done')
  )
  return (
    <footer className={styles.footer}>
      <div className={styles.foot}>
        <p className={styles.directory}>{directory !== null && strings.footer.directory(directory)}</p>
        <SpeedLimit />
        {anyMap && listed && (
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
