/**
 * A plan as its requester sends it to one peer: where the file is, which version of it is wanted, and what this peer
 * should fetch, in that order. It names no path and carries no login; whether the peer does it is its own policy.
 */
import * as v from 'valibot'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import {
  bytes,
  count,
  fileIdentityToWire,
  fileUri,
  fitting,
  liesWithin,
  ranges,
  rangesToWire,
  revision,
  validator
} from './fields.ts'
import { RANGES_LIMIT_BYTES } from './limits.ts'
import { message, type Message } from './message.ts'

export interface PlanMessage {
  /** From 1, and larger with every change; what is not newer than what the peer knows is refused. */
  readonly revision: number
  readonly uri: string
  /** What the data server must show; null: the requester has not seen it. */
  readonly file: FileIdentity | null
  /** Most connections to the data server. */
  readonly connections: number
  /** To be fetched, in this order; they replace those of the revision before. */
  readonly ranges: readonly ByteRange[]
}

const plan: v.GenericSchema<unknown, PlanMessage> = v.pipe(
  v.object(
    {
      revision,
      uri: fileUri,
      validator: v.nullable(validator),
      length: v.nullable(bytes),
      connections: count,
      ranges
    },
    'must be an object'
  ),
  v.check(
    (given) => (given.validator === null) === (given.length === null),
    'must hold both validator and length, or neither'
  ),
  v.transform(({ validator: seen, length, ...rest }) => ({
    revision: rest.revision,
    uri: rest.uri,
    file: seen === null || length === null ? null : { validator: seen, length },
    connections: rest.connections,
    ranges: rest.ranges
  })),
  v.check((given) => liesWithin(given.ranges, given.file), 'must ask for ranges within the length')
)

export const planMessage: Message<PlanMessage> = message({
  name: 'plan',
  limitBytes: RANGES_LIMIT_BYTES,
  schema: plan,
  toWire: (given) => ({
    revision: given.revision,
    uri: given.uri,
    ...(given.file ? fileIdentityToWire(given.file) : { validator: null, length: null }),
    connections: given.connections,
    ranges: rangesToWire(fitting(given.ranges))
  })
})
