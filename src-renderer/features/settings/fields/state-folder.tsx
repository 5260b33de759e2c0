/** Where Shoal keeps what it remembers, and a look at it. Nothing there is to be changed by hand. */
import { useEffect, useState, type ReactElement } from 'react'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { useAbility } from '../../../bridge/use-ability.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { saidOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

export function StateFolder(): ReactElement {
  const { client } = useShoal()
  const opensIt = useAbility('openStateFolder')
  const [directory, setDirectory] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    client.call('app.info', null).then(
      ({ stateDirectory }) => setDirectory(stateDirectory),
      (thrown: unknown) => setTrouble(saidOf(thrown).message)
    )
  }, [client])
  const open = (): void => {
    client.call('desktop.openStateFolder', null).then(
      () => setTrouble(null),
      (thrown: unknown) => setTrouble(saidOf(thrown).message)
    )
  }
  return (
    <SettingRow item="stateFolder" wide trouble={trouble}>
      {() => (
        <>
          <bdi className={styles.path}>{directory}</bdi>
          {opensIt && <PushButton label={strings.settings.stateFolder.open} onPress={open} />}
        </>
      )}
    </SettingRow>
  )
}
