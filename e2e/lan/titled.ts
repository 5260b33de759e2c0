/** Tests that are skipped say why, in the name that a report shows. */
export const titled = (name: string, whyNot: string | null): string =>
  whyNot === null ? name : `${name} (skipped: ${whyNot})`
