/** Version 1: transfers with their durable ranges and logs, who fetches what, and which processes have it open. */
import type { Migration } from './migration.ts'

export const firstJournal: Migration = {
  version: 1,
  sql: `
    CREATE TABLE transfers (
      id TEXT PRIMARY KEY,
      uri TEXT NOT NULL,
      directory TEXT NOT NULL,
      requested_name TEXT,
      name TEXT,
      connections INTEGER NOT NULL CHECK (connections > 0),
      ca_certificate TEXT,
      length INTEGER CHECK (length >= 0),
      validator TEXT,
      state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'failed')),
      state_detail TEXT NOT NULL,
      notices TEXT NOT NULL,
      sources TEXT NOT NULL,
      added_at_ms REAL NOT NULL,
      active_seconds REAL NOT NULL,
      refetched_bytes INTEGER NOT NULL,
      retransmitted_bytes INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE ranges (
      transfer_id TEXT NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
      first_byte INTEGER NOT NULL CHECK (first_byte >= 0),
      end_byte INTEGER NOT NULL CHECK (end_byte > first_byte),
      PRIMARY KEY (transfer_id, first_byte)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      transfer_id TEXT NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      at_ms REAL NOT NULL,
      kind TEXT NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (transfer_id, number)
    ) STRICT, WITHOUT ROWID;

    -- A claim may come before its transfer's row, so it does not refer to it.
    CREATE TABLE claims (
      transfer_id TEXT PRIMARY KEY,
      pid INTEGER NOT NULL,
      started TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Processes that have the journal open. One that left its row behind did not stop cleanly.
    CREATE TABLE openers (
      pid INTEGER NOT NULL,
      started TEXT NOT NULL,
      PRIMARY KEY (pid, started)
    ) STRICT, WITHOUT ROWID;
  `
}
