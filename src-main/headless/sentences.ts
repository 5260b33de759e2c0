/** The lines a run says in words, the same on a terminal and in a log file. Every one is safe to print. */
import type { Problem } from '../../src-shared/errors/problem.ts'
import type { Notice, SourceShare, Transfer } from '../../src-shared/model/transfer.ts'
import { shownName } from './peer-sentences.ts'
import { printable } from './printable.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { formatRate, formatSeconds, percentOf } from './quantities.ts'
import type { RunTotals } from './report.ts'

export function startedSentence({ name, length, directory }: Transfer, resumedBytes: number): string {
  const size = length === null ? 'unknown length' : formatBytes(length)
  const resumed = resumedBytes > 0 ? `, ${formatBytes(resumedBytes)} of it here already` : ''
  return printable(`Fetching ${name} (${size}${resumed}) to ${directory}`)
}

export const noticeSentence = ({ message }: Notice): string => printable(`Note: ${message}`)

export const retryingSentence = (attempt: number, inSeconds: number, { message }: Problem): string =>
  printable(`${message} Trying again in ${formatSeconds(inSeconds)} (attempt ${attempt}).`)

export function doneSentence(transfer: Transfer, { seconds, resumedBytes }: RunTotals): string {
  const bytes = transfer.length ?? transfer.receivedBytes
  const rate = seconds > 0 ? `, ${formatRate(Math.max(0, bytes - resumedBytes) / seconds)}` : ''
  return printable(
    `Done: ${transfer.name}, ${formatBytes(bytes)} in ${formatSeconds(seconds)}${rate}${fromPeers(transfer)}${verified(transfer)}`
  )
}

function fromPeers({ sources }: Transfer): string {
  const names = helpersOf(sources)
  if (names.length === 0) return ''
  const bytes = sources.reduce((sum, { kind, bytes }) => (kind === 'peer' ? sum + bytes : sum), 0)
  return `, ${formatBytes(bytes)} of it from ${listed(names)}`
}

/** Other machines that brought something, by the names that people know, most first. */
export const helpersOf = (sources: readonly SourceShare[]): readonly string[] =>
  sources
    .filter(({ kind, bytes }) => kind === 'peer' && bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ id, name = '' }) => shownName({ id, name }))

const MOST_NAMED = 3

export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  if (more > 0) return `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function verified({ verification }: Transfer): string {
  if (verification.kind !== 'verified') return ''
  return `, ${[...new Set(verification.digests.map(({ algorithm }) => algorithm))].join(' and ')} verified`
}

export const failedSentence = ({ message, advice, code }: Problem): string =>
  printable(`${message} ${advice} [${code}]`)

export function interruptedSentence({ message, advice }: Problem, transfer: Transfer | null): string {
  const percent = transfer && percentOf(transfer.receivedBytes, transfer.length)
  return printable(`${message}${percent === null ? '' : ` (${percent} % of ${transfer?.name})`} ${advice}`)
}
