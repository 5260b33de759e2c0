/**
 * One attempt at a transfer, from the first request to the finished file. The first request is the real thing: a
 * ranged GET whose bytes count, and whose answer decides how the rest is fetched. An attempt leaves everything it
 * received durable, whatever ends it, so that the next one goes on from there.
 */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Connection } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import { codingToUndo, isCoded, type ContentCoding } from '../integrity/content-coding.ts'
import { announcedDigest } from '../integrity/digest-fields.ts'
import { digestsOf, expectedAnew, expectedByServer } from '../integrity/verification.ts'
import { isForeign } from '../foreign/foreign-uri.ts'
import { parseContentRange } from '../integrity/content-range.ts'
import { mismatch, validatorOf } from '../integrity/validator.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Validator } from '../ports/journal-port.ts'
import { FIRST_SUB_TRANSFER_BYTES } from '../schedule/sub-transfer-size.ts'
import { PartFile } from '../storage/part-file.ts'
import { safeName } from '../storage/file-name.ts'
import { proposedName } from '../storage/proposed-name.ts'
import { finish } from './finish.ts'
import { foreignAttempt } from './foreign-attempt.ts'
import { ask, type Answer } from './origin.ts'
import { RangedFetch } from './ranged-fetch.ts'
import { reopen, type Earlier } from './reopen.ts'
import type { RunContext } from './run-context.ts'
import { sourceOf } from './sources.ts'
import { watchStalls } from './stall-watch.ts'
import { fetchStreamed } from './streamed-fetch.ts'
import { statusProblem } from './status-problem.ts'
import { Verifier } from './verifier.ts'

/** Resolves with the finished file's path; rejects with ShoalError. */
export async function attempt(context: RunContext): Promise<string> {
  if (isForeign(new URL(context.record().uri))) return foreignAttempt(context)
  context.phase('resolving')
  const earlier = await reopen(context)
  if (earlier?.kind === 'finished') return earlier.path
  let file = earlier?.file ?? null
  let verifier: Verifier | null = null
  const asked: Connection[] = []
  const stopWatching = watchStalls(context.clock, () => asked)
  const onAbort = (): void => asked.forEach((connection) => connection.close())
  context.signal.addEventListener('abort', onAbort)
  try {
    if (earlier?.ledger.isComplete) {
      verifier = new Verifier(context, earlier.file)
      await verifier.verify(earlier.ledger.length)
      return await finish(context, earlier.file)
    }
    const plan = await firstAnswer(context, earlier, (connection) => asked.push(connection))
    if (plan.kind === 'ranged') {
      const { answer, range, length, validator } = plan
      let ledger = earlier?.ledger
      if (!file || !ledger) {
        file = await create(context, answer, length, validator)
        ledger = new Ledger(length)
      }
      expectAnnounced(context, answer)
      context.live.ledger = ledger
      context.phase('receiving')
      verifier = new Verifier(context, file)
      verifier.followLedger(ledger)
      const origin = sourceOf('origin', answer.url, { validator, length })
      await new RangedFetch(context, origin, file, ledger).run(answer, range)
      await verifier.verify(length)
    } else {
      const { answer, coding } = plan
      const length = plan.length
      if (file) await startOver(context, file, length)
      else file = await create(context, answer, length, null)
      if (coding === null) expectAnnounced(context, answer)
      context.live.ledger = null
      context.phase('receiving')
      verifier = new Verifier(context, file)
      verifier.followStream()
      const total = await fetchStreamed(context, answer, file, coding)
      await file.truncate(total)
      if (length === null) context.update({ length: total })
      if (answer.response.framing.kind === 'close') {
        const host = authorityOf(answer.url)
        context.notice({
          code: 'length-unknown',
          message: `${host} did not say how long the file is; Shoal cannot tell whether all of it came.`
        })
      }
      await verifier.verify(total)
    }
    return await finish(context, file)
  } catch (thrown) {
    await file?.close().catch(() => undefined)
    throw thrown
  } finally {
    verifier?.stop()
    stopWatching()
    context.signal.removeEventListener('abort', onAbort)
    for (const connection of asked) connection.close()
  }
}

type Plan =
  | {
      readonly kind: 'ranged'
      readonly answer: Answer
      readonly range: ByteRange
      readonly length: number
      readonly validator: Validator
    }
  /** `length` is that of the decoded file, null when unknown. */
  | {
      readonly kind: 'streamed'
      readonly answer: Answer
      readonly length: number | null
      readonly coding: ContentCoding | null
    }

/** Asks for the first wanted bytes and reads from the answer how the file can be fetched. */
async function firstAnswer(
  context: RunContext,
  earlier: Earlier | null,
  watch: (connection: Connection) => void
): Promise<Plan> {
  const start = earlier?.ledger.firstWanted ?? 0
  const end = Math.min(start + FIRST_SUB_TRANSFER_BYTES, earlier?.ledger.firstWantedEnd ?? Infinity)
  const answer = await ask(context, askedUri(context), { start, end }, context.signal, watch)
  const { head, framing } = answer.response
  const host = authorityOf(answer.url)
  const known = earlier && { validator: earlier.validator, length: earlier.ledger.length }
  const refuseIfChanged = (length: number | null): void => {
    if (!known) return
    const changed = mismatch(known, { validator: validatorOf(head), length: length ?? -1 })
    if (changed)
      throw fail('source-changed', {
        host,
        reason: length === null ? 'it no longer says its length' : changed
      })
  }

  if (head.status === 206) {
    const range = parseContentRange(head.fields.get('content-range'))
    if (!range?.range)
      throw fail('range-mismatch', { host, reason: 'its Content-Range is missing or makes no sense' })
    refuseIfChanged(range.length)
    if (range.range.start !== start || range.range.end > end) {
      throw fail('range-mismatch', {
        host,
        reason: `bytes ${start}-${end - 1} were asked for, ${range.range.start}-${range.range.end - 1} came`
      })
    }
    if (framing.kind === 'length' && framing.bytes !== range.range.end - start) {
      throw fail('range-mismatch', { host, reason: 'its length does not fit its range' })
    }
    const validator = validatorOf(head)
    const isWhole = start === 0 && range.range.end === range.length
    if (range.length !== null && (validator || isWhole) && !isCoded(head.fields.get('content-encoding'))) {
      return {
        kind: 'ranged',
        answer,
        range: range.range,
        length: range.length,
        validator: validator ?? NO_VALIDATOR
      }
    }
    // Two answers without proof that they show the same bytes never join one file: ask for all of it in one.
    context.event('ranges-unusable', { reason: validator ? 'length unknown or encoded' : 'no validator' })
    return whole(context, watch)
  }
  if (head.status === 416) {
    const total = parseContentRange(head.fields.get('content-range'))?.length ?? null
    if (total !== null) refuseIfChanged(total)
    if (known) throw statusProblem(head, host, context.clock.unixMs())
    // An empty file has no first byte to ask for; some servers refuse ranges they do not understand this way, too.
    return whole(context, watch)
  }
  if (head.status === 200) {
    const length = framing.kind === 'length' ? framing.bytes : null
    refuseIfChanged(length)
    return streamed(answer)
  }
  throw statusProblem(head, host, context.clock.unixMs())
}

const askedUri = (context: RunContext): URL => new URL(context.record().uri)

/** For an answer that is the whole file already; the value is never compared with another. */
const NO_VALIDATOR: Validator = { etag: null, lastModified: null }

async function whole(context: RunContext, watch: (connection: Connection) => void): Promise<Plan> {
  const answer = await ask(context, askedUri(context), null, context.signal, watch)
  const { head } = answer.response
  if (head.status !== 200) throw statusProblem(head, authorityOf(answer.url), context.clock.unixMs())
  return streamed(answer)
}

function streamed(answer: Answer): Plan {
  const { head, framing } = answer.response
  const coding = codingToUndo(head.fields.get('content-encoding'), answer.url.pathname)
  if (coding !== null && typeof coding === 'object') {
    throw fail('encoding-unsupported', { host: authorityOf(answer.url), coding: coding.unknown })
  }
  return {
    kind: 'streamed',
    answer,
    coding,
    length: framing.kind === 'length' && coding === null ? framing.bytes : null
  }
}

/** Makes the partial file under the name the answer and the user's wish lead to, and journals what is known now. */
async function create(
  context: RunContext,
  answer: Answer,
  length: number | null,
  validator: Validator | null
): Promise<PartFile> {
  const { directory, requestedName, uri } = context.record()
  const { head } = answer.response
  const name = requestedName ?? safeName(proposedName(head, new URL(uri), answer.url))
  const file = await PartFile.create(context.disk, directory, name, length)
  context.update({ name: file.name, length, validator })
  const type = head.fields.get('content-type') ?? ''
  if (/^text\/html\b/i.test(type) && !/\.x?html?$/i.test(name) && path.extname(name) !== '') {
    context.notice({
      code: 'web-page',
      message: `${authorityOf(answer.url)} sent a web page instead of a file; it may want you to log in first.`
    })
  }
  return file
}

/** The server sends the file from its first byte: what an earlier run left cannot be built on. */
async function startOver(context: RunContext, file: PartFile, length: number | null): Promise<void> {
  context.event('started-over', {
    reason: 'the server does not resume',
    droppedBytes: context.live.receivedBytes
  })
  context.live.startOver()
  await file.restart(length)
  context.update({ length, validator: null, verification: expectedAnew(context.record().verification) })
  const { activeSeconds } = context.record()
  const { refetchedBytes, retransmittedBytes } = context.live
  context.journal.checkpoint(context.record().id, [], {
    activeSeconds,
    refetchedBytes,
    retransmittedBytes,
    sources: []
  })
}

/**
 * Notes the digest an answer announces for the file as it will be saved: not for one whose coding is undone, since
 * the digest is that of the coded bytes (RFC 9530 section 3).
 */
function expectAnnounced(context: RunContext, { response, url }: Answer): void {
  const digest = announcedDigest(response.head)
  if (!digest) return
  const host = authorityOf(url)
  const { verification } = context.record()
  const known = digestsOf(verification).find(
    ({ by, algorithm }) => by === 'server' && algorithm === digest.algorithm
  )
  if (known?.hex === digest.hex) return
  if (known) {
    // The validator is the same and the file is not: a date, for one, knows no change within its second.
    throw fail('source-changed', {
      host,
      reason: `its ${digest.algorithm} digest was ${known.hex} and is now ${digest.hex}`
    })
  }
  context.update({ verification: expectedByServer(verification, digest, host) })
}
