//! What `verify` says of a database in which somebody switched the constraints off.

use dbmocker::app::verify::verify;
use dbmocker::error::Exit;

use crate::support::Database;

const SCHEMA: &str = "
    CREATE TABLE owner (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INT CHECK (age >= 18 /* years */));
    CREATE TABLE pet (owner_id INT REFERENCES owner, \"it's\" TEXT NOT NULL, chip INT, born TEXT,
        PRIMARY KEY (owner_id, \"it's\"), CONSTRAINT old CHECK (born > '2000') -- not before
    ) WITHOUT ROWID;
    CREATE TABLE note (body TEXT NOT NULL CHECK (length(body) > 2), lang TEXT);
    CREATE INDEX chips ON pet (chip);
    CREATE INDEX bodies ON note (lower(body)) WHERE lang = 'en';
    INSERT INTO owner VALUES (1, 'a@example.com', 20), (2, 'b@example.com', NULL);
    INSERT INTO pet VALUES (1, 'Rex', 7, '2020'), (2, 'Tom', 8, NULL);
    INSERT INTO note VALUES ('one', 'en'), ('One', 'de');";

fn problems(database: &Database) -> Vec<String> {
    let error = verify(&database.job("")).expect_err("there is something to find");
    assert_eq!(error.exit(), Exit::Verify, "{error}");
    error.problems().to_vec()
}

#[test]
fn a_sound_database_is_told_to_be_sound() {
    let verified = verify(&Database::of(SCHEMA).job("")).expect("it is sound");
    assert_eq!((verified.tables, verified.foreign_keys, verified.rows), (3, 1, 6));
}

#[test]
fn rows_that_a_constraint_refuses_are_named() {
    let database = Database::of(SCHEMA);
    database.run(
        "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
         INSERT INTO owner VALUES (5, 'c@example.com', 3), (4, 'd@example.com', 17);
         INSERT INTO pet VALUES (9, 'Kim', 9, '1999'); INSERT INTO note VALUES ('x', NULL);",
    );
    assert_eq!(
        problems(&database),
        [
            "owner: 2 rows for which CHECK (age >= 18 /* years */) is false, the first at id = 4",
            "pet: 1 row whose (owner_id) has no row in owner, at owner_id = 9, it's = 'Kim'",
            "pet: 1 row for which CHECK (born > '2000') is false, at owner_id = 9, it's = 'Kim'",
            "note: 1 row for which CHECK (length(body) > 2) is false, at rowid = 3",
        ]
    );
}

/// Only by writing to the catalogue can such rows get in.
#[test]
fn rows_that_no_index_would_take_are_named() {
    let database = Database::of(SCHEMA);
    database.run("INSERT INTO pet VALUES (2, 'Ben', 7, NULL); INSERT INTO note VALUES ('ONE', 'en')");
    database.run("INSERT INTO note VALUES ('none', NULL)");
    database.run(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'CREATE INDEX', 'CREATE UNIQUE INDEX');
         UPDATE sqlite_schema SET sql = replace(sql, 'lang TEXT', 'lang TEXT NOT NULL') WHERE name = 'note'",
    );
    assert_eq!(
        problems(&database),
        [
            "pet: 2 rows share a unique (chip), the value 7",
            "note: 1 row where lang is NULL, at rowid = 4",
            "note: 2 rows share a unique (lower(body)), the value 'one'",
        ]
    );
}
