/** Version 6: peers that were trusted once, plans made with them, what is kept for others, and the owner's policy. */
import type { Migration } from './migration.ts'

export const peers: Migration = {
  version: 6,
  sql: `
    CREATE TABLE peers (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      trust TEXT NOT NULL CHECK (trust IN ('none', 'paired', 'group')),
      quarantined_at_ms REAL,
      quarantine_reason TEXT,
      received_bytes INTEGER NOT NULL,
      sent_bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      first_seen_at_ms REAL NOT NULL,
      last_seen_at_ms REAL,
      CHECK ((quarantined_at_ms IS NULL) = (quarantine_reason IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE peer_addresses (
      peer_id TEXT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
      host TEXT NOT NULL,
      port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
      typed INTEGER NOT NULL CHECK (typed IN (0, 1)),
      last_worked_at_ms REAL,
      PRIMARY KEY (peer_id, host, port)
    ) STRICT, WITHOUT ROWID;

    -- Of each side, bytes and the time they took, both faded to what they count for at at_ms.
    CREATE TABLE peer_bandwidth (
      peer_id TEXT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
      side TEXT NOT NULL CHECK (side IN ('origin', 'lan')),
      bytes REAL NOT NULL CHECK (bytes >= 0),
      took_ms REAL NOT NULL CHECK (took_ms > 0),
      at_ms REAL NOT NULL,
      PRIMARY KEY (peer_id, side)
    ) STRICT, WITHOUT ROWID;

    -- A plan may name a peer that is not trusted any more, so it does not refer to it.
    CREATE TABLE peer_plans (
      transfer_id TEXT NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
      peer_id TEXT NOT NULL,
      plan_id TEXT NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 0),
      ranges TEXT NOT NULL,
      status TEXT,
      reason TEXT NOT NULL,
      updated_at_ms REAL NOT NULL,
      PRIMARY KEY (transfer_id, peer_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE peer_policy (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE peer_usage (
      day TEXT PRIMARY KEY,
      fetched_bytes INTEGER NOT NULL CHECK (fetched_bytes >= 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE cache_contents (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      uri TEXT NOT NULL,
      etag TEXT,
      last_modified TEXT,
      length INTEGER NOT NULL CHECK (length >= 0),
      kind TEXT NOT NULL CHECK (kind IN ('cached', 'temporary', 'shared')),
      path TEXT NOT NULL,
      inode TEXT,
      modified_ns TEXT,
      last_used_at_ms REAL NOT NULL
    ) STRICT;
    CREATE INDEX cache_contents_by_uri ON cache_contents (uri);

    CREATE TABLE cache_ranges (
      content_id INTEGER NOT NULL REFERENCES cache_contents (id) ON DELETE CASCADE,
      first_byte INTEGER NOT NULL CHECK (first_byte >= 0),
      end_byte INTEGER NOT NULL CHECK (end_byte > first_byte),
      PRIMARY KEY (content_id, first_byte)
    ) STRICT, WITHOUT ROWID;

    -- Which processes have a content open, and how often. Those of dead ones count for nothing.
    CREATE TABLE cache_uses (
      content_id INTEGER NOT NULL REFERENCES cache_contents (id) ON DELETE CASCADE,
      pid INTEGER NOT NULL,
      started TEXT NOT NULL,
      uses INTEGER NOT NULL CHECK (uses > 0),
      PRIMARY KEY (content_id, pid, started)
    ) STRICT, WITHOUT ROWID;
  `
}
