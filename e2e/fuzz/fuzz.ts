/**
 * Inputs for fuzzing: valid ones, cut, spliced, repeated and sprinkled with the bytes that parsers trip over. All of it
 * follows from a seed, so that whatever fails can be made again.
 */

interface Mutation {
  /** Valid inputs. */
  readonly seeds: readonly Buffer[]
  /** Pieces that parsers trip over. */
  readonly tricks: readonly Buffer[]
  readonly random: (below: number) => number
  /** Grows it until `bytes` is nearly full. */
  readonly big: boolean
}

/** Writes the next input into `bytes`. Returns its length. */
function mutate(bytes: Buffer, { seeds, tricks, random, big }: Mutation): number {
  const pick = (from: readonly Buffer[]): Buffer => from[random(from.length)] ?? Buffer.alloc(0)
  let length = pick(seeds).copy(bytes)
  for (let left = random(6); left > 0; left--) {
    const at = random(length)
    switch (random(6)) {
      case 0:
        bytes[at] = random(256)
        break
      case 1:
        length = at
        break
      case 2:
        length = insert(bytes, length, at, pick(tricks))
        break
      case 3:
        length = insert(bytes, length, at, pick(seeds).subarray(random(40)))
        break
      case 4: {
        const upTo = Math.min(length, at + random(20))
        bytes.copyWithin(at, upTo, length)
        length -= upTo - at
        break
      }
      case 5:
        length = insert(bytes, length, at, Buffer.from(bytes.subarray(at, Math.min(length, at + random(60)))))
    }
    if (length === 0) return 0
  }
  while (big && length < bytes.length) {
    const grown = insert(bytes, length, random(length), pick(random(2) === 0 ? tricks : seeds))
    if (grown === length) break
    length = grown
  }
  return length
}

function insert(bytes: Buffer, length: number, at: number, piece: Buffer): number {
  if (length + piece.length > bytes.length) return length
  bytes.copyWithin(at + piece.length, at, length)
  piece.copy(bytes, at)
  return length + piece.length
}

/** xorshift32 (Marsaglia 2003): repeatable from its seed. */
function dice(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return below <= 1 ? 0 : (state >>> 0) % below
  }
}

/** Far beyond what an input takes, even on a busy machine; a hang is longer. */
const LONGEST_MS = 1_000

export interface Fuzzed {
  readonly accepted: number
  readonly refused: number
}

/**
 * Gives one input after another to `reads` until `goOn` says no. `reads` tells whether the first `length` bytes were
 * accepted, cut in two at `cut` where it likes. Throws with the seed and the input when it throws or takes too long.
 */
export function fuzz(options: {
  readonly seed: number
  readonly bytes: Buffer
  readonly seeds: readonly Buffer[]
  readonly tricks: readonly Buffer[]
  /** One input in so many is grown to nearly all of `bytes`. */
  readonly bigEvery: number
  reads(bytes: Buffer, length: number, cut: number): boolean
  goOn(inputs: number): boolean
}): Fuzzed {
  const { seed, bytes, seeds, tricks, bigEvery, reads, goOn } = options
  const random = dice(seed)
  let accepted = 0
  let refused = 0
  while (goOn(accepted + refused)) {
    const length = mutate(bytes, { seeds, tricks, random, big: random(bigEvery) === 0 })
    const startMs = performance.now()
    try {
      if (reads(bytes, length, random(length + 1))) accepted++
      else refused++
      const ms = performance.now() - startMs
      if (ms > LONGEST_MS) throw new Error(`it took ${ms.toFixed(0)} ms`)
    } catch (thrown) {
      const input = JSON.stringify(bytes.toString('latin1', 0, Math.min(length, 2_000)))
      throw new Error(`seed ${seed}, input ${accepted + refused + 1}: ${input}`, { cause: thrown })
    }
  }
  return { accepted, refused }
}
