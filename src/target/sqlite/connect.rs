//! Opening a database file safely, and the settings of a connection.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{SqliteTarget, holder, ledger};
use crate::error::{Error, Exit, Result};

/// The first bytes of every database file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How a connection is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// Rows per INSERT statement.
    pub batch_size: usize,
    /// Page cache, bytes.
    pub cache_bytes: u64,
    /// How long a locked database is waited for.
    pub busy_timeout: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { batch_size: 8, cache_bytes: 32 << 20, busy_timeout: Duration::from_secs(30) }
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
        let wait = if write { options.busy_timeout.min(holder::WAIT) } else { options.busy_timeout };
        let connection = connect(path, access, wait)?;
        connection
            .busy_timeout(options.busy_timeout)
            .map_err(|error| failed("set up the connection", &error))?;
        if write && connection.is_readonly("main").unwrap_or(true) {
            return Err(Error::new(Exit::Plan, format!("{} is read-only", path.display()))
                .remains("nothing was written")
                .next("make the file and its folder writable"));
        }
        if write {
            holder::refuse_held(&connection)?;
        }
        let created = ledger::made_by_unfinished_run(&connection);
        let seen = ledger::data_version(&connection);
        Ok(Self { connection, options, created, pending: None, replace: false, seen, run: None })
    }

    /// An empty database in memory with the tables of a script. With a path it becomes that file when a run
    /// is prepared, ledger and all, so that the file is there whole or not at all.
    ///
    /// # Errors
    /// When the file exists or the script fails.
    pub fn from_script(script: &str, path: Option<&Path>, options: SqliteOptions) -> Result<Self> {
        if let Some(path) = path.filter(|path| path.exists()) {
            return Err(Error::new(Exit::Refused, format!("{} exists already", path.display())));
        }
        let connection =
            Connection::open_in_memory().map_err(|error| failed("open a database in memory", &error))?;
        connection.execute_batch(script).map_err(|error| script_failed(&error))?;
        Ok(Self {
            connection,
            options,
            created: true,
            pending: path.map(Path::to_owned),
            replace: false,
            seen: None,
            run: None,
        })
    }

    /// Like [`SqliteTarget::from_script`]; a file that is there is removed right before the new one takes its
    /// name.
    ///
    /// # Errors
    /// When the script fails.
    pub fn replacing(script: &str, path: &Path, options: SqliteOptions) -> Result<Self> {
        let target = Self::from_script(script, None, options)?;
        Ok(Self { pending: Some(path.to_owned()), replace: true, ..target })
    }

    /// Makes way for the new file: nobody may use an old one, and none may be there that was not to be
    /// replaced.
    fn make_way(&self, path: &Path) -> Result<()> {
        if !path.exists() {
            return Ok(());
        }
        if !self.replace {
            return Err(Error::new(Exit::Busy, format!("another process made {}", path.display()))
                .next("repeat the command"));
        }
        Self::open(path, self.options.clone(), true).map(drop)?;
        remove(path);
        Ok(())
    }

    /// Writes the database in memory to its file under a name of its own, lets `register` complete it, and
    /// gives it its name.
    pub(super) fn publish(
        &mut self,
        path: &Path,
        register: impl FnOnce(&Connection) -> Result<()>,
    ) -> Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".inprogress");
        let unfinished = PathBuf::from(name);
        remove(&unfinished);
        let made = self.write_to(&unfinished).and_then(|()| {
            let connection =
                connect(&unfinished, OpenFlags::SQLITE_OPEN_READ_WRITE, self.options.busy_timeout)?;
            register(&connection)?;
            connection.close().map_err(|(_, error)| failed("close the new file", &error))?;
            self.make_way(path)?;
            std::fs::rename(&unfinished, path).map_err(|error| {
                Error::new(Exit::Connect, format!("{} cannot be made: {error}", path.display()))
            })?;
            connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, self.options.busy_timeout)
        });
        match made {
            Ok(connection) => {
                self.connection = connection;
                Ok(())
            }
            Err(error) => {
                remove(&unfinished);
                let error = if error.exit() == Exit::Busy { error } else { error.with_exit(Exit::Connect) };
                Err(error.remains("nothing was written"))
            }
        }
    }

    fn write_to(&self, path: &Path) -> Result<()> {
        let text = path.to_str().ok_or_else(|| {
            Error::new(Exit::Usage, format!("{} is no UTF-8 path, which SQLite needs", path.display()))
        })?;
        let written = self.connection.execute("VACUUM INTO ?1", [text]);
        written.map(drop).map_err(|error| failed(&format!("make {}", path.display()), &error))
    }

    /// Whether the file has no table, index or view at all.
    pub fn is_bare(&self) -> bool {
        let bare = self.connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0));
        bare.unwrap_or(false)
    }

    /// Runs a script that makes tables, all or nothing. A file without any table is as good as a new one.
    ///
    /// # Errors
    /// When a statement fails; then none had an effect.
    pub fn apply_script(&mut self, script: &str) -> Result<()> {
        let empty = self.is_bare();
        run_script(&self.connection, script)?;
        self.created |= empty;
        Ok(())
    }
}

/// Runs a script in one transaction, or in its own where it brings one.
fn run_script(connection: &Connection, script: &str) -> Result<()> {
    let whole = || {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        connection.execute_batch(script)?;
        if connection.is_autocommit() { Ok(()) } else { connection.execute_batch("COMMIT") }
    };
    let undo = || {
        // The script may have ended the transaction itself; then there is nothing to roll back.
        let _ = connection.execute_batch("ROLLBACK");
    };
    whole().or_else(|error| {
        undo();
        if !words(&error).contains("within a transaction") {
            return Err(script_failed(&error));
        }
        connection.execute_batch(script).map_err(|error| {
            undo();
            script_failed(&error)
        })
    })
}

/// The server's words without the script itself, which may be long.
fn script_failed(error: &rusqlite::Error) -> Error {
    let text = match error {
        rusqlite::Error::SqlInputError { error, msg, sql, offset } => {
            let line = sql
                .get(..usize::try_from(*offset).unwrap_or(0))
                .map_or(1, |head| head.lines().count().max(1));
            format!("{msg} at line {line} (code {})", error.extended_code)
        }
        other => words(other),
    };
    Error::new(Exit::Plan, "the schema script fails").server(text).remains("nothing was written")
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

fn connect(path: &Path, access: OpenFlags, busy_timeout: Duration) -> Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(busy_timeout)?;
        // A crafted file must not run functions of ours through its triggers and views.
        connection.pragma_update(None, "trusted_schema", false)?;
        // Names in double quotes are names; old schemas still parse, since this is for statements of ours.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| {
        let busy = failed("", &error).exit() == Exit::Busy;
        let holders = if busy { holder::lockers(path) } else { Vec::new() };
        let by =
            if holders.is_empty() { String::new() } else { format!(": in use by {}", holders.join(", ")) };
        Error::new(if busy { Exit::Busy } else { Exit::Connect }, format!("open {}{by}", path.display()))
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
