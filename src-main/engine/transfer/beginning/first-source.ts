/**
 * Where an attempt begins: at the address asked for, at the first of its mirrors when that cannot serve, or at what a
 * Metalink description found there names. The source it finds becomes the anchor, with which all others must agree. It
 * must never take one whose file is another than what is here.
 */
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import { coversLength } from '../../../../src-shared/model/piece-digests.ts'
import type { Connection } from '../../connection/connection.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import type { ResponseHead } from '../../connection/response-head.ts'
import { isCoded } from '../../integrity/content-coding.ts'
import { expectedByMetalink } from '../../integrity/verification.ts'
import { duplicatesOf } from '../../metalink/link-field.ts'
import { metalinkReader } from '../../metalink/read-metalink.ts'
import { soleFile } from '../../metalink/sole-file.ts'
import { isFatal } from '../../schedule/retry-policy.ts'
import type { Bond } from '../bonding/bond.ts'
import { firstAnswer, type Plan } from './first-answer.ts'
import { fromHeld, orFromPeers } from './first-from-peers.ts'
import { standIn } from '../sources/mirrors.ts'
import { ask } from '../sources/origin.ts'
import type { Earlier } from '../reopen.ts'
import type { RunContext } from '../run-context.ts'
import { sourceOf } from '../sources/sources.ts'
import type { Start } from './start.ts'
import { statusProblem } from './status-problem.ts'

/** Addresses kept for one transfer. */
const MOST_MIRRORS = 500

type Watch = (connection: Connection) => void

/** Rejects with what the first address said when no other serves either. */
export async function firstSource(
  context: RunContext,
  earlier: Earlier | null,
  bond: Bond | null,
  watch: Watch
): Promise<Start> {
  const held = bond && !earlier ? await fromHeld(context, bond, watch) : null
  if (held) return held
  let isConnected = false
  const see = (connection: Connection): void => {
    isConnected = true
    watch(connection)
  }
  const direct = earlier ? resumed(context, earlier, see) : begun(context, see)
  return bond ? orFromPeers(context, bond, earlier, direct, () => isConnected) : direct
}

/** The addresses the file itself may be had from, preferred first. */
export function addressesOf({ record }: RunContext): readonly string[] {
  const { uri, mirrors, described } = record()
  return described ? mirrors : [uri, ...mirrors]
}

async function begun(context: RunContext, watch: Watch): Promise<Start> {
  let refusal: ShoalError | null = null
  const tried = new Set<string>()
  for (;;) {
    // A description met on the way brings further ones.
    const uri = addressesOf(context).find((address) => !tried.has(address))
    if (uri === undefined) throw refusal ?? fail('metalink-invalid', { reason: 'it names no address' })
    tried.add(uri)
    try {
      const plan = await firstAnswer(context, new URL(uri), null, watch)
      if (isDescription(context, uri, plan.answer.response.head)) {
        plan.answer.connection.close()
        await readDescription(context, new URL(uri), watch)
        continue
      }
      assertAsTold(context, plan)
      noteDuplicates(context, plan)
      return startWith(context, plan, uri)
    } catch (thrown) {
      refusal = passedOver(context, uri, thrown, refusal)
    }
  }
}

async function resumed(context: RunContext, earlier: Earlier, watch: Watch): Promise<Start> {
  const uri = anchorUri(context)
  try {
    const plan = await firstAnswer(context, new URL(uri), earlier, watch)
    noteDuplicates(context, plan)
    return startWith(context, plan, uri)
  } catch (thrown) {
    const others = addressesOf(context).filter((address) => address !== uri)
    if (others.length === 0) throw thrown
    const refusal = passedOver(context, uri, thrown, null)
    const { file, ledger, validator } = earlier
    const anchor = sourceOf('origin', new URL(uri), { validator, length: ledger.length })
    const source = await standIn(context, others, { anchor, uri: new URL(uri), file, ledger, pieces: null })
    if (!source) throw refusal
    return { kind: 'ranged', anchor: source, first: null, shown: null, server: 'asked', uri: source.url.href }
  }
}

function startWith({ record }: RunContext, plan: Plan, uri: string): Start {
  const from = uri === record().uri ? 'origin' : 'mirror'
  if (plan.kind === 'streamed') return { kind: 'streamed', plan, from, uri }
  const { answer, length, validator } = plan
  const anchor = sourceOf(from, answer.url, { validator, length })
  return { kind: 'ranged', anchor, first: plan, shown: answer, server: 'asked', uri }
}

/** Whose validator is recorded. */
const anchorUri = ({ record }: RunContext): string => record().anchor ?? record().uri

/** Lets the next address have its turn; throws what no other can mend. Returns the reason of the first. */
function passedOver(context: RunContext, uri: string, thrown: unknown, first: ShoalError | null): ShoalError {
  if (!(thrown instanceof ShoalError) || context.signal.aborted || isFatal(thrown.code)) throw thrown
  // With one address, that is the end, and said as such.
  if (addressesOf(context).length > 1)
    context.event('source-failed', { source: authorityOf(new URL(uri)), reason: thrown.code })
  return first ?? thrown
}

/** Nobody who asks for the description by its own name wants the file. */
function isDescription({ record }: RunContext, uri: string, { fields }: ResponseHead): boolean {
  const { described, uri: asked, requestedName } = record()
  if (described || uri !== asked || /\.(meta4|metalink)$/i.test(requestedName ?? '')) return false
  return /^application\/metalink4?\+xml\s*(;|$)/i.test(fields.get('content-type') ?? '')
}

async function readDescription(context: RunContext, uri: URL, watch: Watch): Promise<void> {
  const { connection, response, url } = await ask(context, uri, null, context.signal, watch)
  const { head } = response
  const host = authorityOf(url)
  if (head.status !== 200) throw statusProblem(head, host, context.clock.unixMs())
  if (isCoded(head.fields.get('content-encoding')))
    throw fail('encoding-unsupported', { host, coding: head.fields.get('content-encoding') ?? '' })
  const reader = metalinkReader()
  await connection.receive({
    limit: Infinity,
    write: (buffer, from, to) => reader.write(buffer.bytes.subarray(from, to))
  })
  connection.close()
  const { files, notes } = reader.end()
  const { name, length, digests, pieces, addresses } = soleFile({ files, notes })
  const { id, mirrors, verification } = context.record()
  const all = new Set([...addresses.map((address) => address.uri), ...mirrors])
  all.delete(uri.href)
  context.journal.setPieces(id, pieces)
  context.update({
    mirrors: [...all].slice(0, MOST_MIRRORS),
    described: true,
    told: { name, length },
    verification: expectedByMetalink(verification, digests)
  })
  context.event('described', {
    name,
    length,
    addresses: addresses.length,
    digests: digests.map(({ algorithm }) => algorithm).join(' '),
    pieces: pieces ? pieces.algorithm : null,
    notes: notes.join(' ')
  })
}

/** Whether the file is as long as its description says, where it says so. */
function assertAsTold({ record, journal }: RunContext, { answer, length }: Plan): void {
  if (length === null) return
  const { told, id } = record()
  const pieces = journal.pieces(id)
  const reason =
    told && told.length !== null && told.length !== length
      ? `its file is ${length} bytes long, and the Metalink says ${told.length}`
      : pieces && !coversLength(pieces, length)
        ? `its file is ${length} bytes long, and the Metalink has pieces for another length`
        : null
  if (reason === null) return
  answer.connection.close()
  throw fail('range-mismatch', { host: authorityOf(answer.url), reason })
}

/** The server's own word on where else the file is. */
function noteDuplicates(context: RunContext, { answer }: Plan): void {
  const { mirrors, uri } = context.record()
  const known = new Set([uri, ...mirrors])
  const named = duplicatesOf(answer.response.head, answer.url).filter((address) => !known.has(address.uri))
  if (named.length === 0) return
  context.update({ mirrors: [...mirrors, ...named.map((address) => address.uri)].slice(0, MOST_MIRRORS) })
  context.event('mirrors-named', { by: authorityOf(answer.url), count: named.length })
}
