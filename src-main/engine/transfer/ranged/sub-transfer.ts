/**
 * One request of a predetermined amount of bytes on one lane's connection, from asking to the last byte. It never
 * rejects: a failure is an outcome, and what it did not bring is wanted again.
 */
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import { rangeLength } from '../../../../src-shared/model/byte-range.ts'
import type { Connection } from '../../connection/connection.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { isFatal } from '../../schedule/retry-policy.ts'
import type { PlacedFile } from '../../storage/placed-file.ts'
import type { Criterion } from './criterion.ts'
import type { LaneConnections } from './lane-connections.ts'
import type { Claim, Lane } from './lane.ts'
import type { Race } from './race.ts'
import { grantedRange } from '../sources/range-answer.ts'
import { RangeSink } from './range-sink.ts'
import type { RunContext } from '../run-context.ts'

/** The fetch it is part of. */
export interface Surroundings {
  readonly context: RunContext
  readonly connections: LaneConnections
  readonly ledger: Ledger
  readonly file: PlacedFile
  readonly criterion: Criterion
  /** The fetch has failed; nothing that follows is news. */
  isOver(): boolean
  /** The disk or the program has failed. */
  failed(thrown: unknown): void
}

export interface Failed {
  readonly error: ShoalError
  readonly bytes: number
}

export type Outcome = { readonly error: null } | Failed

export async function subTransfer(
  { context, connections, ledger, file, criterion, isOver, failed }: Surroundings,
  lane: Lane,
  claim: Claim
): Promise<Outcome> {
  const { clock, live } = context
  const { owner, range } = claim
  const { host, kind, known } = lane.source
  const sink = new RangeSink({
    file,
    range,
    host,
    written(part) {
      // The first bytes of a connection come before it has a rate.
      const tookMs = Math.max(clock.nowMs() - beganAtMs, 1)
      live.delivered(host, part, clock.unixMs(), lane.recentBytesPerSecond || (sink.bytes / tookMs) * 1000)
      if (!work.race) ledger.receive(owner, part)
      live.gained(host, work.race ? work.race.written(lane, owner, part) : rangeLength(part))
    },
    failed
  })
  const beganAtMs = clock.nowMs()
  const work = lane.begin(claim, sink, beganAtMs)
  const number = lane.connectionNumber
  let receiving = false
  try {
    const answer = await (claim.answer
      ? connections.answered(lane, range, claim.answer)
      : connections.ask(lane, range))
    const connection = lane.connection as Connection
    const isFirst = connection.bodyBytes === 0
    const granted = grantedRange(answer, range, known, host, clock.unixMs())
    const wasShortened = granted.end < sink.end
    if (wasShortened) sink.cut(granted.end)
    if (isFirst) live.joined(host, kind)
    const firstByteMs = clock.nowMs() - beganAtMs
    // What was asked for ahead says nothing of the round trip.
    if (!claim.answer) lane.firstByteMs = firstByteMs
    receiving = true
    live.connections++
    await connection.receive(sink)
    sink.assertComplete()
    const tookMs = Math.max(clock.nowMs() - beganAtMs, 1)
    lane.succeeded({
      bytesPerSecond: (sink.bytes / tookMs) * 1000,
      bodyBytesPerSecond: (sink.bytes / Math.max(tookMs - firstByteMs, 1)) * 1000,
      firstByteMs: lane.firstByteMs,
      longestGapMs: connection.longestGapMs
    })
    criterion.took(tookMs)
    if (wasShortened) {
      await file.settled()
      ledger.release(owner)
    }
    if (!lane.ahead && !connection.reusable) connections.drop(lane, 'the server keeps it open no longer')
    if (work.race) await leaveRace(work.race)
    return { error: null }
  } catch (thrown) {
    const error = thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
    connections.drop(lane, error.message, error)
    // What was handed to the disk is in the file before the rest is given back.
    await file.settled()
    const lost = ledger.release(owner) + (work.race ? await leaveRace(work.race) : 0)
    // All that was left to it had come, or another has brought it.
    if (lost === 0 && !isFatal(error.code)) return { error: null }
    if (!isOver()) {
      if (receiving) live.again({ start: range.start + sink.bytes, end: sink.end })
      // A request that was refused brought nothing that could be lost.
      if (receiving) live.retransmittedBytes += lost
      context.event('range-returned', { connection: number, code: error.code, bytes: lost })
    }
    return { error, bytes: sink.bytes }
  } finally {
    lane.end(clock.nowMs())
    if (receiving) live.connections--
  }

  async function leaveRace(race: Race): Promise<number> {
    await file.settled()
    const lost = race.leave(lane)
    if (race.isOver) {
      const [from, to] = race.between
      context.event('race-ended', { from, to, wastedBytes: race.wastedBytes })
    }
    return lost
  }
}
