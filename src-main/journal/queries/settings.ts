/**
 * One row a setting, its value as JSON. A name this version does not know is left alone: another version may have put
 * it there. A value that cannot be meant, or was spoilt, counts as never set and takes no other with it.
 */
import { settingRefusal } from '../../../src-shared/model/settings-checks.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../src-shared/model/settings.ts'
import type { Sqlite } from '../sqlite.ts'

interface SettingRow {
  readonly name: string
  readonly value: string
}

export function settingsQueries(db: Sqlite) {
  const all = db.prepare<[], SettingRow>('SELECT name, value FROM settings')
  const put = db.prepare<[SettingRow]>(
    'INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value'
  )
  return {
    all(): Settings {
      const kept = all.all().map(({ name, value }) => [name, parsed(value)] as const)
      const found = Object.fromEntries(kept.filter(([name, value]) => settingRefusal(name, value) === null))
      return { ...DEFAULT_SETTINGS, ...found }
    },
    /** Call inside a transaction. */
    put(settings: Settings): void {
      for (const [name, value] of Object.entries(settings)) put.run({ name, value: JSON.stringify(value) })
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
