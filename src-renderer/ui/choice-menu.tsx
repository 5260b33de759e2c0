/** A button that says what is chosen, and a menu to choose otherwise. */
import type { ReactElement } from 'react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { icons, type IconName } from './icons.tsx'
import styles from './choice-menu.module.css'

interface ChoiceMenuProps<Value extends string> {
  readonly icon: IconName
  /** What the button says, the choice included. */
  readonly label: string
  readonly menuLabel: string
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly chosen: Value
  onChoose(value: Value): void
}

export const ChoiceMenu = <Value extends string>({
  icon,
  label,
  menuLabel,
  choices,
  chosen,
  onChoose
}: ChoiceMenuProps<Value>): ReactElement => (
  <MenuTrigger>
    <Button className={styles.opener!}>
      {icons[icon]}
      <span>{label}</span>
    </Button>
    <Popover className={styles.popover!} placement="bottom end" offset={4}>
      <Menu
        className={styles.menu!}
        aria-label={menuLabel}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          const choice = choices.find(({ value }) => keys !== 'all' && keys.has(value))
          if (choice) onChoose(choice.value)
        }}
      >
        {choices.map((choice) => (
          <MenuItem key={choice.value} id={choice.value} className={styles.item!}>
            <span className={styles.sign}>{choice.value === chosen && icons.check}</span>
            {choice.label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  </MenuTrigger>
)
