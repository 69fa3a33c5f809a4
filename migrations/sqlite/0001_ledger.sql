-- The ledger of dbmocker: which run wrote which rows. It is removed after a successful run.
CREATE TABLE dbmocker_run (
    run_id            TEXT PRIMARY KEY,
    format            INTEGER NOT NULL,
    plan_hash         TEXT NOT NULL,
    schema_hash       TEXT NOT NULL,
    program           TEXT NOT NULL,
    seed              TEXT NOT NULL,
    pinned_now        INTEGER NOT NULL,
    config            TEXT NOT NULL,
    facts             TEXT NOT NULL,
    epoch             INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('loading', 'closing', 'done')),
    created_file      INTEGER NOT NULL,
    host              TEXT NOT NULL,
    pid               INTEGER NOT NULL
) STRICT;

CREATE TABLE dbmocker_chunk (
    run_id            TEXT NOT NULL,
    table_key         TEXT NOT NULL,
    first_row         INTEGER NOT NULL,
    rows              INTEGER NOT NULL,
    epoch             INTEGER NOT NULL,
    PRIMARY KEY (run_id, table_key, first_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE dbmocker_restore (
    run_id            TEXT NOT NULL,
    ord               INTEGER NOT NULL,
    name              TEXT NOT NULL,
    ddl_create        TEXT NOT NULL,
    PRIMARY KEY (run_id, ord)
) STRICT, WITHOUT ROWID;
