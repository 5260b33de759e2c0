/**
 * The run as JSON objects, one a line on stdout, for scripts. The shapes are an interface others depend on:
 * fields may be added, never renamed. The last line is always `done` or `failed`.
 */
import type { Problem } from '../../src-shared/errors/problem.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { jsonLines } from './json-lines.ts'
import { etaSeconds } from './quantities.ts'
import type { Report, Write } from './report.ts'

export function jsonReport(write: Write): Report {
  const line = jsonLines(write)
  const failed = (problem: Problem): void =>
    line('failed', { code: problem.code, message: problem.message, advice: problem.advice })

  return {
    intervalMs: 1000,
    started(transfer, resumedBytes) {
      const { id, uri, name, directory, length, connections } = transfer
      line('started', { id, uri, name, directory, length, connections, resumedBytes })
    },
    progress({ transfer, receivedBytes, bytesPerSecond, connections }) {
      const eta = etaSeconds(receivedBytes, transfer.length, bytesPerSecond)
      line('progress', {
        receivedBytes,
        length: transfer.length,
        bytesPerSecond: Math.round(bytesPerSecond),
        connections,
        etaSeconds: eta === null ? null : rounded(eta)
      })
    },
    notice({ code, message }) {
      line('notice', { code, message })
    },
    retrying(attempt, inSeconds, { code, message }) {
      line('retrying', { attempt, inSeconds: rounded(inSeconds), code, message })
    },
    done(transfer, path, { seconds }) {
      line('done', {
        path,
        bytes: transfer.length ?? transfer.receivedBytes,
        seconds: rounded(seconds),
        ...sha256Of(transfer),
        refetchedBytes: transfer.refetchedBytes,
        retransmittedBytes: transfer.retransmittedBytes,
        sources: transfer.sources.map(({ id, kind, name, bytes, connections }) => ({
          id,
          kind,
          ...(name === undefined ? {} : { name }),
          bytes,
          connections
        }))
      })
    },
    failed,
    interrupted: failed
  }
}

/** Known where it was compared; nothing is hashed for the report's sake. */
function sha256Of({ verification }: Transfer): { readonly sha256?: string } {
  const digests = verification.kind === 'verified' ? verification.digests : []
  const found = digests.find(({ algorithm }) => algorithm === 'sha-256')
  return found ? { sha256: found.hex } : {}
}

/** Milliseconds are as fine as a wall clock of a run means anything. */
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000
