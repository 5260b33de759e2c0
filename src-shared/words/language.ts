/** The languages Shoal speaks, and which of them a person who has not chosen one is spoken to in. */

export const LANGUAGES = ['en', 'ar'] as const
export type LanguageCode = (typeof LANGUAGES)[number]

export const isLanguage = (code: unknown): code is LanguageCode => LANGUAGES.some((known) => known === code)

/** The first of the person's own languages that is spoken here; English when none is. */
export function languageFor(preferred: readonly string[]): LanguageCode {
  for (const tag of preferred) {
    const [code] = tag.toLowerCase().split('-')
    if (isLanguage(code)) return code
  }
  return 'en'
}
