/** What the cache holds now, and a button to forget it. */
import { useEffect, useState, type ReactElement } from 'react'
import type { CacheInfo } from '../../../../src-shared/model/contribution-now.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { formatBytes } from '../../../ui/format.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { saidOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'

export function CacheContents(): ReactElement {
  const { client } = useShoal()
  const [info, setInfo] = useState<CacheInfo | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const show = (asked: Promise<CacheInfo>): void => {
    asked.then(
      (told) => {
        setInfo(told)
        setTrouble(null)
      },
      (thrown: unknown) => setTrouble(saidOf(thrown).message)
    )
  }
  // What is there when somebody looks; it grows too slowly to be watched.
  useEffect(() => show(client.call('cache.info', null)), [client])
  const words = strings.settings.cache
  return (
    <SettingRow item="cacheContents" trouble={trouble}>
      {() => (
        <>
          <span className={styles.said} role="status">
            {info && (info.contents === 0 ? words.empty : words.now(info.contents, formatBytes(info.bytes)))}
          </span>
          {info !== null && info.contents > 0 && (
            <PushButton label={words.clear} onPress={() => show(client.call('cache.clear', null))} />
          )}
        </>
      )}
    </SettingRow>
  )
}
