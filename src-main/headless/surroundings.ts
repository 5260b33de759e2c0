/** What a command finds around it: the streams, the person, and the way to an engine. Tests bring their own. */
import { DESKTOP_PEERS, type PeersOptions } from '../host/shoal-options.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import type { Write } from './report.ts'

export interface Surroundings {
  readonly stdout: Write
  readonly stderr: Write
  /** Of the terminal that stderr is; null: it is none that can be drawn on. */
  columns(): number | null
  /** Aborts when the user wants the run to end. */
  readonly interrupted: AbortSignal
  /** A line of the person's, or null when there is nobody any more. */
  ask(question: string, until: AbortSignal): Promise<string | null>
  /** Absolute. */
  readonly stateDirectory: string
  startEngine(peers: PeersOptions): Promise<EngineHandle>
  nowMs(): number
  /** Ends early when the user wants the run to end. */
  sleep(ms: number): Promise<void>
}

/** Neither helps nor is found: what it takes to read and change what is kept. */
export const AT_REST: PeersOptions = { ...DESKTOP_PEERS, membership: 'fixed' }
