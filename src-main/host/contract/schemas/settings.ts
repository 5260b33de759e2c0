/** Inputs of calls about settings. */
import * as v from 'valibot'
import { categoriesRefusal } from '../category-refusal.ts'
import { isUserAgent } from '../../../../src-shared/model/header-field.ts'
import { isProxyChoice } from '../../../../src-shared/model/proxy-choice.ts'
import {
  LEAST_PORT,
  MOST_ACTIVE,
  MOST_INTERFACES,
  MOST_PATIENCE_HOURS,
  MOST_PORT,
  WHEN_DONE
} from '../../../../src-shared/model/settings.ts'
import { settingRefusal } from '../../../../src-shared/model/settings-checks.ts'
import {
  absolutePath,
  wholeNumber,
  connectionCount,
  limit,
  hoursOfTheWeek,
  onOrOff,
  nothing
} from './values.ts'

const categories = v.pipe(
  v.array(
    v.strictObject({
      id: v.string('must be text'),
      name: v.nullable(v.string('must be text')),
      extensions: v.pipe(v.array(v.string('must be text'), 'must be a list'), v.readonly()),
      directory: v.nullable(absolutePath)
    }),
    'must be a list'
  ),
  v.check(
    (list) => categoriesRefusal(list) === null,
    ({ input }) => categoriesRefusal(input) ?? ''
  ),
  v.readonly()
)

export const settingsSchemas = {
  'settings.get': nothing,
  'settings.set': v.strictObject({
    limitBytesPerSecond: v.optional(limit),
    mostActive: v.optional(wholeNumber(1, MOST_ACTIVE)),
    hours: v.optional(hoursOfTheWeek),
    downloadDirectory: v.optional(v.nullable(absolutePath)),
    categories: v.optional(categories),
    readBack: onOrOff,
    connections: v.optional(connectionCount),
    proxy: v.optional(
      v.nullable(
        v.pipe(
          v.string('must be text'),
          // A refused one is not repeated: it may hold a password.
          v.check(isProxyChoice, 'must be "none" or an address such as http://host:3128, without a login')
        )
      )
    ),
    peerInterfaces: v.optional(
      v.nullable(
        v.pipe(
          v.array(v.string('must be text'), 'must be a list'),
          v.check(
            (names) => settingRefusal('peerInterfaces', names) === null,
            `must be the names of 1 to ${MOST_INTERFACES} network interfaces, each once`
          ),
          v.readonly()
        )
      )
    ),
    peerPort: v.optional(v.nullable(wholeNumber(LEAST_PORT, MOST_PORT))),
    welcomed: onOrOff,
    notifyDone: onOrOff,
    notifyFailed: onOrOff,
    notifyNeedsYou: onOrOff,
    notifyPairing: onOrOff,
    notifyHelping: onOrOff,
    notifySound: onOrOff,
    closeToTray: onOrOff,
    whenDone: v.optional(v.picklist(WHEN_DONE, `must be one of ${WHEN_DONE.join(', ')}`)),
    patienceHours: v.optional(v.nullable(wholeNumber(1, MOST_PATIENCE_HOURS))),
    userAgent: v.optional(
      v.nullable(
        v.pipe(
          v.string('must be text'),
          v.check(isUserAgent, 'must be visible ASCII characters and single spaces between them, at most 256')
        )
      )
    )
  })
}
