//! What behaviour tests share: a database of their own, a job for it, and somebody who watches.
//!
//! Tests read as sentences: `Database::of("CREATE TABLE …").fill("defaults: {rows: 10}")`. Start reading at
//! [`Database`].

#![allow(dead_code, reason = "every test program uses a part of it")]

use std::path::{Path, PathBuf};

use dbmocker::app::generate::{Summary, generate};
use dbmocker::app::resume::resume;
use dbmocker::app::{Consent, Interaction, Job};
use dbmocker::config::Config;
use dbmocker::data::Event;
use dbmocker::error::{Error, Exit, Result};
use dbmocker::plan::DataPlan;
use dbmocker::run::Control;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// A configuration from YAML.
pub fn config(yaml: &str) -> Config {
    if yaml.trim().is_empty() {
        return Config::default();
    }
    serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{yaml}\n{error}"))
}

/// Somebody who watches a run, says yes to everything and remembers what was said.
#[derive(Default)]
pub struct Watcher {
    /// Everything that happened.
    pub events: Vec<Event>,
    /// What was asked.
    pub asked: Vec<Consent>,
    /// What to answer; `None` is a terminal that is not there.
    pub answer: Option<bool>,
    /// Stops the run after so many committed chunks.
    pub stop_after_chunks: Option<usize>,
    /// How the run is stopped.
    pub control: Control,
}

impl Watcher {
    /// The notices, as text.
    pub fn notices(&self) -> Vec<&str> {
        let notice = |event: &'_ Event| matches!(event, Event::Notice { .. });
        self.events
            .iter()
            .filter(|event| notice(event))
            .map(|event| if let Event::Notice { text } = event { text.as_str() } else { "" })
            .collect()
    }
}

impl Interaction for Watcher {
    fn event(&mut self, event: Event) {
        self.events.push(event);
        let chunks = self.events.iter().filter(|event| matches!(event, Event::ChunkCommitted { .. })).count();
        if self.stop_after_chunks == Some(chunks) {
            self.stop_after_chunks = None;
            self.control.interrupt();
        }
    }

    fn planned(&mut self, _: &DataPlan) {}

    fn consent(&mut self, consent: &Consent) -> Option<bool> {
        self.asked.push(consent.clone());
        self.answer
    }

    fn control(&self) -> Control {
        self.control.clone()
    }
}

/// An SQLite file of its own, removed with the test.
pub struct Database {
    folder: TempDir,
    schema: String,
}

impl Database {
    /// A file with the tables of a script.
    pub fn of(schema: &str) -> Self {
        let database = Self::none(schema);
        database.run(schema);
        database
    }

    /// No file yet; a job makes it from the script, see [`Database::job`].
    pub fn none(schema: &str) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        std::fs::write(folder.path().join("schema.sql"), schema).expect("a new file");
        Self { folder, schema: schema.to_owned() }
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// The folder that the file is in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A connection of the test's own, as any other program would have.
    pub fn connection(&self) -> Connection {
        Connection::open(self.path()).expect("a file that can be opened")
    }

    /// Runs statements.
    pub fn run(&self, sql: &str) {
        self.connection().execute_batch(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }

    /// The number that a query gives.
    pub fn number(&self, sql: &str) -> i64 {
        self.connection()
            .query_row(sql, [], |row| row.get::<_, Option<i64>>(0))
            .unwrap_or_else(|error| panic!("{sql}\n{error}"))
            .unwrap_or(0)
    }

    /// Rows of a table.
    pub fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {}", quoted(table)))
    }

    /// The rows of a query, cells as text separated by `|`.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.connection(), sql)
    }

    /// The names of all tables that are not SQLite's own, in order.
    pub fn tables(&self) -> Vec<String> {
        self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' \
             AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
        )
    }

    /// A digest over all rows of all tables, whatever order they lie in.
    pub fn digest(&self) -> String {
        digest(&self.connection(), &self.tables())
    }

    /// The text of every statement in the catalogue; where it lies in the file is no part of it.
    pub fn catalogue(&self) -> Vec<String> {
        self.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    }

    /// A job with a configuration, on this file.
    pub fn job(&self, yaml: &str) -> Job {
        let mut config = config(yaml);
        config.target.url = Some(format!("sqlite:{}", self.path().display()));
        if !self.path().exists() {
            config.target.schema_file = Some(self.folder.path().join("schema.sql").display().to_string());
        }
        Job { config, yes: true, ..Job::default() }
    }

    /// Fills it, or says why not.
    pub fn try_fill(&self, yaml: &str) -> Result<Summary> {
        generate(&self.job(yaml), &mut Watcher::default())
    }

    /// Fills it.
    pub fn fill(&self, yaml: &str) -> Summary {
        self.try_fill(yaml).unwrap_or_else(|error| panic!("{}\n{yaml}\n{error}", self.schema))
    }

    /// Fills it, which must not work.
    pub fn refuse(&self, yaml: &str, exit: Exit) -> Error {
        let error = self.try_fill(yaml).map(|_| ()).expect_err("it must be refused");
        assert_eq!(error.exit(), exit, "{error}");
        error
    }

    /// Goes on with the run that stopped.
    pub fn try_resume(&self, yaml: &str) -> Result<Summary> {
        resume(&self.job(yaml), None, &mut Watcher::default())
    }

    /// All foreign keys hold, the file is whole (which includes NOT NULL, CHECK and UNIQUE), and nothing of
    /// ours is left in it.
    pub fn assert_sound(&self) {
        assert_eq!(self.rows("PRAGMA foreign_key_check"), [""; 0], "orphans (table|rowid|parent|key)");
        assert_eq!(self.rows("PRAGMA integrity_check"), ["ok"]);
        let left: Vec<String> =
            self.tables().into_iter().filter(|name| name.starts_with("dbmocker_")).collect();
        assert_eq!(left, [""; 0], "tables of ours are left");
    }
}

/// A name in quotes.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The rows of a query, cells as text separated by `|`.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{sql}\n{error}")) {
        let cells = (0..columns).map(|at| cell(row.get_ref(at).expect("a column of the row")));
        lines.push(cells.collect::<Vec<_>>().join("|"));
    }
    lines
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => {
            format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
    }
}

/// A digest over all rows of some tables, whatever order they lie in.
pub fn digest(connection: &Connection, tables: &[String]) -> String {
    let mut hasher = blake3::Hasher::new();
    for table in tables {
        let mut lines = rows(connection, &format!("SELECT * FROM {}", quoted(table)));
        lines.sort_unstable();
        hasher.update(format!("{table} {}\n{}\n", lines.len(), lines.join("\n")).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
