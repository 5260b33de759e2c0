/**
 * A peer's card on the wire: who it says it is and what it can do. A reader must compare its `id` with the key of the
 * connection it came over; everything else is a claim.
 */
import * as v from 'valibot'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerCapability, PeerCard } from '../../../src-shared/model/peer.ts'
import { parseId } from '../identity/device-id.ts'
import { bytes, count, printable, protocolVersion, word } from './fields.ts'
import {
  JSON_LIMIT_BYTES,
  MOST_CAPABILITIES,
  NAME_LIMIT_CHARACTERS,
  SENTENCE_LIMIT_CHARACTERS,
  VERSION_LIMIT_CHARACTERS
} from './limits.ts'
import { message, type Message } from './message.ts'
import { PROTOCOL_VERSION } from './paths.ts'

const KNOWN_CAPABILITIES: readonly string[] = ['contribute', 'cache'] satisfies PeerCapability[]

const peerId = v.pipe(
  v.string('must be text'),
  v.check((text) => parseId(text) === text, 'must be a device id in its written form')
)

const card: v.GenericSchema<unknown, PeerCard> = v.object(
  {
    id: peerId,
    name: v.pipe(printable(NAME_LIMIT_CHARACTERS), v.minLength(1, 'must not be empty')),
    version: word(VERSION_LIMIT_CHARACTERS),
    capabilities: v.pipe(
      v.array(v.string('must be text'), 'must be a list'),
      v.maxLength(MOST_CAPABILITIES, `must have at most ${MOST_CAPABILITIES} entries`),
      v.transform((list) => [...new Set(list)].filter(isKnown))
    ),
    originBytesPerSecond: v.nullable(bytes),
    contributions: count,
    mostContributions: count,
    policy: printable(SENTENCE_LIMIT_CHARACTERS)
  },
  'must be an object'
)

const isKnown = (capability: string): capability is PeerCapability => KNOWN_CAPABILITIES.includes(capability)

/** The version comes first: a card of a later one need not look like this one's. */
const versioned = v.pipe(
  v.looseObject({ protocol: protocolVersion }, 'must be an object'),
  v.transform((given): unknown => {
    if (given.protocol > PROTOCOL_VERSION)
      throw fail('peer-newer', { found: given.protocol, known: PROTOCOL_VERSION })
    return given
  }),
  card
)

export const cardMessage: Message<PeerCard> = message({
  name: 'card',
  limitBytes: JSON_LIMIT_BYTES,
  schema: versioned,
  toWire: (given) => ({
    protocol: PROTOCOL_VERSION,
    id: given.id,
    name: given.name,
    version: given.version,
    capabilities: given.capabilities,
    originBytesPerSecond: given.originBytesPerSecond === null ? null : Math.round(given.originBytesPerSecond),
    contributions: given.contributions,
    mostContributions: given.mostContributions,
    policy: given.policy
  })
})
