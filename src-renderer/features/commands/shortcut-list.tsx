/** Every key that does something, by where it is heard; drawn from the table of commands. */
import { useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { gone, turnOf } from '../../stores/summoned.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'
import type { Place } from './command.ts'
import { commands } from './commands.ts'
import { KeyCaps } from './key-caps.tsx'
import styles from './shortcut-list.module.css'

const PLACES: readonly Place[] = ['anywhere', 'list', 'detail']

export function ShortcutList(): ReactElement | null {
  const { summoned } = useShoal()
  const turn = useStore(summoned, turnOf('shortcuts'))
  const dialog = useRef<HTMLDialogElement>(null)
  if (turn === null) return null
  const words = strings.commands
  return (
    <Dialog
      key={turn}
      dialog={dialog}
      title={words.shortcuts}
      detail={words.shortcutsDetail}
      onClose={() => gone(summoned)}
    >
      <div className={styles.places} tabIndex={0} role="group" aria-label={words.shortcuts}>
        {PLACES.map((place) => (
          <section key={place}>
            <h3 className={styles.place}>{words.heard[place]}</h3>
            <dl className={styles.list}>
              {commands
                .filter(({ heard, keys }) => heard === place && keys.length > 0)
                .map((command) => (
                  <div key={command.id} className={styles.command}>
                    <dt>{command.words()}</dt>
                    <dd className={styles.keys}>
                      {(command.shownKeys ?? command.keys.slice(0, 1)).map((keys) => (
                        <KeyCaps key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <DialogButtons>
        <PushButton label={words.close} onPress={() => dialog.current?.close()} />
      </DialogButtons>
    </Dialog>
  )
}
