//! The README's two commands, run as a reader would: the main job in an empty folder (with fewer rows, so that
//! it takes seconds), and the test command, of which it is checked that CI runs it.

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");

/// The command in the code block behind a mark.
fn marked(mark: &str) -> &'static str {
    let rest = README.split_once(mark).expect("the README has the mark").1;
    let block = rest.split_once("```sh\n").expect("a code block follows").1;
    block.split_once("\n```").expect("the block ends").0
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_main_job_fills_every_table() {
    let command = marked("<!-- main job -->");
    let arguments = command.strip_prefix("cargo run --release -- ").expect("the job runs through cargo");
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The debug binary of this test run stands in for the release build: same arguments, fewer rows.
    let arguments = arguments.replace("1000000", "2000");
    let output = Command::new(env!("CARGO_BIN_EXE_dbmocker"))
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let database =
        rusqlite::Connection::open(folder.path().join("dbmocker.db")).expect("the database is there");
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
        .expect("a catalogue");
    assert_eq!(tables.len(), 10, "{tables:?}");
    for table in tables {
        let rows: u64 = database
            .query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))
            .expect("a count");
        assert_eq!(rows, 2000, "{table}");
    }
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(sound, "ok");
}

#[test]
fn the_release_profile_is_what_the_command_builds() {
    assert!(marked("<!-- main job -->").contains("--release"));
    assert!(marked("<!-- main job -->").contains("--rows 1000000 --performance-mode ultra_high"));
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect(".ci/run is there");
    assert!(ci.contains("<!-- test -->") && ci.contains("README.md"));
    assert_eq!(marked("<!-- test -->"), "cargo test --locked");
}

/// Every `dbmocker` command that the README shows is understood by the program.
#[test]
fn every_command_shown_is_understood() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) UNIQUE); \
        CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));";
    std::fs::write(folder.path().join("schema.sql"), schema).expect("a writable folder");
    rusqlite::Connection::open(folder.path().join("app.db"))
        .and_then(|database| database.execute_batch(schema))
        .expect("a database");
    let blocks =
        README.split("```sh\n").skip(1).filter_map(|block| block.split_once("```")).map(|(block, _)| block);
    let shown = blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("dbmocker "));
    let mut seen = 0;
    for line in shown {
        let command = line.split('#').next().unwrap_or_default().trim();
        let mut arguments: Vec<&str> = command.split(' ').collect();
        if arguments[0] == "generate" {
            arguments.push("--yes");
        }
        let output = Command::new(env!("CARGO_BIN_EXE_dbmocker"))
            .args(&arguments)
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        seen += 1;
    }
    assert!(seen >= 6, "the README shows its verbs");
}
