/**
 * Which language the main process speaks: the one its window speaks, remembered for a start whose window is not there
 * yet; before there ever was one, the system's, where it is spoken here.
 */
import type { App } from 'electron'
import { isLanguage, languageFor, type LanguageCode } from '../../src-shared/words/language.ts'
import type { Memory } from './memory.ts'
import type { DesktopMethods } from './relay.ts'
import { speak, spoken } from './words.ts'

const REMEMBERED = 'language'

type SystemLanguages = Pick<App, 'getPreferredSystemLanguages'>

export const speakAsTheSystem = (app: SystemLanguages): void =>
  speak(languageFor(app.getPreferredSystemLanguages()))

/** Speaks as it did last. Returns what is told which language the window speaks; `changed` hears when it is another. */
export function followLanguage(
  app: SystemLanguages,
  memory: Memory,
  changed: () => void
): (language: LanguageCode) => void {
  const last = memory.get(REMEMBERED)
  if (isLanguage(last)) speak(last)
  else speakAsTheSystem(app)
  return (language) => {
    memory.set(REMEMBERED, language)
    if (language === spoken) return
    speak(language)
    changed()
  }
}

export const speakingMethods = (
  speakAsTheWindow: (language: LanguageCode) => void
): Pick<DesktopMethods, 'desktop.speak'> => ({
  'desktop.speak'({ language }) {
    speakAsTheWindow(language)
    return null
  }
})
