/**
 * What became of each connection of one run, read from the same events that go into the log: its state and why, what it
 * delivered, and who took over from it. It keeps all that live and the latest that do not; it asks nobody anything.
 */
import {
  MOST_CONNECTIONS_SHOWN,
  MOST_HEIRS,
  type ConnectionState,
  type Heir
} from '../../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'

export interface BookedConnection {
  readonly number: number
  readonly source: string
  readonly state: ConnectionState
  readonly reason: string
  /** Unix time, milliseconds. */
  readonly sinceMs: number
  readonly subTransfers: number
  readonly deliveredBytes: number
  /** Bytes that were wanted again because it did not bring them. */
  readonly returnedBytes: number
  readonly heirs: readonly Heir[]
  /** As TCP had them when it was told of last; null: not told. */
  readonly rttMs: number | null
  readonly windowBytes: number | null
  readonly tcpRetransmits: number | null
  readonly tcpOutOfOrder: number | null
}

const STATES: Readonly<Record<string, ConnectionState>> = {
  'connection-connecting': 'connecting',
  'connection-priming': 'priming',
  'connection-reserve': 'reserve',
  'connection-active': 'active',
  'connection-suspect': 'suspect',
  'connection-retired': 'retired'
}
const HEIRS: Readonly<Record<string, Heir['how']>> = {
  'range-stolen': 'stolen',
  'range-raced': 'raced',
  'range-reassigned': 'reassigned'
}

export class ConnectionBook {
  readonly #byNumber = new Map<number, BookedConnection>()

  /** A run begins: its connections are counted from 1 again. */
  begin(): void {
    this.#byNumber.clear()
  }

  hear({ kind, detail, atMs }: TransferEvent): void {
    const state = STATES[kind]
    const how = HEIRS[kind]
    if (state) this.#step(state, detail, atMs)
    else if (how) this.#inherited(how, detail)
    else if (kind === 'range-returned') this.#returned(detail)
  }

  /** Those that live by number, then the retired, latest first. */
  get all(): readonly BookedConnection[] {
    const all = [...this.#byNumber.values()]
    const living = all.filter(({ state }) => state !== 'retired')
    const retired = all.filter(({ state }) => state === 'retired').sort((a, b) => b.sinceMs - a.sinceMs)
    return [...living.sort((a, b) => a.number - b.number), ...retired].slice(0, MOST_CONNECTIONS_SHOWN)
  }

  #step(state: ConnectionState, detail: TransferEvent['detail'], sinceMs: number): void {
    const number = numberOf(detail['connection'])
    if (number === null) return
    const known = this.#byNumber.get(number)
    if (state !== 'connecting' && !known) return
    const before: BookedConnection = known ?? {
      number,
      source: textOf(detail['source']),
      state,
      reason: '',
      sinceMs,
      subTransfers: 0,
      deliveredBytes: 0,
      returnedBytes: 0,
      heirs: [],
      rttMs: null,
      windowBytes: null,
      tcpRetransmits: null,
      tcpOutOfOrder: null
    }
    this.#byNumber.set(number, {
      ...before,
      state,
      reason: textOf(detail['reason']),
      sinceMs,
      subTransfers: numberOf(detail['subTransfers']) ?? before.subTransfers,
      deliveredBytes: numberOf(detail['deliveredBytes']) ?? before.deliveredBytes,
      rttMs: numberOf(detail['tcpRttMs']) ?? before.rttMs,
      windowBytes: numberOf(detail['tcpReceiveWindowBytes']) ?? before.windowBytes,
      tcpRetransmits: numberOf(detail['tcpRetransmits']) ?? before.tcpRetransmits,
      tcpOutOfOrder: numberOf(detail['tcpOutOfOrder']) ?? before.tcpOutOfOrder
    })
    if (state === 'retired') this.#forgetOldest()
  }

  #inherited(how: Heir['how'], detail: TransferEvent['detail']): void {
    const from = this.#byNumber.get(numberOf(detail['from']) ?? 0)
    const connection = numberOf(detail['to'])
    const bytes = numberOf(detail['bytes']) ?? 0
    if (!from || connection === null) return
    const last = from.heirs.at(-1)
    // One that takes again and again is one heir.
    const isLast = last?.connection === connection && last.how === how
    const heirs = isLast
      ? [...from.heirs.slice(0, -1), { ...last, bytes: last.bytes + bytes }]
      : [...from.heirs, { connection, bytes, how }].slice(-MOST_HEIRS)
    this.#byNumber.set(from.number, { ...from, heirs })
  }

  #returned(detail: TransferEvent['detail']): void {
    const from = this.#byNumber.get(numberOf(detail['connection']) ?? 0)
    if (!from) return
    const returnedBytes = from.returnedBytes + (numberOf(detail['bytes']) ?? 0)
    this.#byNumber.set(from.number, { ...from, returnedBytes })
  }

  #forgetOldest(): void {
    if (this.#byNumber.size <= MOST_CONNECTIONS_SHOWN) return
    const [oldest] = [...this.#byNumber.values()]
      .filter(({ state }) => state === 'retired')
      .sort((a, b) => a.sinceMs - b.sinceMs)
    if (oldest) this.#byNumber.delete(oldest.number)
  }
}

/** Bytes a connection did not bring: it gave them back, or another was asked for them while it still had them. */
export function againBytes({ returnedBytes, heirs }: BookedConnection): number {
  const taken = heirs.reduce((sum, { bytes, how }) => (how === 'stolen' ? sum : sum + bytes), 0)
  // What a failed connection gave back is what its heir took: the same bytes, told from both sides.
  return Math.max(returnedBytes, taken)
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
