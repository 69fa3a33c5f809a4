//! Files: made by the run, read-only, locked, no database at all; and what is left in them.

use std::time::Duration;

use dbmocker::app::Job;
use dbmocker::app::generate::generate;
use dbmocker::error::Exit;
use dbmocker::target::{SqliteOptions, SqliteTarget};

use crate::support::{Database, Watcher};

const SCHEMA: &str = "
    CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL);
    CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id), a_code TEXT NOT NULL REFERENCES a (code));
    CREATE UNIQUE INDEX a_code ON a (code);
    CREATE INDEX \"b by a\" ON b (a_id DESC) WHERE a_id > 10;
    CREATE INDEX a_name ON a (lower(name) COLLATE NOCASE);
    CREATE VIEW v AS SELECT * FROM a;
    CREATE TRIGGER t AFTER UPDATE ON a BEGIN SELECT 1; END;";

#[test]
fn a_new_file_has_the_schema_of_the_script_to_the_letter() {
    let (made, known) = (Database::none(SCHEMA), Database::of(SCHEMA));
    made.fill("{seed: 1, defaults: {rows: 200}}");
    assert_eq!(made.catalogue(), known.catalogue());
    assert_eq!((made.count("a"), made.count("b")), (200, 200));
    made.assert_sound();
}

/// A file of the run's own is loaded without its indexes and without waiting for the disk; the rows are those
/// of any other file.
#[test]
fn a_new_file_and_one_that_was_there_get_the_same_rows() {
    let (made, known) = (Database::none(SCHEMA), Database::of(SCHEMA));
    let yaml = "{seed: 1, defaults: {rows: 300}}";
    made.fill(yaml);
    known.fill(yaml);
    assert_eq!(made.digest(), known.digest());
}

#[test]
fn a_new_file_that_cannot_be_planned_is_removed() {
    for (schema, exit) in [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABEL x (id);", Exit::Plan),
        ("SELECT 1", Exit::Plan),
    ] {
        let database = Database::none(schema);
        database.refuse("{defaults: {rows: 3}}", exit);
        assert!(!database.path().exists(), "{schema}");
    }
    let database = Database::none("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    database.refuse("{tables: {u: {rows: 3}}}", Exit::Usage);
    assert!(!database.path().exists(), "nothing was written, so nothing is left");
}

#[test]
fn a_stopped_run_on_a_new_file_leaves_its_indexes_to_the_resume() {
    let (stopped, known) = (Database::none(SCHEMA), Database::of(SCHEMA));
    let yaml = "{seed: 1, defaults: {rows: 300}, load: {chunk_rows: 100}}";
    let mut watcher = Watcher { stop_after_chunks: Some(4), ..Watcher::default() };
    let error = generate(&stopped.job(yaml), &mut watcher).map(|_| ()).expect_err("it was stopped");
    assert_eq!(error.exit(), Exit::Interrupted, "{error}");
    stopped.try_resume("").expect("the rest");
    known.fill(yaml);
    assert_eq!(stopped.catalogue(), known.catalogue());
    assert_eq!(stopped.digest(), known.digest());
    stopped.assert_sound();
}

/// A run that stopped is not forgotten by the next one: without a word, half a run would stay in the file.
#[test]
fn another_run_on_a_stopped_one_says_so() {
    let database = Database::of(SCHEMA);
    let yaml = "{seed: 1, defaults: {rows: 300}, load: {chunk_rows: 100}}";
    let mut watcher = Watcher { stop_after_chunks: Some(2), ..Watcher::default() };
    generate(&database.job(yaml), &mut watcher).map(|_| ()).expect_err("it was stopped");
    let error = database.refuse("{seed: 2, defaults: {rows: 10}}", Exit::Mismatch);
    assert!(error.to_string().contains("next: dbmocker resume"), "{error}");
    assert_eq!(database.count("a") + database.count("b"), 200, "nothing was written");
}

#[test]
fn a_read_only_file_is_refused_before_anything_is_written() {
    let database = Database::of(SCHEMA);
    let mut rights = std::fs::metadata(database.path()).expect("the file").permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(database.path(), rights).expect("our own file");
    // Root may write anything.
    if std::fs::OpenOptions::new().write(true).open(database.path()).is_ok() {
        return;
    }
    let error = database.refuse("{defaults: {rows: 3}}", Exit::Plan);
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[test]
fn what_is_no_database_is_refused() {
    let database = Database::none("");
    let job = |path: &str| {
        let mut job = Job { yes: true, ..Job::default() };
        job.config.target.url = Some(format!("sqlite:{path}"));
        job
    };
    let folder = database.folder().display().to_string();
    let text = format!("{folder}/schema.sql");
    std::fs::write(&text, "this is a text, and a long one at that").expect("a file");
    for path in [folder.clone(), text, format!("{folder}/missing.db"), format!("{folder}/no/such/folder.db")]
    {
        let error = generate(&job(&path), &mut Watcher::default()).map(|_| ()).expect_err(&path);
        assert_eq!(error.exit(), Exit::Connect, "{error}");
        assert!(error.to_string().contains("nothing was written"), "{error}");
    }
}

#[test]
fn a_damaged_file_is_refused() {
    let database = Database::of(SCHEMA);
    let mut bytes = std::fs::read(database.path()).expect("the file");
    bytes[100..].fill(0xAB);
    std::fs::write(database.path(), bytes).expect("our own file");
    database.refuse("{defaults: {rows: 3}}", Exit::Connect);
}

/// Another connection holds the file: the wait ends with a message, and the file is as it was.
#[test]
fn a_locked_file_is_waited_for_and_then_refused() {
    let options = SqliteOptions { busy_timeout: Duration::from_millis(50), ..SqliteOptions::default() };
    let database = Database::of(SCHEMA);
    let other = database.connection();
    other.execute_batch("BEGIN EXCLUSIVE").expect("nobody else is here");
    let error = SqliteTarget::open(&database.path(), options, true).map(|_| ()).expect_err("it is locked");
    assert_eq!(error.exit(), Exit::Busy, "{error}");
    assert!(error.to_string().contains("locked"), "{error}");
    other.execute_batch("ROLLBACK").expect("it was begun");
    database.fill("{defaults: {rows: 3}}");
}

#[test]
fn readers_and_write_ahead_logs_are_no_obstacle() {
    let database = Database::of(SCHEMA);
    database.run("PRAGMA journal_mode = WAL");
    let reader = database.connection();
    reader.execute_batch("BEGIN; SELECT * FROM a").expect("a reader");
    database.fill("{seed: 1, defaults: {rows: 200}}");
    reader.execute_batch("COMMIT").expect("it was begun");
    assert_eq!(database.rows("PRAGMA journal_mode"), ["wal"], "settings of the file stay");
    assert_eq!(database.count("a"), 200);
    database.assert_sound();
}

#[test]
fn other_encodings_and_page_sizes_are_no_obstacle() {
    let database = Database::none("");
    let settings = "PRAGMA encoding = 'UTF-16be'; PRAGMA page_size = 512; PRAGMA auto_vacuum = FULL; PRAGMA user_version = 42;";
    database.run(&format!("{settings} {SCHEMA}"));
    for rows in [60, 120] {
        database.fill("{seed: 1, defaults: {rows: 60}}");
        assert_eq!(database.count("a"), rows);
    }
    let settings =
        database.rows("SELECT (SELECT * FROM pragma_encoding), (SELECT * FROM pragma_user_version)");
    assert_eq!(settings, ["UTF-16be|42"]);
    database.assert_sound();
}
