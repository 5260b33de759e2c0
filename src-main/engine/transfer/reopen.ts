/** Finds what an earlier run of a transfer left on disk and in the journal, and whether it can be built on. */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import { expectedAnew } from '../integrity/verification.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { TransferRecord, Validator } from '../ports/journal-port.ts'
import { PartFile } from '../storage/part-file.ts'
import type { RunContext } from './run-context.ts'

export interface Earlier {
  readonly kind: 'partial'
  readonly file: PartFile
  readonly ledger: Ledger
  readonly validator: Validator
}

/** Null: begin anew. `finished`: the process died after the file got its name and before the journal heard of it. */
export async function reopen(
  context: RunContext
): Promise<Earlier | { readonly kind: 'finished'; readonly path: string } | null> {
  const { id, name, directory, length, validator, verification } = context.record()
  if (name === null) return null
  const durable = context.journal.durable(id)
  const durableBytes = totalLength(durable)
  const file = await PartFile.reopen(context.disk, directory, name)
  if (!file) {
    const target = path.join(directory, name)
    // A file that was to be verified got its name only if it was.
    const mayBeNamed = verification.kind === 'unproven' || verification.kind === 'verified'
    if (durableBytes === length && mayBeNamed && (await context.disk.exists(target)))
      return { kind: 'finished', path: target }
    if (durableBytes > 0) context.event('partial-missing', { lostBytes: durableBytes })
    forget(context)
    return null
  }
  const { length: fileLength, allocatedBytes } = await file.stat()
  if (length === null || validator === null || durableBytes === 0) {
    // Nothing proves anything about these bytes: the name is ours, the content starts over.
    context.live.refetchedBytes += Math.min(allocatedBytes, fileLength)
    await file.discard()
    forget(context)
    return null
  }
  if (verification.kind === 'refuted') {
    // Every byte is here and known to be wrong, nobody knows which.
    context.event('started-over', { reason: 'it did not match its checksum', droppedBytes: durableBytes })
    context.live.refetchedBytes += durableBytes
    await file.discard()
    forget(context)
    return null
  }
  if (fileLength !== length) {
    // Someone else has been at it. It is no longer ours to build on, nor to delete: the transfer takes another name.
    context.event('partial-altered', { expectedBytes: length, foundBytes: fileLength })
    await file.close()
    forget(context)
    return null
  }
  const ledger = recordedLedger(context.record(), durable)
  if (!ledger) {
    await file.close()
    throw fail('journal-corrupt', { path: 'of this transfer', reason: 'its ranges do not fit its file' })
  }
  context.live.ledger = ledger
  if (context.takeAbandoned()) {
    // The file system gave out more blocks than the journal knows bytes for: those bytes came, and will come again.
    context.live.refetchedBytes += Math.max(0, Math.min(allocatedBytes, length) - durableBytes)
  }
  return { kind: 'partial', file, ledger, validator }
}

/** The ledger a record and its ranges describe; null when there is none yet, or they contradict each other. */
export function recordedLedger(
  { length, validator }: TransferRecord,
  durable: readonly ByteRange[]
): Ledger | null {
  if (length === null || validator === null || (durable.at(-1)?.end ?? 0) > length) return null
  return new Ledger(length, durable)
}

function forget(context: RunContext): void {
  const { id, activeSeconds, verification } = context.record()
  const { refetchedBytes, retransmittedBytes } = context.live
  context.live.forget()
  context.journal.checkpoint(id, [], { activeSeconds, refetchedBytes, retransmittedBytes, sources: [] })
  context.update({
    name: null,
    length: null,
    validator: null,
    anchor: null,
    verification: expectedAnew(verification),
    sources: []
  })
}
