/**
 * Puts the chosen appearance, or the system's where none was chosen, on the document: `data-theme`, `data-contrast` and
 * `data-motion` for the style sheets, language and direction for everything else.
 */
import type { Client } from '../../../src-shared/rpc/client.ts'
import type { Appearance, AppearanceStore } from '../../stores/appearance.ts'
import { isLanguage, languageFor, type LanguageCode } from '../../../src-shared/words/language.ts'
import { languages } from '../../ui/languages.ts'
import { speak } from '../../ui/strings.ts'

export const languageOf = ({ language }: Appearance): LanguageCode =>
  isLanguage(language) ? language : languageFor(navigator.languages)

/** Keeps the document true to choice and system, from now on. To be called before anything is drawn. */
export function followAppearance(store: AppearanceStore, root: HTMLElement): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const more = matchMedia('(prefers-contrast: more)')
  const reduced = matchMedia('(prefers-reduced-motion: reduce)')
  const apply = (): void => {
    const appearance = store.getState()
    const { theme, contrast, motion } = appearance
    root.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    root.dataset['contrast'] = contrast === 'more' || more.matches ? 'more' : 'normal'
    root.dataset['motion'] = motion === 'reduced' || reduced.matches ? 'reduced' : 'full'
    const { tag, direction, messages } = languages[languageOf(appearance)]
    root.lang = tag
    root.dir = direction
    speak(tag, messages)
  }
  apply()
  // Before any listener that draws: those read the words and colours that hold now.
  store.subscribe(apply)
  for (const query of [dark, more, reduced]) query.addEventListener('change', apply)
}

/** Tells the program around the page which language is spoken, now and whenever that changes; a browser has none. */
export function tellLanguage(client: Pick<Client, 'call'>, store: AppearanceStore): void {
  let told: LanguageCode | null = null
  const tell = (): void => {
    const language = languageOf(store.getState())
    if (language === told) return
    told = language
    // Where nobody listens, nobody needs to know.
    client.call('desktop.speak', { language }).catch(() => undefined)
  }
  tell()
  store.subscribe(tell)
}
