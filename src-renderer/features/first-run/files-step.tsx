/** Where files go: chosen in the system's own dialog; typed where the host of the page has none. */
import { useId, useState, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import { useAbility } from '../../bridge/use-ability.ts'
import { useDownloadDirectory } from '../../bridge/use-download-directory.ts'
import { TextInput } from '../../ui/controls.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { ofSetting, textOrNone } from '../settings/fields/readers.ts'
import { useSetting, type Kept } from '../settings/kept.ts'
import { useTyped } from '../settings/use-typed.ts'
import styles from './first-run.module.css'

export function FilesStep(): ReactElement | null {
  const kept = useSetting('downloadDirectory')
  const chooses = useAbility('chooseFolder')
  if (chooses) return <ChosenFolder />
  return kept && <TypedFolder kept={kept} />
}

function ChosenFolder(): ReactElement {
  const { client } = useShoal()
  const directory = useDownloadDirectory()
  const [trouble, setTrouble] = useState<string | null>(null)
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.call('desktop.chooseFolder', { startAt: directory })
      if (chosen) await client.call('settings.set', { downloadDirectory: chosen.path })
      setTrouble(null)
    } catch (thrown) {
      const { message, advice } = saidOf(thrown)
      setTrouble(`${message} ${advice}`)
    }
  }
  return (
    <>
      <div className={styles.folder}>
        <output className={styles.path}>
          <bdi>{directory}</bdi>
        </output>
        <PushButton label={strings.firstRun.files.choose} onPress={() => void choose()} />
      </div>
      <p className={styles.trouble} role="status">
        {trouble}
      </p>
    </>
  )
}

const paths = textOrNone(ofSetting('downloadDirectory'))

function TypedFolder({ kept }: { readonly kept: Kept<string | null> }): ReactElement {
  const directory = useDownloadDirectory()
  const typed = useTyped(kept, paths.write, paths.read, 'is-left')
  const troubleId = useId()
  return (
    <>
      <div className={styles.folder}>
        <TextInput
          look="large"
          dir="ltr"
          value={typed.text}
          placeholder={directory ?? ''}
          aria-label={strings.settings.items.downloadDirectory.title}
          aria-describedby={troubleId}
          aria-invalid={typed.trouble !== null}
          onChange={(event) => typed.onType(event.target.value)}
          onBlur={typed.onLeave}
          onKeyDown={typed.onKeyDown}
        />
      </div>
      <p className={styles.trouble} id={troubleId} role="status">
        {typed.trouble}
      </p>
    </>
  )
}
