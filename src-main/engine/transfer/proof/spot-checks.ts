/**
 * Which of a peer's bytes to compare with another source's, where no digest will prove the file: soon after its first
 * bytes, then again for every few it brings, at places it cannot foresee. It keeps the books and reaches the verdicts;
 * lanes ask. What it finds in order is spot-checked, never verified: a lie may lie between two samples.
 *
 * The data server's word is final, and a mirror's, since it has shown the same bytes. They are asked only where they
 * give bytes anyway: when peers hold all of a file whose validator the server has confirmed, not one byte of it is
 * asked of the server, and what no second peer holds stays unchecked; the finished file is labelled so. Without a
 * server peers are compared with each other, and a difference is settled by a third source or costs both their word.
 */
import { rangeLength, totalLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { EARLIER } from '../../integrity/provenance.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { RunContext } from '../run-context.ts'
import type { Source } from '../sources/sources.ts'
import type { ServerSilence } from './server-silence.ts'

export const SAMPLE_BYTES = 16 * 1024
/** New bytes of one peer that call for its first, second, … sample; the last number holds for all that follow. */
const LAST_DUE_BYTES = 8 * 1024 * 1024
const DUE_AFTER_BYTES = [1, 512 * 1024, 1024 * 1024, 2 * 1024 * 1024, LAST_DUE_BYTES]
/** So many are taken of every peer, if it brought that much. */
const LEAST_SAMPLES = 4
/** A rest that is worth a sample of its own when everything is here. */
const WORTH_A_SAMPLE_BYTES = 512 * 1024
/** More never wait at once: what comes faster than it can be compared is compared less. */
const MOST_WAITING = 64
/** Sources are asked for so many at once, and each for one: while a connection waits for it, another fills the link. */
const MOST_AT_ONCE = 2
/** When everything is here, there is nothing else to wait for. */
const MOST_AT_THE_END = 8
/** When the data server has not judged a sample by then, a peer may. */
const SERVERS_TURN_MS = 3000
/** A data server that could not tell is asked again after this; peers need not wait for it. */
const SERVER_AGAIN_MS = 2000
/** When everything is here, or two peers contradict each other, a judge is waited for no longer than this. */
const GIVE_UP_MS = 5000

/** How this machine stands to the data server: `spared` has shown the file's head and is asked for no bytes. */
export type ServerUse = 'asked' | 'spared' | 'unreached'

/** Another peer that could judge. */
export interface Judge {
  readonly id: PeerId
  held(): readonly ByteRange[]
}

export interface Sample {
  readonly suspect: PeerId
  readonly range: ByteRange
  readonly sinceMs: number
  /** Who could not tell. */
  readonly notBy: Set<string>
  /** A peer whose bytes were others, and when it said so. */
  dispute: { readonly with: PeerId; readonly bytes: Uint8Array; readonly sinceMs: number } | null
}

/** What comes of the checks. */
export interface Verdicts {
  /** It gave wrong bytes; `firstByte` is the first that is known. */
  lied(peer: PeerId, firstByte: number, judge: string): void
  /** One of these did, and nobody can tell which. */
  undecided(peers: readonly PeerId[], firstByte: number): void
}

export class SpotChecks {
  readonly #context: RunContext
  readonly #ledger: Ledger
  readonly #server: ServerUse
  readonly #verdicts: Verdicts
  readonly #judges: () => readonly Judge[]
  readonly #silence: ServerSilence
  readonly #waiting: Sample[] = []
  /** Those under way, with the host that is asked. */
  readonly #taken = new Map<Sample, string>()
  /** What a sample stands for, of each peer, and how many were made. */
  readonly #covered = new Map<PeerId, { readonly bytes: IntervalSet; samples: number }>()
  /** Whose bytes are not believed, whatever samples say. */
  readonly #judged = new Set<PeerId>()
  #endSinceMs: number | null = null
  /** When the data server last could not tell; null: it answers. */
  #serverFailedAtMs: number | null = null

  /** `judges` are the peers at work now. */
  constructor(
    context: RunContext,
    ledger: Ledger,
    server: ServerUse,
    judges: () => readonly Judge[],
    silence: ServerSilence,
    verdicts: Verdicts
  ) {
    this.#context = context
    this.#ledger = ledger
    this.#server = server
    this.#judges = judges
    this.#silence = silence
    this.#verdicts = verdicts
  }

  /** Call some ten times a second. Returns whether there is anything to compare. */
  look(): boolean {
    const nowMs = this.#context.clock.nowMs()
    const isEnd = this.#isAllHere
    if (!isEnd) this.#endSinceMs = null
    else this.#endSinceMs ??= nowMs
    const { live } = this.#context
    const suspects = live.sources().flatMap(({ id, kind }) => (kind === 'peer' ? id : []))
    for (const id of [EARLIER, ...suspects]) if (!this.#judged.has(id)) this.#sample(id, isEnd, nowMs)
    for (const sample of [...this.#waiting]) this.#giveUp(sample, nowMs)
    return this.#waiting.length > 0
  }

  /** Every byte is here, and nothing waits to be compared any more. */
  get isDone(): boolean {
    // What was read last may still be on its way to the file, and nobody knows yet that it is a peer's.
    if (!this.#isAllHere) return false
    this.look()
    return this.#waiting.length === 0 && this.#taken.size === 0
  }

  get #isAllHere(): boolean {
    return this.#ledger.receivedBytes === this.#ledger.length
  }

  /** A sample that this source can judge now, which is its to do from here on; null when there is none. */
  take(source: Source): Sample | null {
    if (this.#waiting.length === 0 || !this.#hasRoomFor(source)) return null
    const nowMs = this.#context.clock.nowMs()
    const at = this.#waiting.findIndex((sample) => this.#mayJudge(source, sample, nowMs))
    const [sample] = at < 0 ? [] : this.#waiting.splice(at, 1)
    if (sample) this.#taken.set(sample, source.host)
    return sample ?? null
  }

  #hasRoomFor({ host }: Source): boolean {
    if (this.#isAllHere) return this.#taken.size < MOST_AT_THE_END
    return this.#taken.size < MOST_AT_ONCE && ![...this.#taken.values()].includes(host)
  }

  /** `source` could not tell. */
  putBack(sample: Sample, source: Source): void {
    this.#taken.delete(sample)
    if (source.peer) sample.notBy.add(source.host)
    else this.#serverFailedAtMs = this.#context.clock.nowMs()
    this.#waiting.push(sample)
  }

  /** `here` is what the suspect gave, `found` what `source` says stands there: the sample's range, or its first part. */
  judge(sample: Sample, source: Source, here: Uint8Array, found: Uint8Array): void {
    this.#taken.delete(sample)
    if (!source.peer) {
      this.#serverFailedAtMs = null
      this.#silence.heard()
    }
    const { suspect, range, dispute } = sample
    if (this.#judged.has(suspect) || !this.isStillOf(sample)) return
    const differsAt = firstDifference(here, found)
    const { live, clock, event } = this.#context
    if (dispute) {
      const other = firstDifference(dispute.bytes, found)
      if (differsAt !== null && other !== null && source.peer)
        return this.#undecided([suspect, dispute.with], range.start + Math.min(differsAt, other))
      if (differsAt !== null) this.#lied(suspect, range.start + differsAt, source.host)
      if (other !== null) this.#lied(dispute.with, range.start + other, source.host)
      return
    }
    if (differsAt === null) {
      live.compared(source.peer ? 'peer' : 'server', found.length)
      return
    }
    event('sample-differs', { peer: suspect, judge: source.host, firstByte: range.start + differsAt })
    if (!source.peer) return this.#lied(suspect, range.start + differsAt, source.host)
    sample.dispute = { with: source.host, bytes: found, sinceMs: clock.nowMs() }
    sample.notBy.add(source.host)
    this.#waiting.unshift(sample)
  }

  /** Whether all of its bytes are in the file still, as the suspect gave them. */
  isStillOf({ suspect, range }: Sample): boolean {
    const parts = this.#context.live.provenance.partsOf(range)
    const isHere = totalLength(this.#ledger.receivedWithin(range)) === rangeLength(range)
    return isHere && parts.length === 1 && parts[0]?.source === suspect && same(parts[0].range, range)
  }

  #mayJudge({ host, peer }: Source, sample: Sample, nowMs: number): boolean {
    const { suspect, notBy, dispute, sinceMs, range } = sample
    if (!peer && this.#serverFailedAtMs !== null && nowMs - this.#serverFailedAtMs < SERVER_AGAIN_MS)
      return false
    if (!peer && this.isForPeersAlone(sample)) return false
    if (!peer) return dispute !== null || this.#server === 'asked' || this.#context.live.bytesFrom(host) > 0
    if (host === suspect || notBy.has(host) || this.#judged.has(host)) return false
    if (dispute || this.#server === 'unreached') return true
    // A peer that holds it needs not ask the server for it.
    if (this.#server === 'spared')
      return this.#judges().some(({ id, held }) => id === host && covers(held(), range))
    const isServerMute = this.#serverFailedAtMs !== null || this.#silence.isSilent
    return isServerMute || nowMs - sinceMs > SERVERS_TURN_MS
  }

  /** Whether the data server, which has fallen silent, need not be waited for: a peer can judge it. */
  isForPeersAlone({ suspect, notBy }: Sample): boolean {
    return (
      this.#silence.isSilent &&
      this.#judges().some(({ id }) => id !== suspect && !notBy.has(id) && !this.#judged.has(id))
    )
  }

  #sample(id: PeerId, isEnd: boolean, nowMs: number): void {
    const known = this.#covered.get(id) ?? { bytes: new IntervalSet(), samples: 0 }
    this.#covered.set(id, known)
    const here = this.#context.live.provenance.of(id).flatMap((range) => this.#ledger.receivedWithin(range))
    const fresh = new IntervalSet(here)
    for (const range of known.bytes.ranges) fresh.remove(range)
    const due = DUE_AFTER_BYTES[Math.min(known.samples, DUE_AFTER_BYTES.length - 1)] as number
    let count = Math.floor(fresh.total / due)
    // What an earlier run left is there all at once.
    if (known.samples === 0) count = Math.min(count, Math.max(1, Math.floor(fresh.total / LAST_DUE_BYTES)))
    if (isEnd && count === 0 && fresh.total >= WORTH_A_SAMPLE_BYTES) count = 1
    if (count > 0) this.#spread(id, fresh, Math.min(count, MOST_WAITING), nowMs)
    known.samples += count
    if (count > 0) for (const range of fresh.ranges) known.bytes.add(range)
    if (!isEnd) return
    const all = new IntervalSet(here)
    const least = Math.min(LEAST_SAMPLES, Math.ceil(all.total / SAMPLE_BYTES))
    if (known.samples < least) this.#spread(id, all, least - known.samples, nowMs)
    known.samples = Math.max(known.samples, least)
    for (const range of fresh.ranges) known.bytes.add(range)
  }

  /** One sample somewhere in each of as many equal shares of these bytes. */
  #spread(suspect: PeerId, bytes: IntervalSet, count: number, nowMs: number): void {
    for (let n = 0; n < count; n++) {
      const range = around(bytes, ((n + Math.random()) * bytes.total) / count)
      this.#waiting.push({ suspect, range, sinceMs: nowMs, notBy: new Set(), dispute: null })
    }
    while (this.#waiting.length > MOST_WAITING) {
      const at = this.#waiting.findIndex(({ dispute }) => dispute === null)
      this.#waiting.splice(Math.max(at, 0), 1)
    }
  }

  #giveUp(sample: Sample, nowMs: number): void {
    const { dispute, suspect, range } = sample
    const drop = (): void => void this.#waiting.splice(this.#waiting.indexOf(sample), 1)
    if (this.#judged.has(suspect) || !this.isStillOf(sample)) return drop()
    if (dispute) {
      if (nowMs - dispute.sinceMs < GIVE_UP_MS) return
      drop()
      return this.#undecided([suspect, dispute.with], range.start)
    }
    if (this.#endSinceMs === null) return
    const waitedMs = nowMs - Math.max(this.#endSinceMs, sample.sinceMs)
    if (waitedMs < GIVE_UP_MS && this.#hasJudge(sample)) return
    drop()
  }

  /** Whether anybody is here who may judge it, now or soon. */
  #hasJudge(sample: Sample): boolean {
    const isServerMute = this.#serverFailedAtMs !== null
    if (this.#server === 'asked' && !isServerMute) return true
    return this.#judges().some(
      (judge) =>
        judge.id !== sample.suspect &&
        !sample.notBy.has(judge.id) &&
        !this.#judged.has(judge.id) &&
        (this.#server === 'unreached' || isServerMute || covers(judge.held(), sample.range))
    )
  }

  /** What anybody says who has lied counts for nothing. */
  #lied(peer: PeerId, firstByte: number, judge: string): void {
    if (this.#judged.has(peer)) return
    this.#judged.add(peer)
    this.#forgetDisputesWith(peer)
    this.#verdicts.lied(peer, firstByte, judge)
  }

  #undecided(peers: readonly PeerId[], firstByte: number): void {
    const fresh = peers.filter((peer) => !this.#judged.has(peer))
    for (const peer of fresh) this.#judged.add(peer)
    for (const peer of fresh) this.#forgetDisputesWith(peer)
    if (fresh.length > 0) this.#verdicts.undecided(fresh, firstByte)
  }

  #forgetDisputesWith(peer: PeerId): void {
    for (const sample of this.#waiting) if (sample.dispute?.with === peer) sample.dispute = null
  }
}

/** Index of the first byte that is another; null when there is none. */
export function firstDifference(here: Uint8Array, found: Uint8Array): number | null {
  const length = Math.min(here.length, found.length)
  if (Buffer.compare(here.subarray(0, length), found.subarray(0, length)) === 0) return null
  for (let at = 0; at < length; at++) if (here[at] !== found[at]) return at
  return null
}

/** Up to a sample's length around the byte that stands at `offset` of these, counted as if they were one run. */
function around(bytes: IntervalSet, offset: number): ByteRange {
  let before = 0
  for (const range of bytes.ranges) {
    const at = range.start + Math.floor(offset - before)
    before += rangeLength(range)
    if (before <= offset) continue
    const start = Math.max(range.start, Math.min(at - SAMPLE_BYTES / 2, range.end - SAMPLE_BYTES))
    return { start, end: Math.min(range.end, start + SAMPLE_BYTES) }
  }
  throw new RangeError('a sample of no bytes')
}

const covers = (ranges: readonly ByteRange[], range: ByteRange): boolean =>
  new IntervalSet(ranges).covers(range)

const same = (one: ByteRange, other: ByteRange): boolean => one.start === other.start && one.end === other.end
