/** What a transfer's requests say (header fields, logins, …), as one JSON object; it is only ever read whole. */
import type { Migration } from './migration.ts'

export const requestOptions: Migration = {
  version: 2,
  sql: `ALTER TABLE transfers ADD COLUMN request TEXT NOT NULL DEFAULT '{}'`
}
