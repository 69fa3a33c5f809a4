-- The ledger of dbmocker: which run wrote which rows. It is removed after a successful run.
CREATE TABLE IF NOT EXISTS dbmocker_run (
    run_id            VARCHAR(16) NOT NULL PRIMARY KEY,
    ord               BIGINT NOT NULL AUTO_INCREMENT UNIQUE,
    format            INT NOT NULL,
    plan_hash         VARCHAR(128) NOT NULL,
    schema_hash       VARCHAR(128) NOT NULL,
    program           VARCHAR(64) NOT NULL,
    seed              VARCHAR(32) NOT NULL,
    pinned_now        BIGINT NOT NULL,
    config            LONGTEXT NOT NULL,
    facts             LONGTEXT NOT NULL,
    epoch             BIGINT NOT NULL,
    state             VARCHAR(16) NOT NULL,
    host              VARCHAR(255) NOT NULL,
    pid               BIGINT UNSIGNED NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- An epoch of 0 is an intent: rows of a table without transactions may be there, in part.
CREATE TABLE IF NOT EXISTS dbmocker_chunk (
    run_id            VARCHAR(16) NOT NULL,
    table_key         VARCHAR(200) NOT NULL,
    first_row         BIGINT UNSIGNED NOT NULL,
    row_count         BIGINT UNSIGNED NOT NULL,
    epoch             BIGINT NOT NULL,
    PRIMARY KEY (run_id, table_key, first_row)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dbmocker_restore (
    run_id            VARCHAR(16) NOT NULL,
    ord               BIGINT NOT NULL,
    name              VARCHAR(255) NOT NULL,
    ddl_create        LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, ord)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
