/** Theme, contrast, motion and language, chosen in a small panel and in force at once. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { Appearance } from '../../stores/appearance.ts'
import { ChoiceGroup } from '../../ui/choice-group.tsx'
import { Panel } from '../../ui/panel.tsx'
import { strings } from '../../ui/strings.ts'
import { appearanceChoices } from './appearance-choices.ts'

interface AppearanceMenuProps {
  readonly isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

export const AppearanceMenu = ({ isOpen, onOpenChange }: AppearanceMenuProps): ReactElement => (
  <Panel icon="appearance" label={strings.appearance.button} isOpen={isOpen} onOpenChange={onOpenChange}>
    <AppearanceChoices parts={['theme', 'contrast', 'motion', 'language']} />
  </Panel>
)

/** One strip of choices for each part. */
export function AppearanceChoices({
  parts
}: {
  readonly parts: readonly (keyof Appearance)[]
}): ReactElement[] {
  const { appearance } = useShoal()
  const all = appearanceChoices(useStore(appearance))
  return parts.map((part) => {
    const { choices, chosen, choose } = all[part]
    return (
      <ChoiceGroup
        key={part}
        label={strings.appearance[part]}
        choices={choices}
        chosen={chosen}
        onChoose={(value) => appearance.setState(choose(value))}
      />
    )
  })
}
