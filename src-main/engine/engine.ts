/**
 * The engine: everything between an intent ("fetch this") and bytes in a file. It knows no window, no database and
 * no peer; those come in through ports.
 */
import type { AddTransfer, TransferChange } from '../../src-shared/contract/contract.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import type { Clock } from './ports/clock.ts'
import type { Disk } from './ports/disk.ts'
import type { JournalPort } from './ports/journal-port.ts'

export interface EnginePorts {
  readonly clock: Clock
  readonly disk: Disk
  readonly journal: JournalPort
  newId(): TransferId
}

export interface EngineOptions {
  /** Folder a transfer goes to when none is named. */
  readonly downloadDirectory: string
  /** PEM certificates trusted for HTTPS; further ones may come with a transfer. */
  readonly certificateAuthorities: readonly string[]
  readonly userAgent: string
  /** How long a transfer that has had bytes keeps trying without getting another, milliseconds. */
  readonly patienceMs: number
}

export interface Engine {
  /** Starts a transfer, or resumes the unfinished one for the same URI, folder and name. */
  add(request: AddTransfer): Promise<TransferId>
  pause(id: TransferId): Promise<void>
  resume(id: TransferId): Promise<void>
  remove(id: TransferId, partial: 'keep' | 'delete'): Promise<void>
  transfers(): readonly Transfer[]
  log(id: TransferId): readonly TransferEvent[]
  frame(expanded: readonly TransferId[]): ProgressFrame
  /** Hears every change, in order. Returns a function that stops listening. */
  onChange(listener: (change: TransferChange) => void): () => void
  /** Resumes what was running when the last process ended. */
  resumeInterrupted(): Promise<void>
  /** Stops every transfer at a durable point; running ones stay recorded as running. */
  close(): Promise<void>
}

export declare function createEngine(ports: EnginePorts, options: EngineOptions): Engine
