/** What each language is to the window: its words, its direction, its name. */
import type { LanguageCode } from '../../src-shared/words/language.ts'
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
} as const satisfies Readonly<Record<LanguageCode, Language>>
