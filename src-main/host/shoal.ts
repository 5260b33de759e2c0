/** Placeholder of the composition root's shape; see the interface. */
import type { MethodHandlers, StreamSources } from '../../src-shared/rpc/server.ts'

export interface ShoalOptions {
  readonly version: string
  readonly stateDirectory: string
  readonly downloadDirectory: string
  /** Path of better-sqlite3's binary when the packaged one does not fit the runtime. */
  readonly sqliteBinding?: string | undefined
  /** `all`: resume what was running when the last process ended; `none`: touch only what is asked for. */
  readonly resume: 'all' | 'none'
}

export interface Shoal {
  readonly methods: Partial<MethodHandlers>
  readonly streams: StreamSources
  /** Stops every transfer at a durable point and closes the journal. Running ones resume at the next start. */
  close(): Promise<void>
}
