-- CHECKs that hardly a drawn row meets: values that do are looked for, cell by cell.
CREATE TABLE heightfields (id INTEGER PRIMARY KEY, resolution INTEGER NOT NULL CHECK (resolution BETWEEN 2 AND 16),
    heights BLOB NOT NULL CHECK (length(heights) = resolution * resolution * 4), label TEXT NOT NULL CHECK (length(label) = resolution * 3));
CREATE TABLE cases (id INTEGER PRIMARY KEY, state TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER, reason TEXT,
    CHECK (coalesce((state = 'open' AND closed IS NULL AND reason IS NULL) OR (state IN ('closed', 'void') AND closed IS NOT NULL AND closed >= opened
        AND ((state = 'closed' AND reason IS NULL) OR (state = 'void' AND length(trim(reason)) > 0))), 0) = 1));
CREATE TABLE prices (id INTEGER PRIMARY KEY, net INTEGER NOT NULL CHECK (net > 0), gross INTEGER NOT NULL, CHECK (gross - net BETWEEN 7 AND 9), CHECK ((gross + net) % 5 = 0));
-- One to one with two rows of one parent that differ, with a row of the same table that is another one, and a unique index over a constant.
CREATE TABLE fills (id INTEGER PRIMARY KEY);
CREATE TABLE trades (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL UNIQUE REFERENCES fills, exit_id INTEGER NOT NULL UNIQUE REFERENCES fills, CHECK (entry_id <> exit_id));
CREATE TABLE results (id INTEGER PRIMARY KEY, supersedes INTEGER UNIQUE REFERENCES results, CHECK (supersedes IS NULL OR supersedes <> id));
CREATE TABLE batches (id INTEGER PRIMARY KEY, state INTEGER NOT NULL);
CREATE UNIQUE INDEX one_open_batch ON batches ((1)) WHERE state IN (0, 1);
-- A generated column that must find something in its document, and one that is unique where it is not NULL.
CREATE TABLE workflows (id INTEGER PRIMARY KEY, workflow TEXT NOT NULL, category TEXT GENERATED ALWAYS AS (json_extract(workflow, '$.meta.category')) VIRTUAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'old')), ticket INTEGER NOT NULL, active_ticket INTEGER GENERATED ALWAYS AS (CASE WHEN state = 'new' THEN ticket END) VIRTUAL UNIQUE);
-- A product in a narrow window: no share of its bounds is a way to meet both.
CREATE TABLE areas (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, CHECK (a * b > 50 AND a * b < 60));
