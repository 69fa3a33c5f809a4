//! Opening a database file safely, and the settings of a connection.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{SqliteTarget, ledger};
use crate::error::{Error, Exit, Result};

/// How long a locked database is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// The first bytes of every database file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How a connection is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// Rows per INSERT statement.
    pub batch_size: usize,
    /// Page cache, bytes.
    pub cache_bytes: u64,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { batch_size: 8, cache_bytes: 32 << 20 }
    }
}

impl SqliteTarget {
    /// Opens a database that exists.
    ///
    /// # Errors
    /// When there is no such file, or it is no database or cannot be opened.
    pub fn open(path: &Path, options: SqliteOptions, write: bool) -> Result<Self> {
        check_file(path)?;
        let access = if write { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
        let connection = connect(path, access)?;
        if write && connection.is_readonly("main").unwrap_or(true) {
            return Err(Error::new(Exit::Plan, format!("{} is read-only", path.display()))
                .remains("nothing was written")
                .next("make the file and its folder writable"));
        }
        let created = ledger::made_by_unfinished_run(&connection);
        Ok(Self { connection, options, created, run: None })
    }

    /// Makes a new database from a script.
    ///
    /// # Errors
    /// When the file exists, cannot be made, or the script fails; then no file is left.
    pub fn create(path: &Path, script: &str, options: SqliteOptions) -> Result<Self> {
        if path.exists() {
            return Err(Error::new(Exit::Refused, format!("{} exists already", path.display())));
        }
        let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(path, access)?;
        if let Err(error) = run_script(&connection, script) {
            drop(connection);
            remove(path);
            return Err(error.remains("nothing was written; the new file was removed"));
        }
        Ok(Self { connection, options, created: true, run: None })
    }

    /// An empty database in memory with the tables of a script, for plans of a file that is not made yet.
    ///
    /// # Errors
    /// When the script fails.
    pub fn in_memory(script: &str) -> Result<Self> {
        let connection =
            Connection::open_in_memory().map_err(|error| failed("open a database in memory", &error))?;
        run_script(&connection, script)?;
        Ok(Self { connection, options: SqliteOptions::default(), created: true, run: None })
    }

    /// Closes and removes a file that this process made and wrote nothing into.
    pub fn discard(self) {
        let path = self.connection.path().map(PathBuf::from);
        let created = self.created;
        drop(self.connection);
        if let Some(path) = path.filter(|_| created) {
            remove(&path);
        }
    }

    /// Runs a script that makes tables, all or nothing.
    ///
    /// # Errors
    /// When a statement fails; then none had an effect.
    pub fn apply_script(&mut self, script: &str) -> Result<()> {
        run_script(&self.connection, script).map_err(|error| error.remains("nothing was written"))
    }
}

fn run_script(connection: &Connection, script: &str) -> Result<()> {
    let run = || {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        connection.execute_batch(script)?;
        if connection.is_autocommit() { Ok(()) } else { connection.execute_batch("COMMIT") }
    };
    run().map_err(|error| {
        // The script may have ended the transaction itself; then there is nothing to roll back.
        let _ = connection.execute_batch("ROLLBACK");
        Error::new(Exit::Plan, "run the schema script").server(words(&error))
    })
}

/// Removes a file that this process made, with its journals.
fn remove(path: &Path) {
    for suffix in ["", "-journal", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

fn check_file(path: &Path) -> Result<()> {
    let refuse = |what: String| Err(Error::new(Exit::Connect, what).remains("nothing was written"));
    let shown = path.display();
    let Ok(facts) = std::fs::metadata(path) else { return refuse(format!("there is no file {shown}")) };
    if facts.is_dir() {
        return refuse(format!("{shown} is a directory, not a database file"));
    }
    let head = match read_head(path) {
        Ok(head) => head,
        Err(error) => return refuse(format!("{shown} cannot be read: {error}")),
    };
    if !head.is_empty() && !MAGIC.starts_with(&head[..head.len().min(16)]) {
        return refuse(format!("{shown} is not an SQLite database"));
    }
    Ok(())
}

fn read_head(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // A crafted file must not run functions of ours through its triggers and views.
        connection.pragma_update(None, "trusted_schema", false)?;
        // Names in double quotes are names; old schemas still parse, since this is for statements of ours.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| {
        Error::new(Exit::Connect, format!("open {}", path.display()))
            .server(words(&error))
            .remains("nothing was written")
    })
}

/// Settings of the load. A file that this run makes may skip waiting for the disk: a killed process loses
/// nothing, and a power cut loses a file that nobody had before.
pub(super) fn tune(
    connection: &Connection,
    options: &SqliteOptions,
    created: bool,
    enforced: bool,
) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", enforced)?;
    connection.pragma_update(None, "cache_size", -((options.cache_bytes >> 10) as i64))?;
    connection.pragma_update(None, "recursive_triggers", false)?;
    if created {
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
    }
    Ok(())
}

/// The server's own words.
pub(super) fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(code, text) => {
            let text = text.clone().unwrap_or_else(|| code.to_string());
            format!("{text} (code {})", code.extended_code)
        }
        other => other.to_string(),
    }
}

/// An error of SQLite during a step of ours.
pub(crate) fn failed(what: &str, error: &rusqlite::Error) -> Error {
    let exit = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Exit::Busy,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::CannotOpen) => Exit::Connect,
        Some(ErrorCode::ReadOnly) => Exit::Plan,
        _ => Exit::Incomplete,
    };
    Error::new(exit, format!("failed to {what}")).server(words(error))
}
