/**
 * What a contributing peer says of its part in a plan: the answer to a plan, and each line of a status stream. Which
 * bytes it holds are a claim until they have arrived.
 */
import * as v from 'valibot'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PlanStatus } from '../../../src-shared/model/peer.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import {
  bytes,
  count,
  fileIdentity,
  fileIdentityToWire,
  fitting,
  liesWithin,
  rangesToWire,
  revision,
  sortedRanges
} from './fields.ts'
import { RANGES_LIMIT_BYTES } from './limits.ts'
import { message, type Message } from './message.ts'
import { problemField, problemToWire } from './problem.ts'

export interface PlanStatusMessage extends PlanStatus {
  /** What the data server showed, or the cache holds; null: not known yet. */
  readonly file: FileIdentity | null
  /** What can be had at once. Sorted, not touching. */
  readonly held: readonly ByteRange[]
}

const STATES = ['resolving', 'fetching', 'idle', 'leaving', 'refused', 'failed'] as const

const status: v.GenericSchema<unknown, PlanStatusMessage> = v.pipe(
  v.object(
    {
      revision,
      state: v.picklist(STATES, `must be one of ${STATES.join(', ')}`),
      file: v.nullable(fileIdentity),
      held: sortedRanges,
      bytesPerSecond: bytes,
      connections: count,
      problem: v.nullable(problemField)
    },
    'must be an object'
  ),
  v.check(
    ({ file, held }) => held.length === 0 || file !== null,
    'must name the file that it holds ranges of'
  ),
  v.check(({ file, held }) => liesWithin(held, file), 'must hold ranges within the length')
)

export const statusMessage: Message<PlanStatusMessage> = message({
  name: 'status',
  limitBytes: RANGES_LIMIT_BYTES,
  schema: status,
  toWire: (given) => ({
    revision: given.revision,
    state: given.state,
    file: given.file && fileIdentityToWire(given.file),
    held: rangesToWire(fitting(given.held)),
    bytesPerSecond: Math.round(given.bytesPerSecond),
    connections: given.connections,
    problem: given.problem && problemToWire(given.problem)
  })
})

/** The answer to a plan. */
export const planAnswer: Message<PlanStatusMessage> = message({
  name: 'answer to a plan',
  limitBytes: RANGES_LIMIT_BYTES,
  schema: v.pipe(
    v.object({ status }, 'must be an object'),
    v.transform((given) => given.status)
  ),
  toWire: (given) => ({ status: JSON.parse(statusMessage.encode(given)) as unknown })
})
