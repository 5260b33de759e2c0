/**
 * Lines of a transfer's log that a person waiting at a terminal should hear while it runs. The rest is there for
 * whoever asks why later.
 */
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Notice } from '../../src-shared/model/transfer.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'

/** How it is known that two addresses show one file. */
const proofs: Readonly<Record<string, string>> = {
  validator: ': its ETag is the same',
  digest: ': it announces the digest expected',
  content: ': samples of both are the same'
}

/** Null for an event that is not worth a line. */
export function noticeOf({ kind, detail }: TransferEvent): Notice | null {
  switch (kind) {
    case 'redirected':
      return { code: kind, message: `${detail['from']} redirected to ${detail['to']} (${detail['status']}).` }
    case 'started-over':
      return {
        code: kind,
        message: `Started over: ${detail['reason']}; ${formatBytes(Number(detail['droppedBytes']))} have to be fetched again.`
      }
    case 'address-replaced':
      return {
        code: kind,
        message: `Going on from ${detail['to']} with what ${detail['from']} brought${proofs[String(detail['proof'])] ?? ''}.`
      }
    case 'partial-missing':
      return {
        code: kind,
        message: `The partial file is gone; ${formatBytes(Number(detail['lostBytes']))} have to be fetched again.`
      }
    case 'described':
      return {
        code: kind,
        message: `The address leads to a Metalink description of ${detail['name']}, which names ${detail['addresses']} addresses.`
      }
    case 'source-failed':
      return { code: kind, message: `${detail['source']} does not serve the file (${detail['reason']}).` }
    default:
      return null
  }
}
