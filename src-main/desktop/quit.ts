/**
 * A quit that loses nothing: whatever asked for it, the engine first stops every transfer at a durable point. The
 * wait is bounded, for a dead disk must not keep the program from ending; the journal survives that too.
 */
import type { App } from 'electron'

/** Longer than a sync of what half a second received takes on any disk that still works. */
const CLOSE_DEADLINE_MS = 8_000

/** Runs `close` once before the application ends. `hide` makes it look ended at once. */
export function quitCleanly(app: App, hide: () => void, close: () => Promise<void>): void {
  let leaving = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (leaving) return
    leaving = true
    // The end first: a window that cannot be hidden, because it is closing at this moment, must not prevent it.
    void withDeadline(close(), CLOSE_DEADLINE_MS).then((closed) => {
      if (!closed)
        process.stderr.write('Shoal could not stop its transfers cleanly; they resume from the journal.\n')
      app.exit(typeof process.exitCode === 'number' ? process.exitCode : 0)
    })
    hide()
  })
}

/**
 * Signals quit, too, however often they come. Electron itself sees to the first alone: a second, as `npm` sends one
 * when the terminal has already sent its own, would end the program on the spot. Call it when the application is
 * ready; before that Electron puts its own handlers in place.
 */
export function quitOnSignals(app: App): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}

/** Whether `work` succeeded before `ms` milliseconds were over. */
async function withDeadline(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const done = work.then(
    () => true,
    () => false
  )
  return Promise.race([done, deadline]).finally(() => clearTimeout(timer))
}
