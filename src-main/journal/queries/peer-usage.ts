/** Bytes fetched for others, one row a day. */
import type { Sqlite } from '../sqlite.ts'

export function peerUsageQueries(db: Sqlite) {
  const fetched = db.prepare<[string], number>('SELECT fetched_bytes FROM peer_usage WHERE day = ?').pluck()
  const add = db.prepare<[{ readonly day: string; readonly bytes: number }]>(
    `INSERT INTO peer_usage (day, fetched_bytes) VALUES (:day, :bytes)
     ON CONFLICT (day) DO UPDATE SET fetched_bytes = fetched_bytes + :bytes`
  )
  return {
    fetched: (day: string): number => fetched.get(day) ?? 0,
    add: (day: string, bytes: number): void => void add.run({ day, bytes })
  }
}
