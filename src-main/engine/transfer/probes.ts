/**
 * Questions about files that nobody fetches yet: a person is still choosing. Each asks as the first request of a transfer
 * would, reads the decision from the answer and lets go of the connection before the body comes. It leaves no trace: no
 * file, no row in the journal, no event.
 */
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PieceDigests } from '../../../src-shared/model/piece-digests.ts'
import type { Probe } from '../../../src-shared/model/probe.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'
import { BufferPool } from '../connection/buffer-pool.ts'
import type { Connection } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import { readCertificates } from '../connection/trust.ts'
import { isForeign } from '../foreign/foreign-uri.ts'
import { openSource } from '../foreign/open-source.ts'
import { Visit } from '../foreign/visit.ts'
import { announcedDigest } from '../integrity/digest-fields.ts'
import { digestsOf } from '../integrity/verification.ts'
import type { TransferRecord } from '../ports/journal-port.ts'
import { prepareTerms } from '../request/prepare-terms.ts'
import { safeName } from '../storage/file-name.ts'
import { lastSegment, proposedName } from '../storage/proposed-name.ts'
import { firstSource } from './beginning/first-source.ts'
import { Links } from './sources/links.ts'
import { LiveCounters } from './live-counters.ts'
import type { Answer } from './sources/origin.ts'
import type { RunContext } from './run-context.ts'
import { watchStalls } from './stall-watch.ts'
import type { RunPorts } from './transfer-context.ts'
import { withoutCredentials } from './transfer-view.ts'
import { unkeptRecord } from './unkept-record.ts'

/** More at once than windows have dialogs; the oldest gives way. */
const MOST_AT_ONCE = 8
/** However often it sends another byte: nobody looks at a dialog that long. */
const PATIENCE_MS = 60_000
/** A byte tells as much as a megabyte. */
const FIRST_BYTES = 1
const BUFFER_BYTES = 64 * 1024
const WRITES_UNDER_WAY = 1

export interface Question {
  /** Of the asker's choosing: another question with the same ticket takes this one's place. */
  readonly ticket: string
  readonly uri: URL
  readonly request: RequestOptions
  /** PEM file of a further authority, or null. */
  readonly caCertificate: string | null
}

export class Probes {
  readonly #ports: RunPorts
  /** Oldest first. */
  readonly #open = new Map<string, AbortController>()

  constructor(ports: RunPorts) {
    this.#ports = ports
  }

  /** Rejects with ShoalError: what a transfer of it would fail with, or `interrupted`. */
  async ask(question: Question): Promise<Probe> {
    const { ticket } = question
    this.end(ticket)
    for (const oldest of this.#open.keys()) {
      if (this.#open.size < MOST_AT_ONCE) break
      this.end(oldest)
    }
    const stop = new AbortController()
    this.#open.set(ticket, stop)
    const { clock } = this.#ports
    let late: ShoalError | null = null
    const tooLong = (): void => {
      late = fail('connection-timeout', { host: question.uri.host, seconds: PATIENCE_MS / 1000 })
      stop.abort()
    }
    const over = new AbortController()
    void clock.sleep(PATIENCE_MS, over.signal).then(tooLong, () => undefined)
    try {
      return await probe(this.#ports, question, stop.signal)
    } catch (thrown) {
      throw late ?? (stop.signal.aborted ? fail('interrupted') : thrown)
    } finally {
      over.abort()
      if (this.#open.get(ticket) === stop) this.#open.delete(ticket)
    }
  }

  /** Nobody waits for the answer any more. */
  end(ticket: string): void {
    this.#open.get(ticket)?.abort()
    this.#open.delete(ticket)
  }

  endAll(): void {
    for (const ticket of [...this.#open.keys()]) this.end(ticket)
  }
}

async function probe(ports: RunPorts, question: Question, signal: AbortSignal): Promise<Probe> {
  const context = await contextOf(ports, question, signal)
  // The one connection it takes counts among those to its host.
  const { hosts } = ports
  const host = authorityOf(question.uri)
  hosts.take(host, context)
  try {
    return isForeign(question.uri) ? await probeForeign(context, question) : await probeHttp(context)
  } finally {
    hosts.release(host, context)
  }
}

async function probeHttp(context: RunContext): Promise<Probe> {
  const asked: Connection[] = []
  const close = (): void => asked.forEach((connection) => connection.close())
  const stopWatching = watchStalls(context.clock, () => asked)
  context.signal.addEventListener('abort', close)
  try {
    if (context.signal.aborted) throw fail('interrupted')
    const start = await firstSource(context, null, null, (connection) => asked.push(connection))
    const answer = start.kind === 'ranged' ? start.shown : start.plan.answer
    // Without peers, it was a server that answered.
    if (!answer) throw fail('internal', { reason: 'a probe without an answer' })
    const { told, mirrors, verification, described } = context.record()
    // Of a coded answer, a digest is not the file's (RFC 9530 section 3).
    const isCoded = start.kind === 'streamed' && start.plan.coding !== null
    const announced = isCoded ? null : announcedDigest(answer.response.head)
    const url = withoutCredentials(answer.url)
    return {
      name: told?.name ?? safeName(proposedName(answer.response.head, new URL(start.uri), answer.url)),
      length: start.kind === 'ranged' ? start.anchor.known.length : start.plan.length,
      mediaType: mediaTypeOf(answer),
      comesIn: start.kind === 'ranged' ? 'parts' : 'whole',
      uri: url,
      mirrors: mirrors.filter((address) => address !== url),
      checksums: [...digestsOf(verification), ...(announced ? [announced] : [])].map(
        ({ algorithm, hex }) => ({
          algorithm,
          hex
        })
      ),
      described
    }
  } finally {
    stopWatching()
    context.signal.removeEventListener('abort', close)
    close()
  }
}

/** `text/html` of `text/html; charset=utf-8`; null for what is no media type. */
const mediaTypeOf = ({ response }: Answer): string | null =>
  /^\s*([\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127})/
    .exec(response.head.fields.get('content-type') ?? '')?.[1]
    ?.toLowerCase() ?? null

async function probeForeign(context: RunContext, { uri, request }: Question): Promise<Probe> {
  const { terms, trust, privateAuthorities, ssh } = context
  const visit = new Visit(context.clock, uri.host, context.signal)
  try {
    const source = await visit.answer(
      openSource({
        url: uri,
        login: terms.login,
        secureContext: () => trust.contextFor(privateAuthorities, terms.identityFor(uri)),
        ssh,
        acceptedHostKey: request.hostKey ?? null,
        signal: visit.signal
      })
    )
    try {
      const { length, validator } = await visit.answer(source.look())
      return {
        name: safeName(lastSegment(uri)),
        length,
        mediaType: null,
        comesIn: length !== null && validator !== null ? 'parts' : 'whole',
        uri: withoutCredentials(uri),
        mirrors: [],
        checksums: [],
        described: false
      }
    } finally {
      source.close()
    }
  } finally {
    visit.leave()
  }
}

/** As for a transfer of this address, with a record that only this question sees. */
async function contextOf(
  ports: RunPorts,
  { uri, request, caCertificate }: Question,
  signal: AbortSignal
): Promise<RunContext> {
  const { clock, disk, hasher, trust, tcp, hosts, limits, userAgent } = ports
  let record: TransferRecord = { ...unkeptRecord('probe', uri, clock.unixMs()), request }
  let pieces: PieceDigests | null = null
  const nothing = (): void => undefined
  return {
    clock,
    disk,
    hasher,
    trust,
    tcp,
    hosts,
    signal,
    firstBytes: FIRST_BYTES,
    vetting: null,
    valve: limits.valve(null),
    live: new LiveCounters(record),
    journal: {
      checkpoint: nothing,
      durable: () => [],
      pieces: () => pieces,
      setPieces: (_, told) => {
        pieces = told
      }
    },
    pool: new BufferPool(BUFFER_BYTES, WRITES_UNDER_WAY),
    privateAuthorities: caCertificate === null ? '' : await readCertificates(caCertificate),
    terms: await prepareTerms(
      record,
      {
        userAgent,
        netrc: () => ports.netrc(),
        proxyEnvironment: () => ports.proxyEnvironment(),
        unixMs: () => clock.unixMs()
      },
      nothing
    ),
    ssh: ports.sshHome(),
    contributors: null,
    links: new Links(),
    takeAbandoned: () => false,
    record: () => record,
    folderFor: () => Promise.resolve(record.directory),
    update: (patch) => {
      record = { ...record, ...patch }
    },
    phase: nothing,
    event: nothing,
    notice: nothing
  }
}
