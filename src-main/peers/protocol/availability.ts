/**
 * Which versions of a file a peer holds, and which parts of each. Asked before a plan is made: what is on the LAN need
 * not be fetched again.
 */
import * as v from 'valibot'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import {
  bytes,
  fileIdentityToWire,
  fileUri,
  fitting,
  liesWithin,
  rangesToWire,
  sortedRanges,
  validator
} from './fields.ts'
import { JSON_LIMIT_BYTES, MOST_CONTENTS, MOST_RANGES, RANGES_LIMIT_BYTES } from './limits.ts'
import { message, type Message } from './message.ts'

export interface ContentMessage {
  readonly file: FileIdentity
  /** Sorted, not touching. */
  readonly ranges: readonly ByteRange[]
}

/** Where the file is. */
export const availabilityQuestion: Message<string> = message({
  name: 'question for availability',
  limitBytes: JSON_LIMIT_BYTES,
  schema: v.pipe(
    v.object({ uri: fileUri }, 'must be an object'),
    v.transform(({ uri }) => uri)
  ),
  toWire: (uri) => ({ uri })
})

const content = v.pipe(
  v.object({ validator, length: bytes, ranges: sortedRanges }, 'must be an object'),
  v.transform((given): ContentMessage => ({
    file: { validator: given.validator, length: given.length },
    ranges: given.ranges
  })),
  v.check((given) => liesWithin(given.ranges, given.file), 'must hold ranges within the length')
)

const rangesOf = (contents: readonly ContentMessage[]): number =>
  contents.reduce((sum, { ranges }) => sum + ranges.length, 0)

export const availabilityAnswer: Message<readonly ContentMessage[]> = message({
  name: 'availability',
  limitBytes: RANGES_LIMIT_BYTES,
  schema: v.pipe(
    v.object(
      {
        contents: v.pipe(
          v.array(v.unknown(), 'must be a list'),
          v.maxLength(MOST_CONTENTS, `must have at most ${MOST_CONTENTS} entries`),
          v.array(content),
          v.check((list) => rangesOf(list) <= MOST_RANGES, `must have at most ${MOST_RANGES} ranges in all`)
        )
      },
      'must be an object'
    ),
    v.transform(({ contents }): readonly ContentMessage[] => contents)
  ),
  toWire: (contents) => {
    const offered = contents.slice(0, MOST_CONTENTS)
    const most = rangesOf(offered) <= MOST_RANGES ? MOST_RANGES : Math.floor(MOST_RANGES / offered.length)
    return {
      contents: offered.map(({ file, ranges }) => ({
        ...fileIdentityToWire(file),
        ranges: rangesToWire(fitting(ranges, most))
      }))
    }
  }
})
