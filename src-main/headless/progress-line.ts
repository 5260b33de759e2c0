/**
 * One line that tells a person how a transfer stands, never wider than asked. When space is short the least
 * needed parts go first: the bar, then the names of who helps, the bytes, the connections, the time left; the percent stays to the end.
 */
import { columnsOf, fitted, printable } from './printable.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { etaSeconds, formatRate, formatSeconds, percentOf } from './quantities.ts'
import type { Moment } from './report.ts'
import { helpersOf, listed } from './sentences.ts'

const MIN_NAME_COLUMNS = 12
const MAX_NAME_COLUMNS = 40
const MIN_BAR_COLUMNS = 8
const MAX_BAR_COLUMNS = 32

export function progressLine(moment: Moment, columns: number): string {
  const { transfer, receivedBytes } = moment
  const percent = percentOf(receivedBytes, transfer.length)
  const name = printable(transfer.name)

  // From most to least needed; a part is dropped once everything before it leaves no room for it.
  const wished = [percent === null ? null : `${String(percent).padStart(3)} %`, ...details(moment)]
  const parts: string[] = []
  let left = columns - Math.min(MIN_NAME_COLUMNS, columnsOf(name))
  for (const part of wished) {
    if (part === null) continue
    if (columnsOf(part) + SEPARATOR.length > left) break
    left -= columnsOf(part) + SEPARATOR.length
    parts.push(part)
  }
  const nameColumns = Math.min(
    columnsOf(name),
    MAX_NAME_COLUMNS,
    Math.min(MIN_NAME_COLUMNS, columnsOf(name)) + left
  )
  const shownName = fitted(name, nameColumns)
  left =
    columns - columnsOf(shownName) - parts.reduce((sum, part) => sum + columnsOf(part) + SEPARATOR.length, 0)

  const barColumns = Math.min(MAX_BAR_COLUMNS, left - SEPARATOR.length)
  const bar = percent !== null && barColumns >= MIN_BAR_COLUMNS ? [drawnBar(percent, barColumns)] : []
  return fitted([shownName, ...bar, ...parts].join(SEPARATOR), columns)
}

const SEPARATOR = '  '

function details({ transfer, receivedBytes, bytesPerSecond, connections }: Moment): (string | null)[] {
  const { state, length } = transfer
  const bytes =
    length === null ? formatBytes(receivedBytes) : `${formatBytes(receivedBytes)} of ${formatBytes(length)}`
  if (state.kind === 'retrying' || state.kind === 'queued') return ['waiting', bytes]
  if (state.kind === 'running' && state.phase === 'resolving') return ['asking']
  if (state.kind === 'running' && state.phase === 'verifying') return ['verifying', bytes]
  if (state.kind === 'running' && state.phase === 'finishing') return ['finishing', bytes]
  const helpers = helpersOf(transfer.sources)
  const eta = etaSeconds(receivedBytes, length, bytesPerSecond)
  return [
    formatRate(bytesPerSecond).padStart(9),
    eta === null ? null : `${formatSeconds(Math.ceil(eta))} left`,
    `${connections} conn`,
    bytes,
    helpers.length === 0 ? null : `with ${listed(helpers)}`
  ]
}

/** Plain ASCII: every terminal and font has it. */
function drawnBar(percent: number, columns: number): string {
  const inside = columns - 2
  const filled = Math.floor((inside * percent) / 100)
  const head = filled > 0 && filled < inside ? '>' : ''
  return `[${'='.repeat(filled - head.length)}${head}${' '.repeat(inside - filled)}]`
}
