/** Inputs of calls about other machines, and about what this one does for them. */
import * as v from 'valibot'
import {
  MOST_ALLOWED_NETWORKS,
  MOST_CONTRIBUTIONS,
  MOST_QUOTA_BYTES
} from '../../../../src-shared/model/peer-policy.ts'
import { isCidr } from '../../../../src-shared/model/cidr.ts'
import { MOST_PORT } from '../../../../src-shared/model/settings.ts'
import { wholeNumber, limit, hoursOfTheWeek, onOrOff, nothing, quoted } from './values.ts'

/** Eight groups of seven characters and seven dashes, and room for spaces typed between them. */
const MAX_PEER_ID_CHARACTERS = 80
/** RFC 1035 section 3.1: no name is longer. */
const MAX_HOST_CHARACTERS = 253
/** An IPv6 address of full length, a slash and three digits. */
const MAX_CIDR_CHARACTERS = 43

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

const contributeOrPause = v.picklist(['contribute', 'pause'], 'must be "contribute" or "pause"')

const onePeer = v.strictObject({ id: peerId })

export const peersSchemas = {
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
  'cache.clear': nothing
}
