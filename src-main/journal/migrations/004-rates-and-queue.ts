/** Version 4: each transfer's own limit and its place in the queue; settings, each as JSON under its name. */
import type { Migration } from './migration.ts'

export const ratesAndQueue: Migration = {
  version: 4,
  sql: `
    ALTER TABLE transfers ADD COLUMN limit_bytes_per_second INTEGER CHECK (limit_bytes_per_second > 0);
    ALTER TABLE transfers ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal'
      CHECK (priority IN ('high', 'normal', 'low'));
    ALTER TABLE transfers ADD COLUMN queue_position REAL NOT NULL DEFAULT 0;
    UPDATE transfers SET queue_position = (
      SELECT count(*) FROM transfers AS earlier
      WHERE (earlier.added_at_ms, earlier.rowid) <= (transfers.added_at_ms, transfers.rowid)
    );

    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `
}
