/**
 * Asks one source, on a lane's connection that has nothing else to do, for a few bytes that another delivered, and has
 * them compared with what stands in the file. None of them ever becomes part of it. It never rejects.
 */
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import { rangeLength } from '../../../../src-shared/model/byte-range.ts'
import type { Connection } from '../../connection/connection.ts'
import type { PartFile } from '../../storage/part-file.ts'
import { bodyOf } from '../sources/body-of.ts'
import type { LaneConnections } from '../ranged/lane-connections.ts'
import type { Lane } from '../ranged/lane.ts'
import { grantedRange } from '../sources/range-answer.ts'
import type { RunContext } from '../run-context.ts'
import type { Sample, SpotChecks } from './spot-checks.ts'
import type { Outcome } from '../ranged/sub-transfer.ts'

/** A few kilobytes that take longer are not worth waiting for; another source is asked. */
const ANSWERED_WITHIN_MS = 5000

/** What the fetch lends it. */
export interface Surroundings {
  readonly context: RunContext
  readonly connections: LaneConnections
  readonly file: Pick<PartFile, 'read'>
  readonly checks: SpotChecks
}

export async function compareSample(
  { context, connections, file, checks }: Surroundings,
  lane: Lane,
  sample: Sample
): Promise<Outcome> {
  const { clock, live } = context
  const { source } = lane
  const over = new AbortController()
  const late = (): void =>
    connections.drop(
      lane,
      'it was too slow',
      fail('connection-stalled', { host: source.host, seconds: ANSWERED_WITHIN_MS / 1000 })
    )
  void clock.sleep(ANSWERED_WITHIN_MS, over.signal).then(late, () => undefined)
  try {
    const here = await file.read(sample.range)
    const answer = await connections.ask(lane, sample.range)
    const connection = lane.connection as Connection
    const isFirst = connection.bodyBytes === 0
    const granted = grantedRange(answer, sample.range, source.known, source.host, clock.unixMs())
    if (isFirst) live.joined(source.host, source.kind)
    const found = await bodyOf(connection, rangeLength(granted))
    if (!connection.reusable) connections.drop(lane, 'the server keeps it open no longer')
    checks.judge(sample, source, here, found)
    return { error: null }
  } catch (thrown) {
    const error = thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
    connections.drop(lane, error.message, error)
    checks.putBack(sample, source)
    return { error, bytes: 0 }
  } finally {
    over.abort()
  }
}
