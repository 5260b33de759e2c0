/**
 * What each call accepts, one schema a method, on the main side alone (schema libraries stay out of the page).
 * Sizes are strict and unknown keys refused: whatever a window or a web page sends, no handler sees surprises.
 * The types make a missing schema, or one that differs from the contract, a compile error.
 */
import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import { MOST_AT_ONCE, type InputOf, type MethodName } from '../../../src-shared/contract/contract.ts'
import { categoriesRefusal } from './category-refusal.ts'
import { parseProxy } from '../../engine/request/proxy.ts'
import { fieldValueRefusal, headerFieldRefusal } from '../../../src-shared/model/header-field.ts'
import {
  MOST_ALLOWED_NETWORKS,
  MOST_CONTRIBUTIONS,
  MOST_QUOTA_BYTES
} from '../../../src-shared/model/peer-policy.ts'
import { ENDINGS } from '../../../src-shared/model/ending.ts'
import { isUserAgent } from '../../../src-shared/model/header-field.ts'
import { isProxyChoice } from '../../../src-shared/model/proxy-choice.ts'
import { isCidr } from '../../../src-shared/model/cidr.ts'
import { isHostKeyFingerprint } from '../../../src-shared/model/host-key.ts'
import {
  LEAST_LIMIT_BYTES_PER_SECOND,
  LEAST_PORT,
  MINUTES_A_DAY,
  MOST_ACTIVE,
  MOST_CONNECTIONS,
  MOST_HOURS,
  MOST_INTERFACES,
  MOST_LIMIT_BYTES_PER_SECOND,
  MOST_PATH_CHARACTERS,
  MOST_PATIENCE_HOURS,
  MOST_PORT,
  PRIORITIES,
  WEEKDAYS,
  WHEN_DONE
} from '../../../src-shared/model/settings.ts'
import { LANGUAGES } from '../../../src-shared/words/language.ts'
import { settingRefusal } from '../../../src-shared/model/settings-checks.ts'
import { DIGEST_ALGORITHMS, DIGEST_BYTES, isDigestHex } from '../../../src-shared/model/checksum.ts'

/** Longest URI in bytes; servers refuse far shorter ones, signed links reach a few KiB. */
const MAX_URI_BYTES = 64 * 1_024
const MAX_ID_CHARACTERS = 64
/** Servers take some 8 to 64 KiB of head in all. */
const MAX_HEADERS = 64
const MAX_SECRET_CHARACTERS = 8 * 1_024
/** A place in the queue; far beyond any that there will be. */
const MAX_PLACE = 1_000_000
/** Given by hand; a description may name more. */
const MAX_MIRRORS = 64
/** What the engine reads of one, too. */
const MAX_DOCUMENT_BYTES = 16 * 1_024 * 1_024
/** Far more than every hour of a week and every network that may be allowed. */
const MAX_SETTINGS_CHARACTERS = 1024 * 1024
/** Transfers whose range map one window can show at once. */
const MAX_EXPANDED = 512
/** More lines of one log than are kept. */
const MAX_LOG_LINES = 10_000
/** Eight groups of seven characters and seven dashes, and room for spaces typed between them. */
const MAX_PEER_ID_CHARACTERS = 80
/** RFC 1035 section 3.1: no name is longer. */
const MAX_HOST_CHARACTERS = 253
/** An IPv6 address of full length, a slash and three digits. */
const MAX_CIDR_CHARACTERS = 43

const absolutePath = v.pipe(
  v.string('must be text'),
  v.maxLength(MOST_PATH_CHARACTERS, `must be at most ${MOST_PATH_CHARACTERS} characters long`),
  v.check((path) => !path.includes('\0'), 'must not contain a NUL character'),
  v.check(isAbsolute, ({ input }) => `must be an absolute path, not ${quoted(input)}`)
)

/** None of these says what it received: it may be a secret. */
const fieldValue = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.check(
    (text) => fieldValueRefusal(text) === null,
    ({ input }) => `is refused: ${fieldValueRefusal(input) ?? ''}`
  )
)

const secret = v.pipe(
  v.string('must be text'),
  v.maxLength(MAX_SECRET_CHARACTERS, `must be at most ${MAX_SECRET_CHARACTERS} characters long`),
  v.regex(/^[^\0-\x1f\x7f]*$/, 'must not contain control characters')
)

const transferId = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_ID_CHARACTERS, `must be at most ${MAX_ID_CHARACTERS} characters long`)
)

const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.number('must be a whole number'),
    v.check(
      (number) => Number.isInteger(number) && number >= least && number <= most,
      ({ input }) => `must be a whole number from ${least} to ${most}, not ${input}`
    )
  )

const connectionCount = wholeNumber(1, MOST_CONNECTIONS)
const bytesPerSecond = wholeNumber(LEAST_LIMIT_BYTES_PER_SECOND, MOST_LIMIT_BYTES_PER_SECOND)
/** Null: no limit. */
const limit = v.nullable(bytesPerSecond)

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

const hoursOfTheWeek = v.pipe(
  v.array(hours, 'must be a list'),
  v.maxLength(MOST_HOURS, `must have at most ${MOST_HOURS} entries`),
  v.readonly()
)

const requestEntries = {
  headers: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.strictObject({ name: v.string('must be text'), value: v.string('must be text') }),
          v.check(
            (field) => headerFieldRefusal(field) === null,
            ({ input }) => `is no header field that can be sent: ${headerFieldRefusal(input) ?? ''}`
          )
        ),
        'must be a list'
      ),
      v.maxLength(MAX_HEADERS, `must have at most ${MAX_HEADERS} entries`),
      v.readonly()
    )
  ),
  userAgent: v.optional(fieldValue),
  referer: v.optional(
    v.pipe(
      fieldValue,
      v.check((text) => /^https?:/i.test(text) && isUrl(text), 'must be an http:// or https:// address')
    )
  ),
  login: v.optional(
    v.variant(
      'kind',
      [
        v.strictObject({
          kind: v.literal('password'),
          // RFC 7617 section 2: the first colon ends the name.
          user: v.pipe(
            secret,
            v.check((text) => !text.includes(':'), 'must not contain a colon')
          ),
          password: secret
        }),
        v.strictObject({
          kind: v.literal('bearer'),
          token: v.pipe(
            v.string('must be text'),
            v.maxLength(MAX_SECRET_CHARACTERS, `must be at most ${MAX_SECRET_CHARACTERS} characters long`),
            v.regex(/^[!-~]+$/, 'must be visible ASCII characters without spaces')
          )
        })
      ],
      'must be a login with a password or a bearer token'
    )
  ),
  cookieFile: v.optional(absolutePath),
  clientCertificate: v.optional(v.strictObject({ certificate: absolutePath, key: absolutePath })),
  peers: v.optional(v.literal('none', 'must be "none"')),
  hostKey: v.optional(
    v.pipe(
      v.string('must be text'),
      v.check((text) => isHostKeyFingerprint(text), 'must be SHA256: and 43 characters of base64')
    )
  ),
  proxy: v.optional(
    v.pipe(
      secret,
      v.check(
        (text) => text === 'none' || parseProxy(text) !== null,
        'must be "none" or the address of an HTTP or SOCKS5 proxy'
      )
    )
  )
}
const checksum = v.pipe(
  v.strictObject({
    algorithm: v.picklist(DIGEST_ALGORITHMS, `must be one of ${DIGEST_ALGORITHMS.join(', ')}`),
    hex: v.string('must be text')
  }),
  v.check(
    ({ algorithm, hex }) => isDigestHex(algorithm, hex),
    ({ input }) => `must have ${DIGEST_BYTES[input.algorithm] * 2} hexadecimal digits for ${input.algorithm}`
  )
)

// Whether it is a URI is the engine's to say, with a better sentence.
const uri = v.pipe(
  v.string('must be text'),
  v.maxBytes(MAX_URI_BYTES, `must be at most ${MAX_URI_BYTES} bytes long`)
)

const target = {
  directory: v.optional(absolutePath),
  // Whether a disk will take the name is the engine's to say, too.
  name: v.optional(
    v.pipe(
      v.string('must be text'),
      v.maxLength(MOST_PATH_CHARACTERS, `must be at most ${MOST_PATH_CHARACTERS} characters long`)
    )
  ),
  connections: v.optional(connectionCount)
}

const priority = v.picklist(PRIORITIES, `must be one of ${PRIORITIES.join(', ')}`)
const turn = {
  priority: v.optional(priority),
  start: v.optional(v.picklist(['now', 'in-turn', 'later'], 'must be "now", "in-turn" or "later"'))
}

const ticket = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_ID_CHARACTERS, `must be at most ${MAX_ID_CHARACTERS} characters long`)
)

/** Whether it is the id of a peer, and of one that is known, is the peers' to say. */
const peerId = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_PEER_ID_CHARACTERS, `must be at most ${MAX_PEER_ID_CHARACTERS} characters long`)
)

const host = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_HOST_CHARACTERS, `must be at most ${MAX_HOST_CHARACTERS} characters long`),
  v.regex(/^[\w.:%-]+$/, ({ input }) => `must be an IP address or a name, not ${quoted(input)}`)
)

const cidr = v.pipe(
  v.string('must be text'),
  v.maxLength(MAX_CIDR_CHARACTERS, `must be at most ${MAX_CIDR_CHARACTERS} characters long`),
  v.check(isCidr, ({ input }) => `must be a network such as 192.168.0.0/16, not ${quoted(input)}`)
)

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

const contributeOrPause = v.picklist(['contribute', 'pause'], 'must be "contribute" or "pause"')

const onOrOff = v.optional(v.boolean('must be true or false'))
const mirrors = v.optional(
  v.pipe(
    v.array(uri, 'must be a list'),
    v.maxLength(MAX_MIRRORS, `must have at most ${MAX_MIRRORS} entries`),
    v.readonly()
  )
)

const nothing = v.null('must be null')
const onePeer = v.strictObject({ id: peerId })
const oneTransfer = v.strictObject({ id: transferId })
const ids = v.pipe(
  v.array(transferId, 'must be a list'),
  v.maxLength(MOST_AT_ONCE, `must have at most ${MOST_AT_ONCE} entries`),
  v.readonly()
)
const someTransfers = v.strictObject({ ids })

const schemas = {
  'app.info': nothing,
  'transfers.add': v.strictObject({
    uri,
    ...target,
    caCertificate: v.optional(absolutePath),
    request: v.optional(v.strictObject(requestEntries)),
    checksum: v.optional(checksum),
    unfinished: v.optional(v.literal('take-over', 'must be "take-over"')),
    limitBytesPerSecond: v.optional(limit),
    ...turn,
    mirrors
  }),
  'transfers.addMany': v.strictObject({
    files: v.pipe(
      v.array(
        v.strictObject({ uri, mirrors, name: target.name, checksum: v.optional(checksum) }),
        'must be a list'
      ),
      v.maxLength(MOST_AT_ONCE, `must have at most ${MOST_AT_ONCE} entries`),
      v.readonly()
    ),
    directory: target.directory,
    connections: target.connections,
    caCertificate: v.optional(absolutePath),
    request: v.optional(v.strictObject(requestEntries)),
    limitBytesPerSecond: v.optional(limit),
    ...turn
  }),
  'transfers.addMetalink': v.strictObject({
    document: v.pipe(
      v.string('must be text'),
      v.maxBytes(MAX_DOCUMENT_BYTES, `must be at most ${MAX_DOCUMENT_BYTES} bytes long`)
    ),
    ...target,
    caCertificate: v.optional(absolutePath),
    request: v.optional(
      v.strictObject({
        userAgent: requestEntries.userAgent,
        cookieFile: requestEntries.cookieFile,
        proxy: requestEntries.proxy,
        peers: requestEntries.peers
      })
    ),
    checksum: v.optional(checksum),
    limitBytesPerSecond: v.optional(limit),
    ...turn
  }),
  'transfers.probe': v.strictObject({
    ticket,
    uri,
    caCertificate: v.optional(absolutePath),
    request: v.optional(v.strictObject(requestEntries))
  }),
  'transfers.endProbe': v.strictObject({ ticket }),
  'transfers.pause': someTransfers,
  'transfers.resume': someTransfers,
  'transfers.replaceUri': v.strictObject({ id: transferId, uri }),
  'transfers.remove': v.strictObject({
    ids,
    partial: v.picklist(['keep', 'delete'], 'must be "keep" or "delete"')
  }),
  'transfers.limit': v.strictObject({ ids, bytesPerSecond: limit }),
  'transfers.move': v.strictObject({ id: transferId, place: wholeNumber(1, MAX_PLACE) }),
  'transfers.prioritize': v.strictObject({ ids, priority }),
  'transfers.startNow': oneTransfer,
  'transfers.log': v.strictObject({
    id: transferId,
    newest: v.optional(
      v.pipe(
        v.number('must be a number'),
        v.safeInteger('must be a whole number'),
        v.minValue(1, 'must be at least 1'),
        v.maxValue(MAX_LOG_LINES, `must be at most ${MAX_LOG_LINES}`)
      )
    )
  }),
  'transfers.check': oneTransfer,
  'transfers.detail': oneTransfer,
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
  }),
  'progress.frame': v.strictObject({
    expanded: v.pipe(
      v.array(transferId, 'must be a list'),
      v.maxLength(MAX_EXPANDED, `must have at most ${MAX_EXPANDED} entries`),
      v.readonly()
    )
  }),
  'transfers.plan': oneTransfer,
  'membership.join': nothing,
  'membership.leave': nothing,
  'peers.self': nothing,
  'peers.network': nothing,
  'peers.list': nothing,
  'peers.addAddress': v.strictObject({ host, port: wholeNumber(1, MOST_PORT) }),
  'peers.unpair': onePeer,
  'peers.forgive': onePeer,
  'peers.agree': v.strictObject({
    id: peerId,
    terms: v.strictObject({ asks: onOrOff, contributes: onOrOff })
  }),
  'peers.test': v.strictObject({ id: v.nullable(peerId) }),
  'peers.pair': v.strictObject({
    target: v.nullable(
      v.pipe(
        v.string('must be text'),
        v.minLength(1, 'must not be empty'),
        v.maxLength(MAX_HOST_CHARACTERS + 8, `must be at most ${MAX_HOST_CHARACTERS + 8} characters long`)
      )
    )
  }),
  'pairing.confirm': v.strictObject({
    code: v.pipe(v.string('must be text'), v.regex(/^\d{6}$/, 'must be six digits'))
  }),
  'pairing.cancel': nothing,
  'peers.policy.get': nothing,
  'peers.policy.set': v.strictObject({
    allowPrivate: v.optional(
      v.pipe(
        v.array(cidr, 'must be a list'),
        v.maxLength(MOST_ALLOWED_NETWORKS, `must have at most ${MOST_ALLOWED_NETWORKS} entries`),
        v.readonly()
      )
    ),
    uploadLimitBytesPerSecond: v.optional(limit),
    bytesPerDay: v.optional(v.nullable(wholeNumber(0, MOST_QUOTA_BYTES))),
    mostContributions: v.optional(wholeNumber(0, MOST_CONTRIBUTIONS)),
    hours: v.optional(hoursOfTheWeek),
    onMeteredLink: v.optional(contributeOrPause),
    onBattery: v.optional(contributeOrPause),
    shareFinished: onOrOff,
    cacheBytes: v.optional(wholeNumber(0, MOST_QUOTA_BYTES))
  }),
  'peers.helping': nothing,
  'contributions.list': nothing,
  'cache.info': nothing,
  'cache.clear': nothing,
  'desktop.abilities': nothing,
  'desktop.open': oneTransfer,
  'desktop.openStateFolder': nothing,
  'desktop.showInFolder': oneTransfer,
  'desktop.copiedLinks': nothing,
  'desktop.chooseFolder': v.strictObject({ startAt: v.nullable(absolutePath) }),
  'desktop.setEnding': v.strictObject({
    ending: v.picklist(ENDINGS, `must be one of ${ENDINGS.join(', ')}`)
  }),
  'desktop.endNow': nothing,
  'desktop.speak': v.strictObject({
    language: v.picklist(LANGUAGES, `must be one of ${LANGUAGES.join(', ')}`)
  }),
  'desktop.saveSettings': v.strictObject({
    text: v.pipe(
      v.string('must be text'),
      v.maxLength(MAX_SETTINGS_CHARACTERS, `must be at most ${MAX_SETTINGS_CHARACTERS} characters long`)
    )
  })
} satisfies { readonly [N in MethodName]: v.GenericSchema }

type Exactly<A, B> = [A, B, keyof A, keyof B] extends [B, A, keyof B, keyof A] ? unknown : never
type AsInContract = {
  readonly [N in MethodName]: Exactly<v.InferOutput<(typeof schemas)[N]>, InputOf<N>>
}

export const inputSchemas = schemas satisfies AsInContract

const isUrl = (text: string): boolean => {
  try {
    return new URL(text).host !== ''
  } catch {
    return false
  }
}

const quoted = (value: unknown): string => {
  const text = String(value)
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}
