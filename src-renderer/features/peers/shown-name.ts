/** What of a machine's name is fit to be shown: nothing that hides, reorders or never ends. '' where nothing is left. */
const MOST_CHARACTERS = 64

export const shownName = (name: string): string =>
  [...name.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')]
    .slice(0, MOST_CHARACTERS)
    .join('')
    .trim()
