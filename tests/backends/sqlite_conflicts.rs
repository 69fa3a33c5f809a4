//! SQLite's ON CONFLICT clauses drop or replace rows without an error: none may be lost in silence.

use dbmocker::app::generate::generate;
use dbmocker::error::Exit;

use crate::support::{Database, Watcher};

/// Existing rows and new ones are all there after three runs, whatever the clause would do to a collision.
fn fills_three_times(schema: &str, table: &str) {
    let database = Database::of(schema);
    for seed in [1, 1, 2] {
        let before = database.rows(&format!("SELECT * FROM {table} ORDER BY id"));
        database.fill(&format!("{{seed: {seed}, defaults: {{rows: 130}}}}"));
        let after = database.rows(&format!("SELECT * FROM {table} ORDER BY id"));
        assert_eq!(after.len(), before.len() + 130);
        assert_eq!(after[..before.len()], before[..], "earlier rows changed");
    }
    database.assert_sound();
}

#[test]
fn replace_never_replaces() {
    fills_three_times(
        "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, name TEXT NOT NULL UNIQUE ON CONFLICT REPLACE,
            email TEXT UNIQUE ON CONFLICT REPLACE COLLATE NOCASE, n INTEGER NOT NULL ON CONFLICT REPLACE DEFAULT 7)",
        "t",
    );
}

#[test]
fn ignore_never_drops() {
    fills_three_times(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT NOT NULL CHECK (b IN ('x', 'y', 'z')),
            c TEXT NOT NULL UNIQUE ON CONFLICT IGNORE, UNIQUE (a, b) ON CONFLICT IGNORE)",
        "t",
    );
}

/// `values` of the configuration meet a unique index that the plan cannot see through, since it is over two
/// columns at once: SQLite drops the second row, and the run must say so and keep nothing of the chunk.
#[test]
fn a_dropped_row_is_an_error_that_names_the_cause() {
    let database = Database::of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, both TEXT AS (substr(a || b, 1, 9)) STORED UNIQUE ON CONFLICT IGNORE)",
    );
    let yaml =
        "{seed: 1, defaults: {rows: 50}, tables: {t: {columns: {a: {values: [x, y]}, b: {values: [p, q]}}}}}";
    let mut job = database.job(yaml);
    job.skip_rehearsal = true;
    let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err("46 rows are dropped");
    assert_eq!(error.exit(), Exit::Incomplete);
    assert!(error.to_string().contains("50 rows were sent, SQLite counted 4"), "{error}");
    assert!(error.to_string().contains("ON CONFLICT"), "{error}");
    assert_eq!(database.count("t"), 0);
}

#[test]
fn a_replaced_row_is_an_error_that_names_the_cause() {
    let database = Database::of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, both TEXT AS (substr(a || b, 1, 9)) STORED UNIQUE ON CONFLICT REPLACE)",
    );
    let yaml =
        "{seed: 1, defaults: {rows: 50}, tables: {t: {columns: {a: {values: [x, y]}, b: {values: [p, q]}}}}}";
    let mut job = database.job(yaml);
    job.skip_rehearsal = true;
    let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err("46 rows were replaced");
    assert!(matches!(error.exit(), Exit::Incomplete | Exit::Verify), "{error}");
    assert!(error.to_string().contains("ON CONFLICT"), "{error}");
}
