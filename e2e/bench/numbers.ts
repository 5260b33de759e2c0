/** A number that was typed as an option: `50e6` as well as `50000000`. */
export function numberOf(option: string, text: string, least: number): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`${option}: expected a whole number from ${least}, received "${text}"`)
  return number
}
