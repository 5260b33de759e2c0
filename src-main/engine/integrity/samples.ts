/**
 * Which pieces of what is here to compare with another source. Pure. Pieces that hold one byte over and over prove
 * little (every disk image has them), so they are compared only where nothing else is at hand.
 */
import { rangeLength, totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'

export const SAMPLE_BYTES = 64 * 1024
/** Pieces compared in all: the first and the last bytes that are here, and six between them. */
export const SAMPLES = 8
/** Pieces looked at on disk for each that is compared. */
const CANDIDATES_PER_SAMPLE = 4

/** Whether so little is here that all of it is compared. */
export const isLittle = (durable: readonly ByteRange[]): boolean =>
  totalLength(durable) <= SAMPLES * SAMPLE_BYTES

/** All of the ranges, none longer than a sample. */
export const inPieces = (durable: readonly ByteRange[]): readonly ByteRange[] =>
  durable.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / SAMPLE_BYTES) }, (_, n) => ({
      start: start + n * SAMPLE_BYTES,
      end: Math.min(end, start + (n + 1) * SAMPLE_BYTES)
    }))
  )

/**
 * Pieces of the ranges (sorted, not touching) that may be worth comparing, in order and each once: the first, the last
 * and one somewhere in each of as many equal shares of what lies between.
 */
export function candidates(durable: readonly ByteRange[], random: () => number): readonly ByteRange[] {
  const count = SAMPLES * CANDIDATES_PER_SAMPLE - 2
  const share = totalLength(durable) / count
  const kept = [pieceAt(durable, 0)]
  const last = pieceAt(durable, Infinity)
  const keptUntil = (): number => kept.at(-1)?.end ?? 0
  for (let n = 0; n < count; n++) {
    const piece = pieceAt(durable, (n + random()) * share)
    if (piece.start >= keptUntil() && piece.end <= last.start) kept.push(piece)
  }
  if (last.end > keptUntil()) kept.push({ start: Math.max(last.start, keptUntil()), end: last.end })
  return kept
}

/** A piece around the byte that stands at `offset` of the ranges, counted as if they were one run. */
function pieceAt(durable: readonly ByteRange[], offset: number): ByteRange {
  let before = 0
  const found = durable.find((range) => (before += rangeLength(range)) > offset) ?? durable.at(-1)
  const range = found as ByteRange
  const wished = range.end - Math.max(0, Math.ceil(before - offset))
  const start = Math.max(range.start, Math.min(wished, range.end - SAMPLE_BYTES))
  return { start, end: Math.min(range.end, start + SAMPLE_BYTES) }
}

/** Which of the candidates to compare, whose bytes `contents` are: their indices, in order. */
export function worthComparing(contents: readonly Uint8Array[]): readonly number[] {
  const between = contents.map((_, index) => index).slice(1, -1)
  const telling = between.filter((index) => !isOneByteOverAndOver(contents[index] as Uint8Array))
  const chosen = evenly(telling, SAMPLES - 2)
  const mute = between.filter((index) => !telling.includes(index))
  const filling = evenly(mute, SAMPLES - 2 - chosen.length)
  return [...new Set([0, ...chosen, ...filling, contents.length - 1])].sort((a, b) => a - b)
}

function evenly(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values
  return Array.from(
    { length: count },
    (_, n) => values[Math.floor(((n + 0.5) * values.length) / count)] as number
  )
}

function isOneByteOverAndOver(bytes: Uint8Array): boolean {
  const [first] = bytes
  return bytes.every((byte) => byte === first)
}
