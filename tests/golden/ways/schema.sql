-- CHECKs over several columns: each row goes one way of several.
CREATE TABLE plans (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
-- Exactly one of two references.
CREATE TABLE thresholds (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER REFERENCES plans (id),
    account_id INTEGER REFERENCES accounts (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    CHECK ((plan_id IS NOT NULL) <> (account_id IS NOT NULL))
);
-- A kind that decides what else is there.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('card', 'iban', 'cash')),
    card_no VARCHAR(20),
    iban VARCHAR(34),
    CHECK ((kind = 'card' AND card_no IS NOT NULL AND iban IS NULL)
        OR (kind = 'iban' AND iban IS NOT NULL AND card_no IS NULL)
        OR (kind = 'cash' AND iban IS NULL AND card_no IS NULL))
);
-- A special row among numbered ones: only some ways are open to it.
CREATE TABLE artists (
    id INTEGER PRIMARY KEY,
    type INTEGER,
    gender VARCHAR(10),
    CHECK (id <> 1 OR (type = 3 AND gender IS NULL))
);
-- Two CHECKs that share a column are gone together.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    state VARCHAR(10) NOT NULL CHECK (state IN ('new', 'running', 'done')),
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    CHECK (state = 'new' OR started_at IS NOT NULL),
    CHECK ((state = 'done') = (finished_at IS NOT NULL))
);
