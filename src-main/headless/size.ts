/**
 * An amount of bytes as it is typed: `10G`, `500MB`, `4GiB`, `800000`. K, M, G and T count in 1024s as in curl, wget and
 * aria2, `kB`, `MB` and `GB` in 1000s as this program prints them. Bits are refused, not guessed at.
 */
const FORM = /^(\d{1,15}(?:\.\d{1,9})?) ?([kKmMgGtT]?)(i?[bB])?$/
const PREFIXES = ['', 'k', 'm', 'g', 't']

/** Whole bytes, or why there are none; `examples` are named where the text is nothing of the kind. */
export function parseSize(
  text: string,
  examples = 'bytes such as 500M, 10G or 4GiB'
): { readonly bytes: number } | { readonly refusal: string } {
  const [, digits, prefix, unit] = FORM.exec(text) ?? []
  if (digits === undefined || prefix === undefined || (unit?.startsWith('i') && prefix === ''))
    return { refusal: `expected ${examples}` }
  if (unit === 'b' || unit === 'ib') return { refusal: 'expected bytes (B), not bits (b)' }
  const base = unit === 'B' ? 1000 : 1024
  return { bytes: Math.round(Number(digits) * base ** PREFIXES.indexOf(prefix.toLowerCase())) }
}
