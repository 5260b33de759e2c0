/**
 * How sizes, rates and times are written in the language now spoken. Sentences of the catalogue that have such numbers in
 * them are handed this; they must not look for it, since how numbers are written is itself told by the catalogue.
 */
export interface WrittenNumbers {
  bytes(bytes: number): string
  rate(bytesPerSecond: number): string
  duration(seconds: number): string
}
