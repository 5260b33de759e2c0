/** What must be known before a Shoal can run. Plain data: it crosses from the main thread to the engine thread. */
import type { PeerPolicy } from '../../src-shared/model/peer-policy.ts'

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
  /** Null: other machines are neither asked nor answered. */
  readonly peers: PeersOptions | null
}

export interface PeersOptions {
  /** Fetches ranges for peers. */
  readonly contribute: boolean
  /** Answers peers, and can be found by them. */
  readonly listen: boolean
  /** Null: what is kept where the membership is, else the usual one or another where that is taken. 0: any free one. */
  readonly port: number | null
  /** Null: those that are kept where the membership is, else all that are up. */
  readonly interfaces: readonly string[] | null
  /** Absolute path of the key that machines of one owner prove to each other. */
  readonly groupKeyFile: string | null
  /** What people see of this machine; null: its host name. */
  readonly name: string | null
  /** `kept`: joins where its owner has joined before, and joins and leaves while it runs; `fixed`: as `listen` says. */
  readonly membership: 'kept' | 'fixed'
  /** Holds for this run, over what is kept. */
  readonly policy: Partial<PeerPolicy>
  /** Files that are finished in this run may be served to peers. */
  readonly share: boolean
  /** False: peers rest where nobody could help or be helped, as if there were none. */
  readonly needed: boolean
}

/** What the engine thread is handed: it cannot tell by itself where the built threads are. */
export interface EngineThreadData {
  readonly options: ShoalOptions
  readonly hashThreadFile: string
}

/** A window stays open over a weekend without network; the transfer should be found running on Monday. */
export const DESKTOP_PATIENCE_MS = 7 * 24 * 60 * 60 * 1_000
/** Paired machines help; nothing is done for others, and nobody can find this one, before its owner has agreed to it. */
export const DESKTOP_PEERS: PeersOptions = {
  membership: 'kept',
  contribute: false,
  listen: false,
  port: null,
  interfaces: null,
  groupKeyFile: null,
  name: null,
  policy: {},
  share: false,
  needed: true
}
/** Somebody, or a script, waits for the command to end. */
export const CLI_PATIENCE_MS = 10 * 60 * 1_000
