/** Finds what an earlier run of a transfer left on disk and in the journal, and whether it can be built on. */
import path from 'node:path'
import { rangeLength } from '../../../src-shared/model/byte-range.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Validator } from '../ports/journal-port.ts'
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
  const { id, name, directory, length, validator } = context.record()
  if (name === null) return null
  const durable = context.journal.durable(id)
  const durableBytes = durable.reduce((sum, range) => sum + rangeLength(range), 0)
  const file = await PartFile.reopen(context.disk, directory, name)
  if (!file) {
    const target = path.join(directory, name)
    if (durableBytes === length && (await context.disk.exists(target)))
      return { kind: 'finished', path: target }
    if (durableBytes > 0) context.event('partial-missing', { lostBytes: durableBytes })
    forget(context)
    return null
  }
  const { length: fileLength, allocatedBytes } = await file.stat()
  if (length === null || validator === null || fileLength !== length) {
    // Nothing here proves anything about these bytes; the name is ours, the content starts over.
    context.live.refetchedBytes += allocatedBytes
    await file.discard()
    forget(context)
    return null
  }
  const ledger = new Ledger(length, durable)
  context.live.ledger = ledger
  if (context.takeAbandoned()) {
    // The file system gave out more blocks than the journal knows bytes for: those bytes came, and will come again.
    context.live.refetchedBytes += Math.max(0, Math.min(allocatedBytes, length) - durableBytes)
  }
  return { kind: 'partial', file, ledger, validator }
}

function forget(context: RunContext): void {
  const { id, activeSeconds } = context.record()
  const { refetchedBytes, retransmittedBytes } = context.live
  context.live.forget()
  context.journal.checkpoint(id, [], { activeSeconds, refetchedBytes, retransmittedBytes, sources: [] })
  context.update({ name: null, length: null, validator: null, sources: [] })
}
