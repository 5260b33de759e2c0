/**
 * The records that make this machine's Shoal findable, and which of them answer a question. Pure: who asks, where and
 * when comes in. It never answers for a name that is not ours.
 */
import type { Answer, HeardPacket, OutgoingPacket, Question } from './multicast-link.ts'
import { writeServiceText, type ServiceText } from './service-text.ts'

export const SERVICE_TYPE = '_shoal._tcp.local'
/** RFC 6763 §9: how programs learn which types of service there are. */
const ALL_TYPES = '_services._dns-sd._udp.local'

/** RFC 6762 §10: what holds an address lives shorter than what does not. */
const ADDRESS_TTL_SECONDS = 120
const OTHER_TTL_SECONDS = 4500
/** RFC 6762 §6.7: who asks from another port knows nothing of caches that are flushed. */
const PLAIN_DNS_TTL_SECONDS = 10

export interface OwnService {
  /** The first part of the service's name. */
  readonly instance: string
  readonly text: ServiceText
  readonly port: number
  /** As the link that is spoken on should hear them. */
  readonly addresses: readonly { readonly family: 4 | 6; readonly address: string }[]
}

interface Records {
  readonly type: Answer
  readonly pointer: Answer
  readonly place: Answer
  readonly text: Answer
  readonly addresses: readonly Answer[]
}

const nameOf = ({ instance }: OwnService): string => `${instance}.${SERVICE_TYPE}`
const hostOf = ({ text }: OwnService): string => `shoal-${text.id.slice(0, 7).toLowerCase()}.local`

function recordsOf(service: OwnService): Records {
  const name = nameOf(service)
  const host = hostOf(service)
  return {
    type: { name: ALL_TYPES, type: 'PTR', ttl: OTHER_TTL_SECONDS, data: SERVICE_TYPE },
    pointer: { name: SERVICE_TYPE, type: 'PTR', ttl: OTHER_TTL_SECONDS, data: name },
    place: {
      name,
      type: 'SRV',
      ttl: ADDRESS_TTL_SECONDS,
      flush: true,
      data: { priority: 0, weight: 0, port: service.port, target: host }
    },
    text: {
      name,
      type: 'TXT',
      ttl: OTHER_TTL_SECONDS,
      flush: true,
      data: [...writeServiceText(service.text)]
    },
    addresses: service.addresses.map(({ family, address }) => ({
      name: host,
      type: family === 4 ? 'A' : 'AAAA',
      ttl: ADDRESS_TTL_SECONDS,
      flush: true,
      data: address
    }))
  }
}

/** Said unasked, to everybody. */
export function announcement(service: OwnService): OutgoingPacket {
  const { pointer, place, text, addresses } = recordsOf(service)
  return { type: 'response', answers: [pointer, place, text, ...addresses] }
}

/** The last word: whoever remembers any of it should forget it (RFC 6762 §10.1). */
export function goodbye(service: OwnService): OutgoingPacket {
  const { answers = [] } = announcement(service)
  return { type: 'response', answers: answers.map((answer) => ({ ...answer, ttl: 0 }) as Answer) }
}

/** Asks whether somebody else has the name, and tells what would be said under it (RFC 6762 §8.1, 8.2). */
export function probe(service: OwnService): OutgoingPacket {
  return {
    type: 'query',
    questions: [{ name: nameOf(service), type: 'ANY' as Question['type'] }],
    authorities: [{ ...recordsOf(service).place, flush: false } as Answer]
  }
}

/** What a query is answered with; null: nothing in it is ours to answer, or whoever asks knows it already. */
export function answerTo(
  query: HeardPacket,
  service: OwnService,
  isPlainDns: boolean
): OutgoingPacket | null {
  const { type, pointer, place, text, addresses } = recordsOf(service)
  const answers = new Set<Answer>()
  const additionals = new Set<Answer>()
  const known = (record: Answer): boolean => query.answers.some((answer) => isSameAndFresh(answer, record))
  const add = (question: Question, records: readonly Answer[], with_: readonly Answer[]): void => {
    for (const record of records) {
      if (!isSameName(question.name, record.name) || !asksFor(question, record) || known(record)) continue
      answers.add(record)
      for (const extra of with_) additionals.add(extra)
    }
  }
  for (const question of query.questions) {
    add(question, [type], [])
    add(question, [pointer], [place, text, ...addresses])
    add(question, [place], [text, ...addresses])
    add(question, [text], [])
    add(question, addresses, addresses)
  }
  if (answers.size === 0) return null
  const given = [...answers]
  const extra = [...additionals].filter((record) => !answers.has(record))
  if (!isPlainDns) return { type: 'response', answers: given, additionals: extra }
  const plain = (record: Answer): Answer =>
    ({ ...record, ttl: PLAIN_DNS_TTL_SECONDS, flush: false }) as Answer
  return {
    type: 'response',
    id: query.id,
    questions: [...query.questions],
    answers: given.map(plain),
    additionals: extra.map(plain)
  }
}

/**
 * Whether somebody else uses our name for another service, and `yields`: it is for us to take another one. Both sides
 * compare the same data, so exactly one yields (RFC 6762 §8.2, for established services too).
 */
export function conflictOf(records: readonly Answer[], service: OwnService): 'none' | 'stays' | 'yields' {
  for (const record of records) {
    if (record.type !== 'SRV' || record.ttl === 0 || !isSameName(record.name, nameOf(service))) continue
    const theirs = placeKey(record.data)
    const ours = placeKey({ port: service.port, target: hostOf(service) })
    if (theirs !== ours) return ours < theirs ? 'yields' : 'stays'
  }
  return 'none'
}

const placeKey = ({ port, target }: { port?: number | undefined; target: string }): string =>
  `${String(port ?? 0).padStart(5, '0')} ${target.toLowerCase()}`

const asksFor = ({ type }: Question, record: Answer): boolean =>
  type === record.type || (type as string) === 'ANY'

/** RFC 6762 §7.1: an answer that is known for at least half its time is not repeated. */
const isSameAndFresh = (known: Answer, ours: Answer): boolean =>
  known.type === ours.type &&
  'ttl' in known &&
  'ttl' in ours &&
  (known.ttl ?? 0) * 2 >= (ours.ttl ?? 0) &&
  isSameName(known.name, ours.name) &&
  known.type === 'PTR' &&
  ours.type === 'PTR' &&
  isSameName(known.data, ours.data)

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
