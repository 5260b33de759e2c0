/** Theme, contrast, motion and language, chosen in a small panel and in force at once. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { CONTRASTS, MOTIONS, THEMES } from '../../stores/appearance.ts'
import { ChoiceGroup } from '../../ui/choice-group.tsx'
import { languages, type LanguageCode } from '../../ui/languages.ts'
import { Panel } from '../../ui/panel.tsx'
import { strings } from '../../ui/strings.ts'
import { languageOf } from './apply-appearance.ts'

interface AppearanceMenuProps {
  readonly isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

export function AppearanceMenu({ isOpen, onOpenChange }: AppearanceMenuProps): ReactElement {
  const { appearance } = useShoal()
  const now = useStore(appearance)
  const words = strings.appearance
  return (
    <Panel icon="appearance" label={words.button} isOpen={isOpen} onOpenChange={onOpenChange}>
      <ChoiceGroup
        label={words.theme}
        choices={THEMES.map((theme) => ({ value: theme, label: words.themes[theme] }))}
        chosen={now.theme}
        onChoose={(theme) => appearance.setState({ theme })}
      />
      <ChoiceGroup
        label={words.contrast}
        choices={CONTRASTS.map((contrast) => ({ value: contrast, label: words.contrasts[contrast] }))}
        chosen={now.contrast}
        onChoose={(contrast) => appearance.setState({ contrast })}
      />
      <ChoiceGroup
        label={words.motion}
        choices={MOTIONS.map((motion) => ({ value: motion, label: words.motions[motion] }))}
        chosen={now.motion}
        onChoose={(motion) => appearance.setState({ motion })}
      />
      <ChoiceGroup
        label={words.language}
        choices={Object.entries(languages).map(([code, { name, tag }]) => ({
          value: code as LanguageCode,
          label: name,
          language: tag
        }))}
        chosen={languageOf(now)}
        onChoose={(language) => appearance.setState({ language })}
      />
    </Panel>
  )
}
