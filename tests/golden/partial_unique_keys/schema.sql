-- Unique keys that do not hold for all rows: where they leave too few values, rows keep out of them.
CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
-- One default in all.
CREATE TABLE roles (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, is_default BOOLEAN NOT NULL);
CREATE UNIQUE INDEX roles_default ON roles (is_default) WHERE is_default;
-- One open alert of each kind.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('cpu', 'disk')),
    closed_at TIMESTAMP
);
CREATE UNIQUE INDEX alerts_open ON alerts (kind) WHERE closed_at IS NULL;
-- NULL differs from NULL.
CREATE TABLE badges (
    id INTEGER PRIMARY KEY,
    colour VARCHAR(10) CHECK (colour IN ('red', 'green')),
    size VARCHAR(1) NOT NULL CHECK (size IN ('s', 'l')),
    UNIQUE (colour, size)
);
-- A wide column is unique for all rows, whatever the predicate.
CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL, deleted_at TIMESTAMP);
CREATE UNIQUE INDEX users_email ON users (email) WHERE deleted_at IS NULL;
