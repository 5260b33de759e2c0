/** The download folder: where it is now, and the system's own dialog to choose another. */
import { useState, type ReactElement } from 'react'
import { problemOf } from '../../../../src-shared/errors/problem.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { useDownloadDirectory } from '../../../bridge/use-download-directory.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

export function FolderField({ kept }: { readonly kept: Kept<string | null> }): ReactElement {
  const { client } = useShoal()
  const [trouble, setTrouble] = useState<string | null>(null)
  const directory = useDownloadDirectory()
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.call('desktop.chooseFolder', { startAt: directory })
      if (chosen) setTrouble(await kept.keep(chosen.path))
    } catch (thrown) {
      setTrouble(problemOf(thrown).message)
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
