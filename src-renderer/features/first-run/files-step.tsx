/** Where files go. */
import { useState, type ReactElement } from 'react'
import { problemOf } from '../../../src-shared/errors/problem.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { useDownloadDirectory } from '../../bridge/use-download-directory.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './first-run.module.css'

export function FilesStep(): ReactElement {
  const { client } = useShoal()
  const directory = useDownloadDirectory()
  const [trouble, setTrouble] = useState<string | null>(null)
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.call('desktop.chooseFolder', { startAt: directory })
      if (chosen) await client.call('settings.set', { downloadDirectory: chosen.path })
      setTrouble(null)
    } catch (thrown) {
      const { message, advice } = problemOf(thrown)
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
