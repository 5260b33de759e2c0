/** How the window looks and which language it speaks: the choices of the small panel, each with its sentence. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { USUAL_APPEARANCE, type Appearance } from '../../../stores/appearance.ts'
import { Choices } from '../../../ui/choice-group.tsx'
import { appearanceChoices } from '../../appearance/appearance-choices.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

export function AppearanceField({ item }: { readonly item: keyof Appearance }): ReactElement {
  const { appearance } = useShoal()
  const now = useStore(appearance)
  const { choices, chosen, choose } = appearanceChoices(now)[item]
  return (
    <SettingRow
      item={item}
      onReset={
        now[item] === USUAL_APPEARANCE[item]
          ? undefined
          : () => appearance.setState({ [item]: USUAL_APPEARANCE[item] })
      }
    >
      {({ label, description }) => (
        <div
          className={styles.choices}
          role="radiogroup"
          aria-labelledby={label}
          aria-describedby={description}
        >
          <Choices
            choices={choices}
            chosen={chosen}
            onChoose={(value) => appearance.setState(choose(value))}
          />
        </div>
      )}
    </SettingRow>
  )
}
