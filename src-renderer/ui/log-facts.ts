/** What the lines of a log are made of: readers of what was logged, which any language's sentences share. */
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { WrittenNumbers } from './written-numbers.ts'

export type LogDetail = TransferEvent['detail']
/** What a line says, from what was logged and how numbers are written now. */
export type LogLine = (detail: LogDetail, numbers: WrittenNumbers) => string

/** Enough of a peer's id to tell it from another. */
const ID_SHOWN = 7

export const textOf = (detail: LogDetail, name: string): string => String(detail[name] ?? '')
export const numberOf = (detail: LogDetail, name: string): number => Number(detail[name] ?? 0)
export const peerOf = (detail: LogDetail): string =>
  textOf(detail, 'name') || textOf(detail, 'peer').slice(0, ID_SHOWN)
