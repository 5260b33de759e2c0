/**
 * What must be known before a transfer goes on from another address than the one it began with: that the bytes here are
 * the first part of the very file that address shows, and what of the user's secrets it may be told.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import { endpointOf, sameEndpoint } from '../connection/endpoint.ts'
import type { TransferRecord, Validator } from '../ports/journal-port.ts'
import { PartFile } from '../storage/part-file.ts'
import type { RunContext } from './run-context.ts'
import { showsSameBytes } from './sources/same-content.ts'

export interface Proof {
  /** What later answers must carry. */
  readonly validator: Validator | null
  /** How it was proven, for the log. */
  readonly detail: TransferEvent['detail']
}

/** Rejects with ShoalError: `source-differs`, or what kept it from being looked at. */
export async function proofOf(context: RunContext, uri: URL): Promise<Proof> {
  const { id, name, directory, length, validator, verification, uri: asked, anchor } = context.record()
  const durable = context.journal.durable(id)
  const isHere = name !== null && length !== null && validator !== null && durable.length > 0
  // What was found wrong as a whole is given up by the next attempt anyway, as is what cannot be built on.
  const file =
    isHere && verification.kind !== 'refuted' ? await PartFile.reopen(context.disk, directory, name) : null
  if (!isHere || !file) return { validator, detail: { proof: 'none needed', comparedBytes: 0 } }
  try {
    const here = { uri: new URL(anchor ?? asked), known: { validator, length }, file, durable }
    const seen = await showsSameBytes(context, uri, here, context.signal)
    if (seen.kind === 'different') {
      context.event('address-refused', { host: uri.host, reason: seen.reason })
      throw fail('source-differs', { host: uri.host, reason: seen.reason })
    }
    const { by: proof, comparedBytes } = seen
    return { validator: seen.validator, detail: { proof, comparedBytes } }
  } finally {
    await file.close()
  }
}

/** What may be said to `uri` of what was given for another address: all of it only where that is the same endpoint. */
export function requestFor(
  uri: URL,
  { uri: earlier, request }: Pick<TransferRecord, 'uri' | 'request'>
): RequestOptions {
  if (sameEndpoint(endpointOf(uri), endpointOf(new URL(earlier)))) return request
  if (!request.headers && !request.login && !request.clientCertificate) return request
  const { userAgent, referer, cookieFile, proxy, peers } = request
  return { userAgent, referer, cookieFile, proxy, peers }
}
