/** How the window looks and which language it speaks: the choices of the small panel, each with its sentence. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { USUAL_APPEARANCE, type Appearance } from '../../../stores/appearance.ts'
import { appearanceChoices } from '../../appearance/appearance-choices.ts'
import { ChoiceStrip } from './choice-strip.tsx'

export function AppearanceField({ item }: { readonly item: keyof Appearance }): ReactElement {
  const { appearance } = useShoal()
  const now = useStore(appearance)
  const { choices, chosen, choose } = appearanceChoices(now)[item]
  return (
    <ChoiceStrip
      item={item}
      onReset={
        now[item] === USUAL_APPEARANCE[item]
          ? undefined
          : () => appearance.setState({ [item]: USUAL_APPEARANCE[item] })
      }
      choices={choices}
      chosen={chosen}
      onChoose={(value) => appearance.setState(choose(value))}
    />
  )
}
