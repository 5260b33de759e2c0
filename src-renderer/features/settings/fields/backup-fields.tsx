/** Settings to a file, and from one. */
import { useRef, useState, type ReactElement } from 'react'
import { downloadText } from '../../../bridge/download-text.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { useAbility } from '../../../bridge/use-ability.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { saidOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { exportedText, importText, unreadable } from '../backup.ts'
import { SettingRow } from '../setting-row.tsx'
import { MOST_FILE_BYTES } from '../settings-file.ts'

/** What a browser calls it. */
const FILE_NAME = 'shoal-settings.json'

export function ExportField(): ReactElement {
  const shoal = useShoal()
  const saves = useAbility('saveSettings')
  const [trouble, setTrouble] = useState<string | null>(null)
  const write = async (): Promise<void> => {
    try {
      const text = await exportedText(shoal)
      setTrouble(null)
      if (!saves) return downloadText(document, FILE_NAME, 'application/json', text)
      const saved = await shoal.client.call('desktop.saveSettings', { text })
      if (saved) shoal.toasts.getState().show(strings.settings.backup.exported(saved.path), '')
    } catch (thrown) {
      const { message, advice } = saidOf(thrown)
      setTrouble(`${message} ${advice}`)
    }
  }
  return (
    <SettingRow item="exportFile" trouble={trouble}>
      {() => <PushButton label={strings.settings.backup.export} onPress={() => void write()} />}
    </SettingRow>
  )
}

export function ImportField(): ReactElement {
  const shoal = useShoal()
  const chooser = useRef<HTMLInputElement>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const read = async (file: File): Promise<void> => {
    const text = file.size > MOST_FILE_BYTES ? null : await file.text().catch(() => null)
    setTrouble(text === null ? unreadable(file.size) : await importText(shoal, text))
  }
  return (
    <SettingRow
      item="importFile"
      trouble={trouble === null ? null : `${strings.settings.backup.notImported}. ${trouble}`}
    >
      {() => (
        <>
          <PushButton label={strings.settings.backup.import} onPress={() => chooser.current?.click()} />
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".json,application/json"
            onChange={(event) => {
              const [file] = event.target.files ?? []
              // The same file may be chosen again once it has been mended.
              event.target.value = ''
              if (file) void read(file)
            }}
          />
        </>
      )}
    </SettingRow>
  )
}
