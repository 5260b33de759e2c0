/**
 * One attempt at a transfer, from the first request to the finished file. An attempt leaves everything it received
 * durable, whatever ends it, so that the next one goes on from there.
 */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import { coversLength } from '../../../src-shared/model/piece-digests.ts'
import type { Connection } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import { announcedDigest } from '../integrity/digest-fields.ts'
import { digestsOf, expectedAnew, expectedByServer } from '../integrity/verification.ts'
import { isForeign } from '../foreign/foreign-uri.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Validator } from '../ports/journal-port.ts'
import { PartFile } from '../storage/part-file.ts'
import { safeName } from '../storage/file-name.ts'
import { lastSegment, proposedName } from '../storage/proposed-name.ts'
import { audit } from './proof/audit.ts'
import { ALONE, openBond, type Bond } from './bonding/bond.ts'
import { finish } from './finish.ts'
import type { RangedPlan } from './beginning/first-answer.ts'
import { addressesOf, firstSource } from './beginning/first-source.ts'
import { foreignAttempt } from './foreign-attempt.ts'
import { Mirrors, type FileSoFar } from './sources/mirrors.ts'
import type { Answer } from './sources/origin.ts'
import { DELIVERIES, PieceCheck } from './proof/piece-check.ts'
import { RangedFetch } from './ranged/ranged-fetch.ts'
import type { ServerUse } from './proof/spot-checks.ts'
import { reopen, type Earlier } from './reopen.ts'
import type { RunContext } from './run-context.ts'
import { watchStalls } from './stall-watch.ts'
import { fetchStreamed } from './streamed-fetch.ts'
import { noteUnproven } from './proof/unproven-notice.ts'
import { Verifier } from './proof/verifier.ts'

/** Resolves with the finished file's path; rejects with ShoalError. */
export async function attempt(context: RunContext): Promise<string> {
  if (isForeign(new URL(context.record().uri))) return foreignAttempt(context)
  context.phase('resolving')
  const earlier = await reopen(context)
  if (earlier?.kind === 'finished') return earlier.path
  let file = earlier?.file ?? null
  let verifier: Verifier | null = null
  let pieces: PieceCheck | null = null
  let bond: Bond | null = null
  const asked: Connection[] = []
  const stopWatching = watchStalls(context.clock, () => asked)
  const onAbort = (): void => asked.forEach((connection) => connection.close())
  context.signal.addEventListener('abort', onAbort)
  try {
    if (earlier?.ledger.isComplete) {
      pieces = pieceCheckOf(context, earlier.file, earlier.ledger, DELIVERIES)
      await pieces?.judged()
    }
    if (earlier?.ledger.isComplete) {
      pieces?.stop()
      verifier = new Verifier(context, earlier.file)
      await verifier.verify(earlier.ledger.length, () => mend(context, earlier))
      noteUnproven(context, pieces !== null)
      return await finish(context, earlier.file)
    }
    bond = openBond(context)
    const start = await firstSource(context, earlier, bond, (connection) => asked.push(connection))
    if (start.kind === 'ranged') {
      const { anchor, first, shown, server } = start
      if (anchor.kind !== 'peer') context.live.servedFrom = withoutQuery(anchor.url)
      const { length, validator } = anchor.known
      let ledger = earlier?.ledger
      if (!file || !ledger) {
        file = await create(context, shown, length, validator, start.uri)
        ledger = new Ledger(length)
      }
      if (shown) expectAnnounced(context, shown)
      context.live.ledger = ledger
      context.phase('receiving')
      verifier = new Verifier(context, file)
      pieces ??= pieceCheckOf(context, file, ledger, DELIVERIES)
      context.live.pieces = pieces
      verifier.followLedger(ledger, pieces)
      const soFar = { anchor, uri: new URL(start.uri), file, ledger, pieces }
      await fetchRanged(context, soFar, first, bond, server)
      pieces?.stop()
      bond?.detach()
      await verifier.verify(length, () => mend(context, { file: file as PartFile, validator, ledger }))
      noteUnproven(context, pieces !== null)
    } else {
      const { answer, coding, length } = start.plan
      context.live.servedFrom = withoutQuery(answer.url)
      pieces?.stop()
      if (file) await startOver(context, file, length)
      else file = await create(context, answer, length, null, start.uri)
      if (coding === null) expectAnnounced(context, answer)
      context.live.ledger = null
      context.phase('receiving')
      verifier = new Verifier(context, file)
      verifier.followStream()
      const total = await fetchStreamed(context, answer, file, coding, start.from)
      await file.truncate(total)
      if (length === null) context.update({ length: total })
      if (answer.response.framing.kind === 'close') {
        const host = authorityOf(answer.url)
        context.notice({
          code: 'length-unknown',
          message: `${host} did not say how long the file is; Shoal cannot tell whether all of it came.`
        })
      }
      pieces = pieceCheckOf(context, file, new Ledger(total, total > 0 ? [{ start: 0, end: total }] : []), 1)
      await pieces?.judged()
      pieces?.stop()
      await verifier.verify(total)
    }
    return await finish(context, file)
  } catch (thrown) {
    await file?.close().catch(() => undefined)
    throw thrown
  } finally {
    verifier?.stop()
    pieces?.stop()
    // Piece by piece is over; what was proven of the whole is in the transfer.
    context.live.pieces = null
    stopWatching()
    context.signal.removeEventListener('abort', onAbort)
    for (const connection of asked) connection.close()
    bond?.end()
  }
}

/** A signed link's query is as good as a password. */
const withoutQuery = ({ origin, pathname }: URL): string => origin + pathname

/** Fetches what is wanted, from the anchor and whatever shows meanwhile that it has the same file. */
async function fetchRanged(
  context: RunContext,
  soFar: FileSoFar,
  first: RangedPlan | null,
  bond: Bond | null,
  server: ServerUse
): Promise<void> {
  const { anchor, uri, file, ledger, pieces } = soFar
  const fetch = new RangedFetch(context, anchor, file, ledger, pieces, bond ?? ALONE, server)
  const others = addressesOf(context).filter((address) => address !== uri.href && address !== anchor.url.href)
  const mirrors = new Mirrors(context, others, soFar)
  mirrors.begin((source) => fetch.admit(source))
  try {
    await fetch.run(first, () => bond?.attach(fetch, anchor.known, anchor.host, ledger.wantedBytes))
  } finally {
    bond?.detach()
    await mirrors.end()
  }
}

/** The file does not match its digest: what peers gave of it is looked at again. Whether any of it was put right. */
async function mend(
  context: RunContext,
  { file, validator, ledger }: Pick<Earlier, 'file' | 'validator' | 'ledger'>
): Promise<boolean> {
  const { liars, mendedBytes } = await audit(context, file, { validator, length: ledger.length })
  if (liars.size > 0) {
    const { bond } = context.live
    const opened = bond ? null : openBond(context)
    for (const [peer, reason] of liars) (bond ?? opened)?.quarantine(peer, reason)
    opened?.end()
  }
  return mendedBytes > 0
}

/** Null when nobody told digests of pieces, or they are for another length than the file turned out to have. */
function pieceCheckOf(
  context: RunContext,
  file: PartFile,
  ledger: Ledger,
  deliveries: number
): PieceCheck | null {
  const digests = context.journal.pieces(context.record().id)
  return digests && coversLength(digests, ledger.length)
    ? new PieceCheck(context, file, ledger, digests, deliveries)
    : null
}

/**
 * Makes the partial file under the name the answer (null: only peers have shown the file) and the user's wish lead to,
 * and journals what is known now.
 */
async function create(
  context: RunContext,
  answer: Answer | null,
  length: number | null,
  validator: Validator | null,
  anchor: string
): Promise<PartFile> {
  const { requestedName, told } = context.record()
  const asked = new URL(anchor)
  const proposed = answer ? proposedName(answer.response.head, asked, answer.url) : lastSegment(asked)
  const name = requestedName ?? told?.name ?? safeName(proposed)
  const directory = await context.folderFor(name)
  const file = await PartFile.create(context.disk, directory, name, length)
  context.update({ name: file.name, directory, length, validator, anchor })
  const type = answer?.response.head.fields.get('content-type') ?? ''
  if (answer && /^text\/html\b/i.test(type) && !/\.x?html?$/i.test(name) && path.extname(name) !== '') {
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
  context.update({
    length,
    validator: null,
    anchor: null,
    verification: expectedAnew(context.record().verification)
  })
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
