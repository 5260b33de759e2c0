/**
 * One row a setting, its value as JSON. A name this version does not know is left alone: another version may have put
 * it there.
 */
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
      const known = all.all().filter(({ name }) => Object.hasOwn(DEFAULT_SETTINGS, name))
      const found = Object.fromEntries(known.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
      return { ...DEFAULT_SETTINGS, ...found }
    },
    /** Call inside a transaction. */
    put(settings: Settings): void {
      for (const [name, value] of Object.entries(settings)) put.run({ name, value: JSON.stringify(value) })
    }
  }
}
