/** What must be known before a Shoal can run. Plain data: it crosses from the main thread to the engine thread. */
export interface ShoalOptions {
  /** Of the program, from package.json. */
  readonly version: string
  readonly stateDirectory: string
  /** Folder a transfer goes to when none is named. */
  readonly downloadDirectory: string
  /** Path of better-sqlite3's binary when the packaged one does not fit the runtime. */
  readonly sqliteBinding?: string | undefined
  /** `all`: resume what was running when the last process ended; `none`: touch only what is asked for. */
  readonly resume: 'all' | 'none'
  /** `kept`: limits, schedule and queue as the journal has them; `none`: only what a transfer was given with it. */
  readonly settings: 'kept' | 'none'
  /** How long a transfer that has had bytes keeps trying without getting another, milliseconds. */
  readonly patienceMs: number
}

/** What the engine thread is handed: it cannot tell by itself where the built threads are. */
export interface EngineThreadData {
  readonly options: ShoalOptions
  readonly hashThreadFile: string
}

/** A window stays open over a weekend without network; the transfer should be found running on Monday. */
export const DESKTOP_PATIENCE_MS = 7 * 24 * 60 * 60 * 1_000
/** Somebody, or a script, waits for the command to end. */
export const CLI_PATIENCE_MS = 10 * 60 * 1_000
