/**
 * What the desktop does beside its window, put together: the tray, notifications, the taskbar, keeping the machine
 * awake. Each looks at the same transfers and the same situation; none of them changes anything but at a person's word.
 */
import { app, dialog, powerSaveBlocker, type BrowserWindow } from 'electron'
import { problemOf } from '../../../src-shared/errors/problem.ts'
import { DEFAULT_SETTINGS } from '../../../src-shared/model/settings.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'
import type { Asked } from '../command-line.ts'
import type { KnownTransfers } from '../known-transfers.ts'
import type { Memory } from '../memory.ts'
import type { DesktopStreams } from '../relay.ts'
import { followedSituation } from '../situation.ts'
import { tell } from '../tell.ts'
import { followRates, NOTHING_MOVES, type Rates } from '../tray/rates.ts'
import { trayPlace } from '../tray/tray.ts'
import { trayPicture } from '../tray/tray-menu.ts'
import { words } from '../words.ts'
import { afterDone } from './after-done.ts'
import { keepAwake, needsAwake } from './awake.ts'
import { endingMethods, endingStreams } from './ending-calls.ts'
import { followEnding } from './ending.ts'
import { newsOfSituation, newsOfTransfer } from './news.ts'
import { notifier } from './notify.ts'
import { pauseAll, resumeAll } from './all-transfers.ts'
import { taskbar } from './taskbar.ts'

export interface HabitsParts {
  readonly known: KnownTransfers
  readonly memory: Memory
  client(): Promise<Client>
  window(): BrowserWindow | null
  openWindow(): void
  showInFolder(id: TransferId): void
  /** Rejects where no program opens it. */
  open(id: TransferId): Promise<unknown>
  /** Shuts the machine down. */
  powerOff(): Promise<void>
  /** What was dropped on the tray. */
  take(asked: Asked): void
}

export interface Habits {
  /** What a page may ask of them. */
  readonly methods: ReturnType<typeof endingMethods>
  readonly streams: DesktopStreams
  /** Follows another engine from now on. */
  follow(client: Client): void
  /** Another language is spoken. */
  spokenTo(): void
  /** A new window is there. */
  opened(window: BrowserWindow): void
  /** Whether the program goes on now that its window is closed; if so, a person can see where, and is told once. */
  staysInTray(platform: NodeJS.Platform): Promise<boolean>
}

/** Many changes in a row are one picture. */
const REFRESH_MS = 100
const SAID = 'saidThatItStaysInTheTray'

export function startHabits({
  known,
  memory,
  client,
  window,
  openWindow,
  showInFolder,
  open,
  powerOff,
  take
}: HabitsParts): Habits {
  const situation = followedSituation()
  const awake = keepAwake(powerSaveBlocker)
  const bar = taskbar({ app, window, client, transfer: (id) => known.get(id) })
  const isLookedAt = (): boolean => window()?.isFocused() ?? false
  const settings = () => situation.now().settings ?? DEFAULT_SETTINGS
  const nowMs = (): number => performance.now()
  const news = notifier({ isLookedAt, settings, openWindow, showInFolder, nowMs })
  /** What a person asked for and did not get is told. */
  const ask = (failing: string, work: (client: Client) => Promise<unknown>): void => {
    client()
      .then(work)
      .catch((thrown: unknown) => void tell(dialog, window(), failing, problemOf(thrown)))
  }
  const ending = followEnding({
    transfers: () => known.all(),
    announce(what) {
      const looked = isLookedAt()
      openWindow()
      if (!looked) news.say(words.news.ending[what])
    },
    end(what) {
      if (what === 'quit') return app.quit()
      powerOff().catch(
        (thrown: unknown) => void tell(dialog, window(), words.trouble.notShutDown, problemOf(thrown))
      )
    }
  })
  const done = afterDone({ settings, open, show: showInFolder, nowMs })
  let rates: Rates = NOTHING_MOVES
  const picture = () => trayPicture(known.all(), situation.now(), rates, ending.now())
  const tray = trayPlace(
    {
      open: openWindow,
      join: () => ask(words.trouble.notJoined, (engine) => engine.call('membership.join', null)),
      leave: () => ask(words.trouble.notLeft, (engine) => engine.call('membership.leave', null)),
      explain: (problem) => void tell(dialog, window(), words.tray.notIn, problem),
      pauseAll: () => ask(words.trouble.notPaused, (engine) => pauseAll(engine, known.all())),
      resumeAll: () => ask(words.trouble.notResumed, (engine) => resumeAll(engine, known.all())),
      endWith: (chosen) => ending.choose(chosen),
      limit: (limitBytesPerSecond) =>
        ask(words.trouble.notLimited, (engine) => engine.call('settings.set', { limitBytesPerSecond })),
      quit: () => app.quit(),
      take,
      nothingInDrop: () => void news.say(words.news.nothingInDrop)
    },
    picture()
  )
  let refreshing: NodeJS.Timeout | null = null
  const refresh = (): void => {
    refreshing ??= setTimeout(() => {
      refreshing = null
      const now = picture()
      tray.show(now)
      bar.running(now.running > 0)
      const moves = needsAwake(known.all(), situation.now().contributions)
      // One that slept through the countdown would shut down when its owner wakes it.
      awake(moves || ending.now().secondsLeft !== null)
      lookAtRates(moves)
    }, REFRESH_MS)
  }
  const lookAtRates = followRates({
    client,
    contributions: () => situation.now().contributions,
    hear(now) {
      rates = now
      tray.show(picture())
    },
    nowMs
  })
  known.onChange((before, now) => {
    const told = newsOfTransfer(before, now)
    if (told && !isLookedAt()) bar.unseen()
    if (told) news.tell(told)
    if (told?.kind === 'done' && now?.state.kind === 'done') done(now.id, now.state)
    ending.changed(before, now)
    if (before?.state.kind !== now?.state.kind) refresh()
  })
  ending.onChange(refresh)
  situation.onChange((before, now) => {
    for (const each of newsOfSituation(before, now)) news.tell(each)
    refresh()
  })

  return {
    methods: endingMethods(ending),
    streams: endingStreams(ending),
    follow(engine) {
      situation.follow(engine)
      void tray.isVisible()
    },
    spokenTo: () => tray.show(picture()),
    opened(shown) {
      bar.seen()
      shown.on('focus', () => bar.seen())
    },
    async staysInTray(platform) {
      if (!settings().closeToTray) return false
      // There a program goes on without windows, tray or not.
      if (platform === 'darwin') return true
      if (!(await tray.isVisible())) return false
      if (memory.get(SAID) !== true) {
        memory.set(SAID, true)
        const { title, body } = words.news.staysInTray
        if (!news.say({ title, body }))
          void dialog.showMessageBox({
            title: words.appName,
            message: title,
            detail: body,
            buttons: [words.ok]
          })
      }
      return true
    }
  }
}
