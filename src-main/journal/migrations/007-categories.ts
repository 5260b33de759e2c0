/** Version 7: whether a transfer's folder follows its name, by category; those from before have the folder they have. */
import type { Migration } from './migration.ts'

export const categories: Migration = {
  version: 7,
  sql: `ALTER TABLE transfers ADD COLUMN filed INTEGER NOT NULL DEFAULT 0 CHECK (filed IN (0, 1))`
}
