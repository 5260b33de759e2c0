/** The download folder: where it is now, and the system's own dialog to choose another; typed where there is none. */
import { useState, type ReactElement } from 'react'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { useAbility } from '../../../bridge/use-ability.ts'
import { useDownloadDirectory } from '../../../bridge/use-download-directory.ts'
import { TextInput } from '../../../ui/controls.tsx'
import { PushButton } from '../../../ui/push-button.tsx'
import { saidOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import { useTyped } from '../use-typed.ts'
import styles from './fields.module.css'
import { ofSetting, textOrNone } from './readers.ts'

interface FolderFieldProps {
  readonly kept: Kept<string | null>
}

export const FolderField = ({ kept }: FolderFieldProps): ReactElement =>
  useAbility('chooseFolder') ? <ChosenFolder kept={kept} /> : <TypedFolder kept={kept} />

function ChosenFolder({ kept }: FolderFieldProps): ReactElement {
  const { client } = useShoal()
  const [trouble, setTrouble] = useState<string | null>(null)
  const directory = useDownloadDirectory()
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.call('desktop.chooseFolder', { startAt: directory })
      if (chosen) setTrouble(await kept.keep(chosen.path))
    } catch (thrown) {
      setTrouble(saidOf(thrown).message)
    }
  }
  return (
    <SettingRow
      item="downloadDirectory"
      wide
      trouble={trouble}
      onReset={isUsual(kept) ? undefined : () => void kept.keep(null).then(setTrouble)}
    >
      {() => (
        <>
          <bdi className={styles.path}>{directory}</bdi>
          <PushButton label={strings.settings.folder.choose} onPress={() => void choose()} />
        </>
      )}
    </SettingRow>
  )
}

const paths = textOrNone(ofSetting('downloadDirectory'))

function TypedFolder({ kept }: FolderFieldProps): ReactElement {
  const directory = useDownloadDirectory()
  // Half a path is a path as well.
  const typed = useTyped(kept, paths.write, paths.read, 'is-left')
  return (
    <SettingRow
      item="downloadDirectory"
      wide
      trouble={typed.trouble}
      onReset={isUsual(kept) ? undefined : typed.reset}
    >
      {({ name, description }) => (
        <TextInput
          className={styles.text}
          data-kind="path"
          dir="ltr"
          value={typed.text}
          placeholder={directory ?? ''}
          aria-label={name}
          aria-describedby={description}
          aria-invalid={typed.trouble !== null}
          onChange={(event) => typed.onType(event.target.value)}
          onBlur={typed.onLeave}
          onKeyDown={typed.onKeyDown}
        />
      )}
    </SettingRow>
  )
}
