/** What inputs of several calls are made of: paths, numbers, rates, hours. */
import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import {
  LEAST_LIMIT_BYTES_PER_SECOND,
  MINUTES_A_DAY,
  MOST_CONNECTIONS,
  MOST_HOURS,
  MOST_LIMIT_BYTES_PER_SECOND,
  MOST_PATH_CHARACTERS,
  WEEKDAYS
} from '../../../../src-shared/model/settings.ts'

/** Of transfers, and of what a caller calls its questions. */
export const MAX_ID_CHARACTERS = 64
export const MAX_SECRET_CHARACTERS = 8 * 1_024

export const absolutePath = v.pipe(
  v.string('must be text'),
  v.maxLength(MOST_PATH_CHARACTERS, `must be at most ${MOST_PATH_CHARACTERS} characters long`),
  v.check((path) => !path.includes('\0'), 'must not contain a NUL character'),
  v.check(isAbsolute, ({ input }) => `must be an absolute path, not ${quoted(input)}`)
)

export const secret = v.pipe(
  v.string('must be text'),
  v.maxLength(MAX_SECRET_CHARACTERS, `must be at most ${MAX_SECRET_CHARACTERS} characters long`),
  v.regex(/^[^\0-\x1f\x7f]*$/, 'must not contain control characters')
)

export const transferId = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_ID_CHARACTERS, `must be at most ${MAX_ID_CHARACTERS} characters long`)
)

export const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.number('must be a whole number'),
    v.check(
      (number) => Number.isInteger(number) && number >= least && number <= most,
      ({ input }) => `must be a whole number from ${least} to ${most}, not ${input}`
    )
  )

export const connectionCount = wholeNumber(1, MOST_CONNECTIONS)

const bytesPerSecond = wholeNumber(LEAST_LIMIT_BYTES_PER_SECOND, MOST_LIMIT_BYTES_PER_SECOND)

/** Null: no limit. */
export const limit = v.nullable(bytesPerSecond)

const minute = wholeNumber(0, MINUTES_A_DAY - 1)

const hours = v.strictObject({
  days: v.pipe(
    v.array(v.picklist(WEEKDAYS, `must be one of ${WEEKDAYS.join(', ')}`), 'must be a list'),
    v.maxLength(WEEKDAYS.length, `must have at most ${WEEKDAYS.length} entries`),
    v.readonly()
  ),
  fromMinute: minute,
  toMinute: minute,
  rule: v.variant(
    'kind',
    [
      v.strictObject({ kind: v.literal('limited'), bytesPerSecond }),
      v.strictObject({ kind: v.literal('unlimited') }),
      v.strictObject({ kind: v.literal('paused') })
    ],
    'must be "limited" with a rate, "unlimited" or "paused"'
  )
})

export const hoursOfTheWeek = v.pipe(
  v.array(hours, 'must be a list'),
  v.maxLength(MOST_HOURS, `must have at most ${MOST_HOURS} entries`),
  v.readonly()
)

export const onOrOff = v.optional(v.boolean('must be true or false'))

export const nothing = v.null('must be null')

export const oneTransfer = v.strictObject({ id: transferId })

export const quoted = (value: unknown): string => {
  const text = String(value)
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}
