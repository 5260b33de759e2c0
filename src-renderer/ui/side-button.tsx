/** A button of the window's side: a sign, a word, and how many there are behind it. Narrow, it keeps the sign. */
import type { ComponentProps, ReactElement } from 'react'
import { formatCount } from './format.ts'
import { icons, type IconName } from './icons.tsx'
import styles from './side-button.module.css'

interface SideButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  readonly icon: IconName
  readonly label: string
  readonly count?: number
  /** A count that wants to be looked at. */
  readonly isAlarming?: boolean
  onPress(): void
}

export const SideButton = ({
  icon,
  label,
  count,
  isAlarming,
  onPress,
  ...rest
}: SideButtonProps): ReactElement => (
  <button type="button" title={label} {...rest} className={styles.button} onClick={onPress}>
    <SideWords icon={icon} label={label} />
    {count !== undefined && (
      <span className={styles.count} data-alarming={isAlarming ? '' : undefined}>
        {count > 0 && formatCount(count)}
      </span>
    )}
  </button>
)

/** For a button of another kind that stands among them. */
export const sideButtonClass = styles.button ?? ''

export const SideWords = ({ icon, label }: Pick<SideButtonProps, 'icon' | 'label'>): ReactElement => (
  <>
    {icons[icon]}
    <span className={styles.word}>
      <bdi>{label}</bdi>
    </span>
  </>
)
