/** A button of the window's side and the small panel it opens beside itself. Escape or a press elsewhere closes it. */
import type { ReactElement, ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import type { IconName } from './icons.tsx'
import { sideButtonClass, SideWords } from './side-button.tsx'
import styles from './panel.module.css'

interface PanelProps {
  readonly icon: IconName
  readonly label: string
  readonly isOpen: boolean
  readonly children: ReactNode
  onOpenChange(isOpen: boolean): void
}

export const Panel = ({ icon, label, isOpen, children, onOpenChange }: PanelProps): ReactElement => (
  <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
    <Button className={sideButtonClass}>
      <SideWords icon={icon} label={label} />
    </Button>
    <Popover className={styles.panel!} placement="top start" offset={6}>
      <Dialog className={styles.content!} aria-label={label}>
        {children}
      </Dialog>
    </Popover>
  </DialogTrigger>
)
