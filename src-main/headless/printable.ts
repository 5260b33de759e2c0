/**
 * Text from a network made fit for a terminal. A file name or a server's words may hold escape sequences that
 * recolour, retitle or rewrite the screen, or direction marks that make `gpj.exe` read `exe.jpg`; none of them
 * passes here. Line breaks become spaces, so that one message stays one line.
 */

/** C0, DEL and C1 controls, and the marks that reorder text (Unicode UAX #9). */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029]+/g

export const printable = (text: string): string => text.replace(LINE_BREAKS, ' ').replace(UNSAFE, '')

/** Columns a terminal gives the text: two for wide characters, none for combining ones. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

/** Combining marks and invisible formatting such as joiners. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u
/** East Asian Wide and Fullwidth (Unicode UAX #11), and emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u

/** At most `columns` wide; what does not fit is cut from the middle, so that a name keeps its extension. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  if (columns < 2) return ''
  const characters = [...text]
  const tailColumns = Math.floor((columns - 1) / 3)
  const tail = taken(characters.slice().reverse(), tailColumns).reverse().join('')
  return `${taken(characters, columns - 1 - columnsOf(tail)).join('')}…${tail}`
}

function taken(characters: readonly string[], columns: number): string[] {
  const kept: string[] = []
  let left = columns
  for (const character of characters) {
    left -= columnsOf(character)
    if (left < 0) break
    kept.push(character)
  }
  return kept
}
