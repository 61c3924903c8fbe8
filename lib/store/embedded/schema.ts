import type { DatabaseSync } from 'node:sqlite'
import { readPragma } from './database.ts'

/** The format that this release writes. It reads every earlier one and brings it up to date when it opens a folder. */
export const currentFormat = 2

const applicationId = 0x536c7563 // 'Sluc'

// Step n brings format n to n + 1. A released step is never edited: test/golden/ holds a folder of each format.
// Names that end in _ms are milliseconds since 1970; `lane` in `message` and `request` is `lane.id`.
const steps: readonly string[] = [
  `
  PRAGMA application_id = ${applicationId};

  -- One generation of a queue. Without a name it is dead: what it holds is swept.
  CREATE TABLE lane (
    id INTEGER PRIMARY KEY,
    name TEXT UNIQUE,
    messages INTEGER NOT NULL
  ) STRICT;

  -- seq is also the last part of the id, so that an id needs no index. An envelope of NULL lies in large_envelope:
  -- a lease rewrites this row, and should not rewrite a large body with it.
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    visible_at_ms INTEGER NOT NULL,
    leased INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    token TEXT NOT NULL,
    first_leased_at_ms INTEGER,
    leased_at_ms INTEGER,
    nack_reason TEXT,
    expires_at_ms INTEGER,
    id TEXT NOT NULL,
    envelope BLOB
  ) STRICT;
  CREATE TABLE large_envelope (seq INTEGER PRIMARY KEY, envelope BLOB NOT NULL) STRICT;

  -- The order of delivery; with \`leased\` it also answers counts without touching the messages.
  CREATE INDEX message_order ON message (lane, visible_at_ms, seq, leased);
  CREATE INDEX message_expiry ON message (expires_at_ms, visible_at_ms) WHERE expires_at_ms IS NOT NULL;

  CREATE TABLE request (
    lane INTEGER NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    keep_until_ms INTEGER NOT NULL,
    results TEXT NOT NULL,
    PRIMARY KEY (lane, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX request_end ON request (keep_until_ms);

  -- The name as UTF-16, big endian: bytes that sort as the code units do.
  CREATE TABLE document (
    kind TEXT NOT NULL,
    name BLOB NOT NULL,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE document_version (last INTEGER NOT NULL) STRICT;
  INSERT INTO document_version VALUES (0);

  CREATE TABLE due_mark (
    key TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    uid TEXT NOT NULL,
    generation INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Of an ordered queue: its groups that hold messages, each with its head. In other queues group_id is NULL.
  CREATE TABLE ordered_group (
    id INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    name TEXT NOT NULL,
    head_seq INTEGER NOT NULL,
    head_visible_at_ms INTEGER NOT NULL,
    UNIQUE (lane, name)
  ) STRICT;
  CREATE INDEX ordered_group_wait ON ordered_group (lane, head_visible_at_ms, head_seq);
  ALTER TABLE message ADD COLUMN group_id INTEGER;
  CREATE INDEX message_group ON message (group_id, seq) WHERE group_id IS NOT NULL;

  -- The greatest seq of an ordered message, which is its number: it is not given again though the message is gone.
  CREATE TABLE ordered_last (last INTEGER NOT NULL) STRICT;
  INSERT INTO ordered_last VALUES (0);

  CREATE TABLE remembered (
    lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    keep_until_ms INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (lane, kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX remembered_end ON remembered (keep_until_ms);
  `,
]

/** Makes the tables of a new folder, or brings an older one up to date, in one transaction. Throws on a newer one. */
export function bringUpToDate(database: DatabaseSync, folder: string): void {
  const found = readPragma(database, 'user_version')
  if (found > currentFormat) throw new Error(tooNew(folder, found))
  if (isForeign(database, found)) throw new Error(`${folder} holds a sluice.db that Sluice did not write.`)
  if (found < currentFormat) upgrade(database, found)
}

function upgrade(database: DatabaseSync, found: number): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(found)) database.exec(step)
    database.exec(`PRAGMA user_version = ${currentFormat}; COMMIT`)
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

const isForeign = (database: DatabaseSync, found: number): boolean =>
  found === 0
    ? database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined
    : readPragma(database, 'application_id') !== applicationId

const tooNew = (folder: string, found: number): string =>
  `The data folder ${folder} has format ${found}; this release of Sluice reads formats up to ${currentFormat}. ` +
  'Use the release that wrote it, or a newer one.'
