/** The way to the settings, at the foot of the side. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { SideButton } from '../../ui/side-button.tsx'
import { strings } from '../../ui/strings.ts'

export function OpenSettings(): ReactElement {
  const { view } = useShoal()
  const isOpen = useStore(view, ({ screen }) => screen === 'settings')
  return (
    <SideButton
      icon="settings"
      label={strings.settings.button}
      aria-current={isOpen}
      aria-keyshortcuts="Control+, Meta+,"
      onPress={() => view.setState({ screen: 'settings' })}
    />
  )
}
