/** What there is to choose of each part of the appearance, which is chosen now, and what a choice comes to. Pure. */
import { CONTRASTS, MOTIONS, THEMES, type Appearance } from '../../stores/appearance.ts'
import { languages } from '../../ui/languages.ts'
import { strings } from '../../ui/strings.ts'
import { languageOf } from './apply-appearance.ts'

export interface PartChoices {
  readonly choices: readonly { readonly value: string; readonly label: string; readonly language?: string }[]
  readonly chosen: string
  choose(value: string): Partial<Appearance>
}

export function appearanceChoices(now: Appearance): { readonly [Part in keyof Appearance]: PartChoices } {
  const words = strings.appearance
  const among = <Value extends string>(
    values: readonly Value[],
    labels: Readonly<Record<Value, string>>,
    chosen: Value,
    part: 'theme' | 'contrast' | 'motion'
  ): PartChoices => ({
    choices: values.map((value) => ({ value, label: labels[value] })),
    chosen,
    choose: (value) => ({ [part]: value })
  })
  return {
    theme: among(THEMES, words.themes, now.theme, 'theme'),
    contrast: among(CONTRASTS, words.contrasts, now.contrast, 'contrast'),
    motion: among(MOTIONS, words.motions, now.motion, 'motion'),
    language: {
      choices: Object.entries(languages).map(([code, { name, tag }]) => ({
        value: code,
        label: name,
        language: tag
      })),
      chosen: languageOf(now),
      choose: (language) => ({ language })
    }
  }
}
