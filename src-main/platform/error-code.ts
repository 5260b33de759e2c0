/** The operating system's name for what went wrong, read from anything thrown. */
export const errorCode = (thrown: unknown): string | null => {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : null
}

export const hasCode = (thrown: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(errorCode(thrown) ?? '')
