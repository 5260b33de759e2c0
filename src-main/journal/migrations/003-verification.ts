/** Version 3: what a file is compared with when it is whole, and how that went (JSON). */
import type { Migration } from './migration.ts'

export const verification: Migration = {
  version: 3,
  sql: `ALTER TABLE transfers ADD COLUMN verification TEXT NOT NULL DEFAULT '{"kind":"unproven"}'`
}
