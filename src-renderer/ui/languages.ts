/** The languages the window speaks, and which of them a person who has not chosen one is spoken to in. */
import { arabic } from './arabic.ts'
import { english, type Messages } from './strings.ts'

interface Language {
  /** For `Intl` and for the document. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  /** In the language itself: who looks for it may read no other. */
  readonly name: string
  readonly messages: Messages
}

export const languages = {
  en: { tag: 'en', direction: 'ltr', name: 'English', messages: english },
  // One kind of digits everywhere: rates and addresses stand side by side.
  ar: { tag: 'ar-u-nu-latn', direction: 'rtl', name: 'العربية', messages: arabic }
} as const satisfies Readonly<Record<string, Language>>

export type LanguageCode = keyof typeof languages

export const isLanguage = (code: unknown): code is LanguageCode =>
  typeof code === 'string' && Object.hasOwn(languages, code)

/** The first of the person's own languages that is spoken here; English when none is. */
export function languageFor(preferred: readonly string[]): LanguageCode {
  for (const tag of preferred) {
    const [code] = tag.toLowerCase().split('-')
    if (isLanguage(code)) return code
  }
  return 'en'
}
