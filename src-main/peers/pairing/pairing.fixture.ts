/** Machines that pair with each other in one process, with their clock and the line between them in the test's hand. */
import { formatId } from '../identity/device-id.ts'
import { randomBytes } from 'node:crypto'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { PairingStep } from '../protocol/pairing-messages.ts'
import type { PairingLine, PairingReply, PairingTarget } from './pairing-line.ts'
import { Pairing } from './pairing.ts'

/** Stands still until it is told to move. */
export class HeldClock implements Clock {
  #nowMs = 1_000
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = []

  nowMs(): number {
    return this.#nowMs
  }
  unixMs(): number {
    return this.#nowMs
  }
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('aborted'))
      this.#sleepers.push({ atMs: this.#nowMs + ms, wake: resolve })
      signal.addEventListener('abort', () => reject(new Error('aborted')))
    })
  }
  every(): () => void {
    throw new Error('pairing has no use for it')
  }
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      await settled()
      const next = Math.min(...this.#sleepers.map(({ atMs }) => atMs))
      if (next > untilMs) break
      this.#nowMs = next
      const due = this.#sleepers.filter(({ atMs }) => atMs <= next)
      this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > next)
      for (const { wake } of due) wake()
    }
    this.#nowMs = untilMs
  }
}

/** Everything that follows without the clock has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

export interface Machine {
  readonly id: PeerId
  readonly pairing: Pairing
  readonly trusted: Map<PeerId, PeerTrust>
  /** All states since the start. */
  readonly states: PairingState[]
}

export const newId = (): PeerId => formatId(randomBytes(32))

export function newMachine(clock: Clock, name = 'machine', id = newId()): Machine {
  const trusted = new Map<PeerId, PeerTrust>()
  const trust = {
    trustOf: (peer: PeerId): PeerTrust => trusted.get(peer) ?? 'none',
    trust: (peer: PeerId, how: 'paired' | 'group'): void => void trusted.set(peer, how)
  }
  const pairing = new Pairing({ id, name: () => name, trust, clock })
  const states: PairingState[] = []
  pairing.onChange((state) => states.push(state))
  return { id, pairing, trusted, states }
}

export type Handler = (
  step: string,
  body: string,
  from: PeerId,
  signal: AbortSignal,
  host: string
) => Promise<string>

/** Where every machine is. */
export const HOST = '192.0.2.7'

/** What a peers' client does with an answer or a problem. */
export async function replyOf(answer: Promise<string>): Promise<PairingReply> {
  try {
    return { kind: 'done', body: await answer }
  } catch (thrown) {
    if (!(thrown instanceof ShoalError)) throw thrown
    return { kind: 'refused', problem: { code: thrown.code, message: thrown.message } }
  }
}

export const lineTo = (
  peer: PeerId,
  from: PeerId,
  handle: Handler,
  close: () => void = () => undefined
): PairingLine => ({
  peer,
  host: HOST,
  close,
  send: (step: PairingStep, body, signal) => {
    const gone = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(new Error('aborted'))
      signal.addEventListener('abort', () => reject(new Error('aborted')))
    })
    return Promise.race([replyOf(handle(step, body, from, signal, HOST)), gone])
  }
})

export const targetOf = (line: PairingLine): PairingTarget => ({
  label: 'there',
  dial: () => Promise.resolve(line)
})

/** `from` dials `to`, with nothing in between. */
export const between = (from: Machine, to: Machine): PairingTarget =>
  targetOf(lineTo(to.id, from.id, (...call) => to.pairing.handle(...call)))

/** The code on a machine's screen. */
export function codeAt({ pairing }: Machine): string {
  const state = pairing.state()
  if (state.kind !== 'comparing') throw new Error(`no code is shown: ${JSON.stringify(state)}`)
  return state.code
}

export const stateOf = ({ pairing }: Machine): string => {
  const state = pairing.state()
  return state.kind === 'failed' ? state.problem.code : state.kind
}
