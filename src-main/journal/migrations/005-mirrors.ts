/** Version 5: where else a file can be had, and what a Metalink description told of it beforehand. */
import type { Migration } from './migration.ts'

export const mirrors: Migration = {
  version: 5,
  sql: `
    ALTER TABLE transfers ADD COLUMN mirrors TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE transfers ADD COLUMN described INTEGER NOT NULL DEFAULT 0 CHECK (described IN (0, 1));
    ALTER TABLE transfers ADD COLUMN told TEXT;
    ALTER TABLE transfers ADD COLUMN anchor TEXT;

    CREATE TABLE pieces (
      transfer_id TEXT PRIMARY KEY REFERENCES transfers (id) ON DELETE CASCADE,
      algorithm TEXT NOT NULL,
      piece_bytes INTEGER NOT NULL CHECK (piece_bytes > 0),
      digests BLOB NOT NULL
    ) STRICT;
  `
}
