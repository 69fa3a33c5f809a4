//! The README's commands, run in a shell as a reader would paste them, in an empty folder. Only `cargo` is a
//! stand-in: the program is built already, and a million rows are two thousand. Start reading at [`Reader`].
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use tempfile::TempDir;

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

/// A person with a shell, an empty folder, and programs of their own.
struct Reader {
    dir: TempDir,
}

impl Reader {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for folder in ["bin", "here"] {
            std::fs::create_dir(dir.path().join(folder)).expect("a folder");
        }
        let reader = Self { dir };
        reader.install("dbmocker", &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_dbmocker")));
        reader
    }

    /// A program that is found before all others.
    fn install(&self, name: &str, script: &str) {
        let path = self.dir.path().join("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("here").join(name)
    }

    /// Runs a line in a shell.
    fn pastes(&self, line: &str) -> Output {
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .args(["-euc", line])
            .current_dir(self.dir.path().join("here"))
            .env("PATH", format!("{}:{path}", self.dir.path().join("bin").display()))
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn number(&self, file: &str, query: &str) -> u64 {
        let database = Connection::open(self.path(file)).expect("a database");
        database.query_row(query, [], |row| row.get(0)).expect(query)
    }
}

/// What `cargo run --release --` stands for here; anything else is refused.
const CARGO_RUN: &str = "[ \"$1 $2 $3\" = 'run --release --' ] || exit 64; shift 3; exec dbmocker \"$@\"";

#[test]
fn the_main_job_fills_every_table() {
    let reader = Reader::new();
    reader.install("cargo", CARGO_RUN);
    let command = marked("<!-- main job -->");
    assert!(command.contains(" --rows 1000000 "), "{command}");
    reader.pastes(&command.replace("1000000", "2000"));
    let database = Connection::open(reader.path("dbmocker.db")).expect("the database is there");
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
        .expect("a catalogue");
    assert_eq!(tables.len(), 10, "{tables:?}");
    for table in tables {
        let rows = reader.number("dbmocker.db", &format!("SELECT count(*) FROM \"{table}\""));
        assert_eq!(rows, 2000, "{table}");
    }
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(sound, "ok");
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let reader = Reader::new();
    // Running all tests from within one would never end; what can be tried is that the lock is kept to.
    let (ran, cargo) = (reader.path("ran"), env!("CARGO"));
    let stand_in = format!(
        "echo \"cargo $*\" >> '{}'; [ \"$1\" = test ] || exit 64; shift\n\
         exec '{cargo}' tree --offline --depth 0 \"$@\"",
        ran.display()
    );
    reader.install("cargo", &stand_in);
    let output = reader.pastes(&format!("bash '{}'", root().join(".ci/run").display()));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(concat!("dbmocker v", env!("CARGO_PKG_VERSION"))), "{said}");
    let ran = std::fs::read_to_string(reader.path("ran")).expect("cargo was called");
    assert_eq!(ran.trim_end(), marked("<!-- test -->"));
    assert_eq!(ran.trim_end(), "cargo test --locked", "all tests, and the versions that were tested");
}

/// Every `dbmocker` command that the README shows does what is said beside it.
#[test]
fn every_command_shown_does_what_it_says() {
    let reader = Reader::new();
    let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) UNIQUE); \
        CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));";
    std::fs::write(reader.path("schema.sql"), schema).expect("a writable folder");
    Connection::open(reader.path("app.db"))
        .and_then(|database| database.execute_batch(schema))
        .expect("a database");
    let blocks =
        README.split("```sh\n").skip(1).filter_map(|block| block.split_once("```")).map(|(block, _)| block);
    let shown: Vec<&str> = blocks.flat_map(str::lines).filter(|line| line.starts_with("dbmocker ")).collect();
    let said: Vec<String> =
        shown.iter().map(|line| String::from_utf8_lossy(&reader.pastes(line).stdout).into_owned()).collect();
    assert!(said.len() >= 6, "the README shows its verbs");
    let rows = |file: &str, table: &str| reader.number(file, &format!("SELECT count(*) FROM {table}"));
    assert_eq!((rows("app.db", "users"), rows("app.db", "orders")), (10_000, 10_000));
    assert_eq!((rows("new.db", "users"), rows("new.db", "orders")), (1000, 5000));
    for (line, said) in shown.iter().zip(&said) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[1] {
            "plan" => assert!(said.contains("orders") && said.contains("rows"), "{line}: {said}"),
            "preview" => assert!(said.contains('@'), "{line}: {said}"),
            "explain" => assert!(said.contains("reason") && said.contains("examples"), "{line}: {said}"),
            "inspect" => assert!(said.contains("users") && said.contains("orders"), "{line}: {said}"),
            "verify" => assert!(said.contains("no problem was found"), "{line}: {said}"),
            _ => {}
        }
    }
    assert!(reader.path("dbmocker.yaml").exists() && reader.path("dbmocker.lock").exists());
    reader.pastes("dbmocker generate --yes --rows 1");
    assert_eq!(rows("app.db", "users"), 10_001, "the starter runs unchanged");
}
