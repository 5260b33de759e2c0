/**
 * Whether another address shows the very file whose bytes are here: of the same length, and with the same bytes in
 * every piece compared. It only looks; who asked acts on the answer. Where a validator or a digest can prove more than
 * pieces, that counts first; nothing else ever stands in for them.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { isCoded } from '../../integrity/content-coding.ts'
import { parseContentRange } from '../../integrity/content-range.ts'
import { announcedDigest } from '../../integrity/digest-fields.ts'
import { candidates, inPieces, isLittle, worthComparing } from '../../integrity/samples.ts'
import { mismatch, validatorOf } from '../../integrity/validator.ts'
import { digestsOf } from '../../integrity/verification.ts'
import type { Validator } from '../../ports/journal-port.ts'
import type { PartFile } from '../../storage/part-file.ts'
import type { Answer } from './origin.ts'
import { Asker } from './asker.ts'
import { grantedRange, type KnownFile } from './range-answer.ts'
import type { RunContext } from '../run-context.ts'
import { firstDifference } from '../proof/spot-checks.ts'
import { statusProblem } from '../beginning/status-problem.ts'

/** What is here of the file. */
export interface FileHere {
  /** Where it came from, before redirects. */
  readonly uri: URL
  readonly known: KnownFile
  readonly file: Pick<PartFile, 'read'>
  /** Sorted, not touching. */
  readonly durable: readonly ByteRange[]
}

export type Sameness =
  | {
      readonly kind: 'same'
      /** What proved it. */
      readonly by: 'validator' | 'digest' | 'content'
      /** What later answers from there must carry. */
      readonly validator: Validator
      /** Where it answers, after redirects. */
      readonly url: URL
      readonly comparedBytes: number
    }
  /** `reason` ends the sentence "it is not used, because …". */
  | { readonly kind: 'different'; readonly reason: string }

/**
 * Asks `uri` for pieces of the durable bytes and compares. Rejects with ShoalError when it cannot be asked (network, TLS
 * and HTTP problems) or the file cannot be read; `interrupted` when the signal aborts.
 */
export async function showsSameBytes(
  context: RunContext,
  uri: URL,
  here: FileHere,
  signal: AbortSignal
): Promise<Sameness> {
  if (!/^https?:$/.test(uri.protocol))
    return { kind: 'different', reason: 'only http and https addresses can be asked for pieces' }
  const asker = new Asker(context, uri, signal)
  try {
    return await compare(context, asker, uri, here)
  } catch (thrown) {
    throw signal.aborted ? fail('interrupted') : thrown
  } finally {
    asker.end()
  }
}

async function compare(context: RunContext, asker: Asker, uri: URL, here: FileHere): Promise<Sameness> {
  const { known, file, durable } = here
  const pieces = isLittle(durable) ? inPieces(durable) : candidates(durable, Math.random)
  const contents: Uint8Array[] = []
  for (const piece of pieces) contents.push(await file.read(piece))
  const chosen = isLittle(durable) ? pieces.keys() : worthComparing(contents)

  let seen: (KnownFile & { readonly url: URL }) | null = null
  let comparedBytes = 0
  for (const index of chosen) {
    const piece = pieces[index] as ByteRange
    const answer = await asker.ask(piece)
    if (!seen) {
      const first = judgeFirst(context, answer, uri, here)
      if (first.kind !== 'unproven') return first
      seen = { validator: first.validator, length: known.length, url: answer.url }
    }
    const host = authorityOf(answer.url)
    const granted = grantedRange(answer.response, piece, seen, host, context.clock.unixMs())
    const wanted = (contents[index] as Uint8Array).subarray(0, rangeLength(granted))
    const found = await asker.body(rangeLength(granted))
    const differsAt = firstDifference(wanted, found)
    if (differsAt !== null)
      return { kind: 'different', reason: `its byte ${granted.start + differsAt} is another one` }
    comparedBytes += found.length
  }
  if (!seen) return { kind: 'different', reason: 'nothing is here to compare it with' }
  return { kind: 'same', by: 'content', validator: seen.validator, url: seen.url, comparedBytes }
}

/** What the first answer's head proves; `unproven` leaves it to the bytes. */
function judgeFirst(
  context: RunContext,
  { response, url }: Answer,
  uri: URL,
  { known, uri: earlierUri }: FileHere
): Sameness | { readonly kind: 'unproven'; readonly validator: Validator } {
  const { head, framing } = response
  const different = (reason: string): Sameness => ({ kind: 'different', reason })
  if (head.status === 416)
    return different(lengthReason(known, parseContentRange(head.fields.get('content-range'))?.length))
  if (head.status === 200) {
    const isOther = framing.kind === 'length' && framing.bytes !== known.length
    return different(
      isOther ? lengthReason(known, framing.bytes) : 'it sends whole files only, no part of one'
    )
  }
  if (head.status !== 206) throw statusProblem(head, authorityOf(url), context.clock.unixMs())
  const length = parseContentRange(head.fields.get('content-range'))?.length
  if (length !== known.length) return different(lengthReason(known, length))
  if (isCoded(head.fields.get('content-encoding'))) return different('it sends the file in a content coding')
  const validator = validatorOf(head)
  if (!validator)
    return different(
      'it offers no proof (ETag or Last-Modified) that its answers are of one version of a file'
    )

  const digest = announcedDigest(head)
  const expected = digestsOf(context.record().verification).find(
    ({ algorithm }) => algorithm === digest?.algorithm
  )
  if (digest && expected) {
    if (digest.hex !== expected.hex)
      return different(`it announces the ${digest.algorithm} digest ${digest.hex}, not ${expected.hex}`)
    return { kind: 'same', by: 'digest', validator, url, comparedBytes: 0 }
  }
  // A strong tag tells versions of one resource apart (RFC 9110 section 8.8.1), and two resources may share one: nginx
  // makes it of date and length, and the parts of a split archive have both in common.
  const isSameResource = uri.origin === earlierUri.origin && uri.pathname === earlierUri.pathname
  if (isSameResource && validator.etag !== null && mismatch(known, { validator, length }) === null)
    return { kind: 'same', by: 'validator', validator, url, comparedBytes: 0 }
  return { kind: 'unproven', validator }
}

const lengthReason = (known: KnownFile, length: number | null | undefined): string =>
  length == null
    ? 'it does not say how long its file is'
    : `its file is ${length} bytes long and this one ${known.length}`
