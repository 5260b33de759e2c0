/**
 * How near a text is to what was typed, for finding by a few letters. Every typed word must be in the text: as it is,
 * better at the start of a word, or as letters in that order. Pure; small and capital letters and marks on them do not
 * matter.
 */

/** Those that hold the query, the nearest first; among equals the order stays. */
export function nearest<Each>(
  query: string,
  all: readonly Each[],
  nameOf: (each: Each) => string
): readonly Each[] {
  const near = all.flatMap((each) => {
    const score = nearness(query, nameOf(each))
    return score === null ? [] : [{ each, score }]
  })
  return near.sort((a, b) => b.score - a.score).map(({ each }) => each)
}

/** Higher is nearer; null where it is not in there. An empty query is in every text, equally. */
function nearness(query: string, text: string): number | null {
  const words = plain(query).split(/\s+/).filter(Boolean)
  const within = plain(text)
  let total = 0
  for (const word of words) {
    const near = wordNearness(word, within)
    if (near === null) return null
    total += near
  }
  // Of two texts that hold it alike, the one with less besides.
  return words.length === 0 ? 0 : total - within.length / 1000
}

const AT_START = 4
const AT_WORD = 3
const INSIDE = 2
const LETTER = /[\p{L}\p{N}]/u

function wordNearness(word: string, text: string): number | null {
  const first = text.indexOf(word)
  if (first === 0) return AT_START
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) {
    if (!LETTER.test(text[at - 1] ?? '')) return AT_WORD
  }
  if (first > 0) return INSIDE
  const span = shortestSpan(word, text)
  return span === null ? null : word.length / span
}

/** Letters scattered over more than this many times their number are an accident. */
const SCATTER = 4

/** Length of the shortest part of the text that has all the letters in order. */
function shortestSpan(word: string, text: string): number | null {
  let shortest: number | null = null
  for (let from = text.indexOf(word[0]!); from !== -1; from = text.indexOf(word[0]!, from + 1)) {
    let at = from
    let found = 1
    while (found < word.length) {
      at = text.indexOf(word[found]!, at + 1)
      if (at === -1) return limited(shortest, word)
      found++
    }
    const span = at - from + 1
    if (shortest === null || span < shortest) shortest = span
  }
  return limited(shortest, word)
}

const limited = (span: number | null, word: string): number | null =>
  span !== null && span <= word.length * SCATTER ? span : null

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
