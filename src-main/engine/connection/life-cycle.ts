/**
 * What becomes of one connection, from its opening to its end. Every step has a reason that a person can read, and is
 * told as it is taken; a step that makes no sense is a fault of the program's and throws.
 *
 *   connecting → priming → reserve ⇄ active ⇄ suspect
 *   any → retired
 */
import type { ConnectionState } from '../../../src-shared/model/transfer-detail.ts'

const STEPS: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  connecting: ['priming', 'retired'],
  // What is not primed yet can do work already, and be found wanting in it.
  priming: ['reserve', 'active', 'suspect', 'retired'],
  reserve: ['active', 'retired'],
  active: ['reserve', 'suspect', 'retired'],
  suspect: ['active', 'retired'],
  retired: []
}

/** Numbers behind a step, for the log. */
export type StepDetail = Readonly<Record<string, string | number | boolean | null>>

export type TellStep = (to: ConnectionState, detail: StepDetail) => void

export class LifeCycle {
  /** The connection's number within its transfer, from 1. */
  readonly connection: number
  readonly #tell: TellStep
  #state: ConnectionState = 'connecting'

  constructor(connection: number, reason: string, detail: StepDetail, tell: TellStep) {
    this.connection = connection
    this.#tell = tell
    tell('connecting', { connection, reason, ...detail })
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Takes a step; nothing happens when it is there already. Throws RangeError for one that is not in the picture. */
  become(to: ConnectionState, reason: string, detail: StepDetail = {}): void {
    const from = this.#state
    if (from === to) return
    if (!STEPS[from].includes(to)) throw new RangeError(`a connection that is ${from} cannot become ${to}`)
    this.#state = to
    this.#tell(to, { connection: this.connection, from, reason, ...detail })
  }
}
