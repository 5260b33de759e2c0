/** Inputs of calls about transfers. */
import * as v from 'valibot'
import { MOST_AT_ONCE } from '../../../../src-shared/contract/contract.ts'
import { MOST_PATH_CHARACTERS, PRIORITIES } from '../../../../src-shared/model/settings.ts'
import { DIGEST_ALGORITHMS, DIGEST_BYTES, isDigestHex } from '../../../../src-shared/model/checksum.ts'
import {
  absolutePath,
  connectionCount,
  limit,
  MAX_ID_CHARACTERS,
  nothing,
  oneTransfer,
  transferId,
  wholeNumber
} from './values.ts'
import { requestEntries } from './request.ts'

/** Longest URI in bytes; servers refuse far shorter ones, signed links reach a few KiB. */
const MAX_URI_BYTES = 64 * 1_024
/** A place in the queue; far beyond any that there will be. */
const MAX_PLACE = 1_000_000
/** Given by hand; a description may name more. */
const MAX_MIRRORS = 64
/** What the engine reads of one, too. */
const MAX_DOCUMENT_BYTES = 16 * 1_024 * 1_024
/** Transfers whose range map one window can show at once. */
const MAX_EXPANDED = 512
/** More lines of one log than are kept. */
const MAX_LOG_LINES = 10_000

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

const mirrors = v.optional(
  v.pipe(
    v.array(uri, 'must be a list'),
    v.maxLength(MAX_MIRRORS, `must have at most ${MAX_MIRRORS} entries`),
    v.readonly()
  )
)

const ids = v.pipe(
  v.array(transferId, 'must be a list'),
  v.maxLength(MOST_AT_ONCE, `must have at most ${MOST_AT_ONCE} entries`),
  v.readonly()
)

const someTransfers = v.strictObject({ ids })

export const transfersSchemas = {
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
  'progress.frame': v.strictObject({
    expanded: v.pipe(
      v.array(transferId, 'must be a list'),
      v.maxLength(MAX_EXPANDED, `must have at most ${MAX_EXPANDED} entries`),
      v.readonly()
    )
  }),
  'transfers.plan': oneTransfer
}
