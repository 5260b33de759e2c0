/** Whether this machine's owner has joined the LAN: one row among the settings, under a name that is no setting's. */
import type { Sqlite } from '../sqlite.ts'

const NAME = 'hasJoinedLan'

export function membershipQueries(db: Sqlite) {
  const find = db.prepare<[string], { readonly value: string }>('SELECT value FROM settings WHERE name = ?')
  const put = db.prepare<[string, string]>(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  )
  return {
    hasJoined: (): boolean => find.get(NAME)?.value === 'true',
    /** Call inside a transaction. */
    put(joined: boolean): void {
      put.run(NAME, JSON.stringify(joined))
    }
  }
}
