-- The ledger of dbmocker: which run wrote which rows. It is removed after a successful run.
CREATE SCHEMA IF NOT EXISTS dbmocker;

CREATE TABLE dbmocker.run (
    run_id            text PRIMARY KEY,
    format            integer NOT NULL,
    plan_hash         text NOT NULL,
    schema_hash       text NOT NULL,
    program           text NOT NULL,
    seed              text NOT NULL,
    pinned_now        bigint NOT NULL,
    config            text NOT NULL,
    facts             text NOT NULL,
    epoch             bigint NOT NULL,
    state             text NOT NULL CHECK (state IN ('loading', 'done')),
    started_at        timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);

CREATE TABLE dbmocker.chunk (
    run_id            text NOT NULL,
    table_key         text NOT NULL,
    first_row         bigint NOT NULL,
    rows              bigint NOT NULL,
    epoch             bigint NOT NULL,
    PRIMARY KEY (run_id, table_key, first_row)
);
