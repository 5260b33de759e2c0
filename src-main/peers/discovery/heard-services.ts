/**
 * What was heard of Shoals on one interface: names, places, texts and addresses, each for as long as it holds. All of
 * it may be hostile: everything is counted, bounded and judged before it is kept, and nothing in it is trusted.
 */
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { NetworkInterface } from '../ports/network-interfaces.ts'
import { judgeHeardAddress } from './addresses.ts'
import type { Answer, Question } from './multicast-link.ts'
import { SERVICE_TYPE } from './own-service.ts'
import { readServiceText, type ServiceText } from './service-text.ts'

/** A LAN of a thousand Shoals is beyond what one transfer can use. */
const MOST_INSTANCES = 512
/** One machine speaks for itself; some repeat for a few neighbours. */
const MOST_INSTANCES_OF_ONE_SENDER = 32
const MOST_HOSTS = MOST_INSTANCES
const MOST_ADDRESSES_OF_ONE_HOST = 8
/** A packet with more of them is one of the ten thousand that nobody needs. */
const MOST_RECORDS_READ = 256
/** Nobody stays believed for longer without being heard again. */
const LONGEST_TTL_SECONDS = 4500
/** When what is about to end is asked for again, in shares of its life (RFC 6762 §5.2). */
const REFRESH_AT = [0.8, 0.9, 0.95]
const MOST_QUESTIONS = 24
/** Records of one announcement may be spread over packets: what came within this time belongs together. */
const ONE_ANNOUNCEMENT_MS = 1000
/** What others name their service: ours are letters and digits, others add " #2" and the like. */
const INSTANCE = /^[\w #()-]{1,63}$/
const HOST = /^(?=.{1,200}$)[\w-]{1,63}(\.[\w-]{1,63})*$/

export interface HeardService extends ServiceText {
  readonly port: number
  readonly addresses: readonly { readonly host: string; readonly judged: 'local' | 'hint' }[]
}

export interface HeardServices {
  /** Takes in the records of one response. `sender` is whose share of the room they use. */
  hear(records: readonly Answer[], sender: string): void
  /** Forgets what has ended. */
  expire(): void
  /** What is known wholly: place, text and at least one address. */
  services(): readonly HeardService[]
  /** What is missing, and what will end soon, as questions. Asked a bounded number of times. */
  questions(): Question[]
  /** For a query, so that those who are known keep quiet. */
  knownAnswers(): Answer[]
}

interface Instance {
  readonly name: string
  readonly sender: string
  heardAtMs: number
  /** Until when somebody says that it exists. */
  pointer: Span | null
  place: (Span & { readonly port: number; readonly host: string }) | null
  /** null: not heard; 'other': heard, and no Shoal that we understand. */
  text: ServiceText | 'other' | null
  /** How often its missing parts were asked for. */
  asked: number
}

interface Span {
  readonly fromMs: number
  readonly untilMs: number
  /** How many of REFRESH_AT have passed. */
  refreshed: number
}

interface HeardAddress extends Span {
  readonly judged: 'local' | 'hint'
}

/** A peer that does not answer four times does not answer. */
const MOST_ASKED = 4

export function heardServices(
  on: NetworkInterface,
  nowMs: () => number,
  readId: (text: string) => PeerId | null
): HeardServices {
  const instances = new Map<string, Instance>()
  const hosts = new Map<string, Map<string, HeardAddress>>()

  const spanOf = (ttlSeconds: number | undefined): Span => {
    const fromMs = nowMs()
    const seconds = Math.min(ttlSeconds ?? 0, LONGEST_TTL_SECONDS)
    return { fromMs, untilMs: fromMs + seconds * 1000, refreshed: 0 }
  }

  function instanceFor(fullName: string, sender: string): Instance | null {
    const label = labelOf(fullName)
    if (label === null) return null
    const key = label.toLowerCase()
    const known = instances.get(key)
    if (known !== undefined) return known
    const ofSender = [...instances.values()].filter((each) => each.sender === sender)
    if (ofSender.length >= MOST_INSTANCES_OF_ONE_SENDER) return null
    if (instances.size >= MOST_INSTANCES) forgetOldest(instances)
    const name = `${label}.${SERVICE_TYPE}`
    const added: Instance = {
      name,
      sender,
      heardAtMs: nowMs(),
      pointer: null,
      place: null,
      text: null,
      asked: 0
    }
    instances.set(key, added)
    return added
  }

  function hearInstance(record: Answer, sender: string): void {
    const fullName = record.type === 'PTR' ? record.data : record.name
    if (record.type === 'PTR' && record.name.toLowerCase() !== SERVICE_TYPE) return
    if (record.type !== 'PTR' && record.type !== 'SRV' && record.type !== 'TXT') return
    if (!(record.ttl ?? 0)) {
      // A text alone that ends says nothing; the others say goodbye.
      const label = labelOf(fullName)
      if (label !== null && record.type !== 'TXT') instances.delete(label.toLowerCase())
      return
    }
    const instance = instanceFor(fullName, sender)
    if (instance === null) return
    instance.heardAtMs = nowMs()
    if (record.type === 'PTR') instance.pointer = spanOf(record.ttl)
    else if (record.type === 'SRV') {
      const { port, target } = record.data
      const fits = Number.isInteger(port) && port >= 1 && port <= 65535 && HOST.test(target)
      instance.place = fits ? { ...spanOf(record.ttl), port, host: target.toLowerCase() } : null
    } else {
      const strings = [record.data].flat().map((text) => (Buffer.isBuffer(text) ? text : Buffer.from(text)))
      instance.text = readServiceText(strings, readId) ?? 'other'
    }
  }

  function hearAddress(record: Answer, wanted: ReadonlySet<string>): void {
    if (record.type !== 'A' && record.type !== 'AAAA') return
    const host = record.name.toLowerCase()
    if (!wanted.has(host)) return
    const judged = judgeHeardAddress(record.data, on)
    if (judged === 'refused') return
    let addresses = hosts.get(host)
    if (addresses === undefined) {
      if (hosts.size >= MOST_HOSTS) return
      addresses = new Map<string, HeardAddress>()
      hosts.set(host, addresses)
    }
    if (record.flush) {
      const isV6 = record.type === 'AAAA'
      for (const [address, { fromMs }] of addresses)
        if (address.includes(':') === isV6 && fromMs < nowMs() - ONE_ANNOUNCEMENT_MS)
          addresses.delete(address)
    }
    if (!(record.ttl ?? 0)) addresses.delete(record.data)
    else if (addresses.has(record.data) || addresses.size < MOST_ADDRESSES_OF_ONE_HOST)
      addresses.set(record.data, { ...spanOf(record.ttl), judged })
  }

  /** Where at least one instance is, so that no others are kept. */
  const wantedHosts = (): ReadonlySet<string> =>
    new Set([...instances.values()].flatMap(({ place }) => (place === null ? [] : [place.host])))

  const isUseful = ({ text }: Instance): boolean => text !== 'other'

  return {
    hear(records, sender) {
      const read = records.slice(0, MOST_RECORDS_READ)
      for (const record of read) hearInstance(record, sender)
      const wanted = wantedHosts()
      for (const record of read) hearAddress(record, wanted)
    },
    expire() {
      const now = nowMs()
      for (const [key, { pointer, place, heardAtMs }] of instances) {
        const untilMs = Math.max(pointer?.untilMs ?? 0, place?.untilMs ?? 0, heardAtMs + ONE_ANNOUNCEMENT_MS)
        // A place that ended without being told again is a machine that went without a word.
        if (untilMs <= now || (place !== null && place.untilMs <= now)) instances.delete(key)
      }
      const wanted = wantedHosts()
      for (const [host, addresses] of hosts) {
        for (const [address, { untilMs }] of addresses) if (untilMs <= now) addresses.delete(address)
        if (addresses.size === 0 || !wanted.has(host)) hosts.delete(host)
      }
    },
    services() {
      const now = nowMs()
      const found: HeardService[] = []
      for (const { place, text } of instances.values()) {
        if (place === null || text === null || text === 'other') continue
        const addresses = [...(hosts.get(place.host) ?? [])]
          .filter(([, { untilMs }]) => untilMs > now)
          .map(([host, { judged }]) => ({ host, judged }))
        if (addresses.length > 0) found.push({ ...text, port: place.port, addresses })
      }
      return found
    },
    questions() {
      const now = nowMs()
      const questions: Question[] = []
      for (const instance of instances.values()) {
        if (questions.length >= MOST_QUESTIONS) break
        if (!isUseful(instance)) continue
        const { name, place, text } = instance
        const addresses = place === null ? undefined : hosts.get(place.host)
        const isWhole = place !== null && text !== null && addresses !== undefined && addresses.size > 0
        if (isWhole) {
          const share = (now - place.fromMs) / (place.untilMs - place.fromMs)
          const passed = REFRESH_AT.filter((at) => share >= at).length
          if (passed <= place.refreshed) continue
          place.refreshed = passed
          questions.push({ name, type: 'SRV' }, ...addressQuestions(place.host))
          continue
        }
        if (instance.asked >= MOST_ASKED) continue
        instance.asked++
        if (place === null) questions.push({ name, type: 'SRV' })
        if (text === null) questions.push({ name, type: 'TXT' })
        if (place !== null && (addresses?.size ?? 0) === 0) questions.push(...addressQuestions(place.host))
      }
      return questions
    },
    knownAnswers() {
      const now = nowMs()
      const known: Answer[] = []
      for (const { name, pointer, place, text } of instances.values()) {
        if (known.length >= MOST_QUESTIONS) break
        // Who is known by half is welcome to say everything again.
        if (pointer === null || place === null || text === null) continue
        const lifeMs = pointer.untilMs - pointer.fromMs
        const restMs = pointer.untilMs - now
        if (restMs * 2 < lifeMs) continue
        known.push({ name: SERVICE_TYPE, type: 'PTR', ttl: Math.floor(restMs / 1000), data: name })
      }
      return known
    }
  }
}

const addressQuestions = (host: string): Question[] => [
  { name: host, type: 'A' },
  { name: host, type: 'AAAA' }
]

/** What stands before the type in an instance's name; null: it is not of ours, or malformed. */
function labelOf(fullName: string): string | null {
  const suffix = `.${SERVICE_TYPE}`
  if (!fullName.toLowerCase().endsWith(suffix)) return null
  const label = fullName.slice(0, -suffix.length)
  return INSTANCE.test(label) ? label : null
}

function forgetOldest(instances: Map<string, Instance>): void {
  let oldest: readonly [string, Instance] | null = null
  for (const entry of instances)
    if (oldest === null || entry[1].heardAtMs < oldest[1].heardAtMs) oldest = entry
  if (oldest !== null) instances.delete(oldest[0])
}
