/** Version 8: what this machine and each peer do for each other; those from before do everything. */
import type { Migration } from './migration.ts'

export const peerTerms: Migration = {
  version: 8,
  sql: `
    ALTER TABLE peers ADD COLUMN asks INTEGER NOT NULL DEFAULT 1 CHECK (asks IN (0, 1));
    ALTER TABLE peers ADD COLUMN contributes INTEGER NOT NULL DEFAULT 1 CHECK (contributes IN (0, 1));`
}
