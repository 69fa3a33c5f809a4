//! A script that makes tables in a file that has some already: kept only together with the rows that were
//! agreed to, and undone as a whole otherwise.

use dbmocker::app::Job;
use dbmocker::app::generate::{generate, plan};
use dbmocker::error::Exit;

use crate::support::{Database, Watcher};

const NOTES: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    INSERT INTO notes VALUES (1, 'mine');";

/// A file with one row, and a job for it whose script is the given one.
fn with_script(script: &str) -> (Database, Job) {
    let database = Database::of(NOTES);
    let file = database.path().with_extension("sql");
    std::fs::write(&file, script).expect("a script");
    let mut job = database.job("{seed: 1, defaults: {rows: 5}}");
    job.config.target.schema_file = Some(file.display().to_string());
    job.yes = false;
    (database, job)
}

const TAGS: &str = "CREATE TABLE tags (id INTEGER PRIMARY KEY, note_id INTEGER NOT NULL REFERENCES notes);";

#[test]
fn a_no_undoes_the_script() {
    for answer in [Some(false), None] {
        let (database, job) = with_script(TAGS);
        let before = std::fs::read(database.path()).expect("the file");
        let mut watcher = Watcher { answer, ..Watcher::default() };
        let error = generate(&job, &mut watcher).map(|_| ()).expect_err("nobody agreed");
        assert_eq!(error.exit(), Exit::Refused, "{error}");
        assert!(error.to_string().contains("nothing was written"), "{error}");
        assert_eq!(std::fs::read(database.path()).expect("the file"), before);
    }
}

#[test]
fn a_plan_knows_the_script_and_the_rows_and_changes_nothing() {
    let (database, mut job) = with_script(TAGS);
    let before = std::fs::read(database.path()).expect("the file");
    let planned = plan(&job).expect("a plan").plan.hash.clone();
    assert_eq!(std::fs::read(database.path()).expect("the file"), before);
    (job.yes, job.expected_plan) = (true, Some(planned));
    generate(&job, &mut Watcher::default()).expect("it is the same plan");
    assert_eq!((database.count("notes"), database.count("tags")), (6, 5));
    database.assert_sound();
}

/// As `.dump` writes it: in a transaction of its own, children before parents.
#[test]
fn a_dump_is_taken_as_it_is() {
    let dump = format!(
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n{TAGS}\nINSERT INTO tags VALUES (1, 2);\n\
         INSERT INTO notes VALUES (2, 'later'); -- COMMIT;\n/* the end */ COMMIT;\n"
    );
    let (database, mut job) = with_script(&dump);
    job.yes = true;
    generate(&job, &mut Watcher::default()).expect("dumps are ordinary");
    assert_eq!((database.count("notes"), database.count("tags")), (7, 6));
    database.assert_sound();
}

#[test]
fn a_script_that_fails_has_no_effect_and_its_line_is_told() {
    for (tail, words) in [
        ("\n\nCREATE TABEL x (a);", "syntax error at line 3"),
        ("\nVACUUM;", "run it with `sqlite3` before"),
        ("\nINSERT INTO notes VALUES (1, 'taken');", "UNIQUE constraint failed"),
    ] {
        let (database, mut job) = with_script(&format!("{TAGS}{tail}"));
        job.yes = true;
        let before = std::fs::read(database.path()).expect("the file");
        let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err(tail);
        assert_eq!(error.exit(), Exit::Plan, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(std::fs::read(database.path()).expect("the file"), before, "{tail}");
    }
}
