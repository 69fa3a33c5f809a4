//! What must not happen to a database: a file removed that is not ours, rows of other tables gone, a half
//! run forgotten, two loads at once, and a ledger left behind by a run that wrote nothing.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use dbmocker::app::Job;
use dbmocker::app::generate::generate;
use dbmocker::app::resume::resume;
use dbmocker::error::{Error, Exit};
use rusqlite::Connection;

use crate::support::{Database, Watcher};

const PAIR: &str = "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE);
    CREATE INDEX parents_by_name ON parent (name);";

fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbmocker"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command.env_remove("DATABASE_URL").env_remove("DBMOCKER_URL");
    command
}

fn fresh(folder: &Path) -> (Option<i32>, String) {
    let Output { status, stderr, .. } =
        program(folder, &["generate", "--fresh", "--yes", "-n", "3"]).output().expect("the program");
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn fresh_replaces_only_a_database_of_the_bundled_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("dbmocker.db");
    for _ in 0..2 {
        assert_eq!(fresh(folder.path()).0, Some(0));
    }
    let bytes = std::fs::read(&file).expect("the file");
    let plan = ["generate", "--fresh", "--yes", "-n", "no_such_table=3"];
    let refused = program(folder.path(), &plan).output().expect("the program");
    assert_ne!(refused.status.code(), Some(0));
    assert_eq!(std::fs::read(&file).expect("it is still there"), bytes, "no plan, no removal");
    let other = Connection::open(&file).expect("the file");
    for (sql, words) in [
        ("CREATE TABLE diary (id INTEGER PRIMARY KEY, entry TEXT)", "diary (another table)"),
        ("DROP TABLE diary; ALTER TABLE users ADD COLUMN secret TEXT", "users (with other columns)"),
        ("CREATE TABLE dbmocker_protected (x)", "protected"),
    ] {
        other.execute_batch(sql).expect(sql);
        let bytes = std::fs::read(&file).expect("the file");
        let (code, text) = fresh(folder.path());
        assert_eq!(code, Some(4), "{text}");
        assert!(text.contains(words) && text.contains("--yes does not pass"), "{text}");
        assert_eq!(std::fs::read(&file).expect("it is still there"), bytes);
    }
}

fn truncating(database: &Database, yaml: &str) -> Job {
    Job { truncate: true, ..database.job(yaml) }
}

fn refused(job: &Job, exit: Exit) -> Error {
    let error = generate(job, &mut Watcher::default()).map(|_| ()).expect_err("it must be refused");
    assert_eq!(error.exit(), exit, "{error}");
    error
}

#[test]
fn emptying_a_table_takes_no_rows_of_another() {
    let database = Database::of(PAIR);
    database.run("INSERT INTO parent VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (1, 1), (2, NULL);");
    let only = "{tables: {parent: {rows: 5}, child: {rows: 0}}, defaults: {rows: 5}}";
    let excluded = "{defaults: {rows: 5}, select: {exclude: [child]}}";
    let error = refused(&truncating(&database, excluded), Exit::Refused);
    assert!(error.to_string().contains("1 rows of child refer to parent"), "{error}");
    assert_eq!((database.count("parent"), database.count("child")), (2, 2));
    database.run("UPDATE child SET parent_id = NULL");
    generate(&truncating(&database, excluded), &mut Watcher::default()).expect("nothing refers to it");
    assert_eq!((database.count("parent"), database.count("child")), (5, 2));
    generate(&truncating(&database, only), &mut Watcher::default()).expect("both are emptied");
    database.assert_sound();
}

#[test]
fn triggers_that_fire_are_part_of_the_question() {
    let database = Database::of(PAIR);
    database.run(
        "INSERT INTO parent VALUES (1, 'a'); CREATE TABLE log (what TEXT);
         CREATE TRIGGER goodbye AFTER DELETE ON parent BEGIN INSERT INTO log VALUES (OLD.name); END;",
    );
    let job = Job { yes: false, ..truncating(&database, "{defaults: {rows: 3}}") };
    let error = refused(&job, Exit::Refused);
    assert!(error.to_string().contains("goodbye"), "{error}");
}

/// A run over `PAIR` that was stopped after so many chunks.
fn stopped(chunks: usize) -> Database {
    let database = Database::of(PAIR);
    let mut watcher = Watcher { stop_after_chunks: Some(chunks), ..Watcher::default() };
    if chunks == 0 {
        watcher.stop_after_chunks = None;
        watcher.control.interrupt();
    }
    let job = database.job("{seed: 1, defaults: {rows: 300}, load: {chunk_rows: 100}}");
    let error = generate(&job, &mut watcher).map(|_| ()).expect_err("it was stopped");
    assert_eq!(error.exit(), Exit::Interrupted, "{error}");
    assert_eq!(error.to_string().contains("resume"), chunks > 0, "{error}");
    database
}

#[test]
fn a_half_run_is_resumed_or_given_up() {
    let database = stopped(2);
    let error = database.refuse("{seed: 2, defaults: {rows: 10}}", Exit::Mismatch);
    assert!(error.to_string().contains("stopped half-way"), "{error}");
    resume(&database.job(""), None, &mut Watcher::default()).expect("it still fits");
    assert_eq!((database.count("parent"), database.count("child")), (300, 300));
    database.assert_sound();

    let database = stopped(2);
    let job = Job { discard_unfinished: true, ..database.job("{seed: 2, defaults: {rows: 10}}") };
    generate(&job, &mut Watcher::default()).expect("it was given up");
    assert_eq!(database.count("parent"), 210);
    database.assert_sound();

    let database = stopped(2);
    generate(&truncating(&database, "{seed: 2, defaults: {rows: 10}}"), &mut Watcher::default())
        .expect("its rows are removed");
    assert_eq!(database.count("parent"), 10);
    database.assert_sound();
}

#[test]
fn a_run_that_wrote_nothing_leaves_nothing() {
    let database = stopped(0);
    database.assert_sound();
    database.fill("{seed: 2, defaults: {rows: 10}}");

    let none = Database::none(&format!(
        "{PAIR} CREATE TRIGGER closed BEFORE INSERT ON parent BEGIN SELECT RAISE(ABORT, 'closed'); END;"
    ));
    let mut job = none.job("{seed: 1, defaults: {rows: 10}}");
    job.skip_rehearsal = true;
    let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err("no row gets in");
    assert_eq!(error.exit(), Exit::Incomplete);
    assert!(!error.to_string().contains("resume"), "{error}");
    none.assert_sound();
    assert_eq!(none.number("SELECT count(*) FROM sqlite_schema WHERE name = 'parents_by_name'"), 1);
}

#[test]
fn a_row_that_is_refused_for_good_says_so() {
    let database = Database::of(&format!(
        "{PAIR} CREATE TRIGGER closed BEFORE INSERT ON parent WHEN (SELECT NEW.id) = 150
         BEGIN SELECT RAISE(ABORT, 'closed'); END;"
    ));
    let error =
        database.refuse("{seed: 1, defaults: {rows: 300}, load: {chunk_rows: 100}}", Exit::Incomplete);
    for words in ["unless the cause is mended", "next: dbmocker resume"] {
        assert!(error.to_string().contains(words), "{error}");
    }
    database.run(
        "DROP TRIGGER closed; CREATE TRIGGER closed BEFORE INSERT ON parent WHEN 0 BEGIN SELECT 1; END;",
    );
    let error =
        resume(&database.job(""), None, &mut Watcher::default()).map(|_| ()).expect_err("other tables");
    assert_eq!(error.exit(), Exit::Mismatch, "{error}");
}

/// The second of two loads ends at once, names the first, and leaves it alone.
fn second_load_is_refused(database: &Database, first: &[&str]) {
    let url = format!("sqlite:{}", database.path().display());
    let more = ["--url", &url, "--yes", "-n", "20000000", "--chunk-rows", "2000"];
    let mut child = program(database.folder(), first)
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let begun = Instant::now();
    while !held(database) {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    // It stays where it is while the others try.
    let paused = Command::new("kill").args(["-STOP", &child.id().to_string()]).status();
    assert!(paused.is_ok_and(|status| status.success()));
    for verb in [&["generate", "-n", "5", "--yes", "--url", &url][..], &["resume", "--url", &url]] {
        let started = Instant::now();
        let output = program(database.folder(), verb).output().expect("the program");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(8), "{text}");
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
        for words in [format!("process {} on ", child.id()), "begun ".to_owned()] {
            assert!(text.contains(&words), "`{words}` is missing: {text}");
        }
    }
    child.kill().expect("a child of this test");
    child.wait().expect("a child of this test");
    resume(&database.job(""), None, &mut Watcher { stop_after_chunks: Some(1), ..Watcher::default() })
        .map(|_| ())
        .expect_err("it is stopped again, and was free to begin");
}

/// Whether a load has the file.
fn held(database: &Database) -> bool {
    if !database.path().exists() {
        return false;
    }
    let connection = database.connection();
    let rows = connection.query_row("SELECT count(*) FROM dbmocker_chunk", [], |row| row.get::<_, i64>(0));
    match rows {
        Ok(rows) => rows > 0,
        Err(error) => error.to_string().contains("locked"),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn two_loads_at_once_are_refused() {
    second_load_is_refused(&Database::of(PAIR), &["generate"]);
    second_load_is_refused(&Database::none(PAIR), &["generate", "--schema-file", "schema.sql"]);
}

/// Several processes make the same file at the same moment: one fills it, the others say that it does.
#[test]
fn one_of_several_makes_a_new_file() {
    for round in 0..6 {
        let database = Database::none(PAIR);
        let url = format!("sqlite:{}", database.path().display());
        let seed = round.to_string();
        let make = ["generate", "--schema-file", "schema.sql", "--url", &url, "-n", "20000", "--seed", &seed];
        let start = |_| {
            let mut command = program(database.folder(), &make);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program")
        };
        let racers: Vec<_> = (0..4).map(start).collect();
        let ends: Vec<(Option<i32>, String)> = racers
            .into_iter()
            .map(|racer| racer.wait_with_output().expect("a child of this test"))
            .map(|output| (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
            .collect();
        let won = ends.iter().filter(|(code, _)| *code == Some(0)).count();
        assert_eq!(won, 1, "{ends:?}");
        for (code, text) in ends.iter().filter(|(code, _)| *code != Some(0)) {
            // Who came when it was done already finds its tables there, and is told so.
            let late = text.contains("it holds 40000 rows") || text.contains("table parent already exists");
            assert!(matches!(code, Some(8)) || late, "{code:?} {text}");
        }
        assert_eq!((database.count("parent"), database.count("child")), (20_000, 20_000));
        database.assert_sound();
        let left = std::fs::read_dir(database.folder()).expect("the folder").count();
        assert_eq!(left, 2, "the file and the script");
    }
}

/// What a killed process left of a new file is no obstacle.
#[test]
fn an_unfinished_file_of_a_killed_process_is_taken_over() {
    let database = Database::none(PAIR);
    let unfinished = database.path().with_extension("db.inprogress");
    std::fs::write(&unfinished, "half a file").expect("a file");
    database.fill("{seed: 1, defaults: {rows: 3}}");
    assert!(!unfinished.exists());
    database.assert_sound();
}
