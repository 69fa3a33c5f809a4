//! Opening a database file safely, and the settings of a connection.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{SqliteTarget, holder, ledger, script};
use crate::error::{Error, Exit, Result};
use crate::target::Meter;

/// The first bytes of every database file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How a connection is used.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Rows per INSERT statement.
    pub batch_size: usize,
    /// Page cache, bytes.
    pub cache_bytes: u64,
    /// Whether commits wait for the disk also where nobody else had the file before.
    pub durable: bool,
    /// Counts what is done.
    pub meter: Arc<Meter>,
    /// How long a locked database is waited for.
    pub busy_timeout: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            batch_size: 8,
            cache_bytes: 32 << 20,
            durable: false,
            meter: Arc::default(),
            busy_timeout: Duration::from_secs(30),
        }
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
        Ok(Self {
            connection,
            options,
            created,
            pending: None,
            replace: false,
            seen,
            run: None,
            unsettled: false,
        })
    }

    /// An empty database in memory with the tables of a script. With a path it becomes that file when a run
    /// is prepared, ledger and all, so that the file is there whole or not at all.
    ///
    /// # Errors
    /// When the file exists or the script fails.
    pub fn from_script(sql: &str, path: Option<&Path>, options: SqliteOptions) -> Result<Self> {
        if let Some(path) = path.filter(|path| path.exists()) {
            return Err(Error::new(Exit::Refused, format!("{} exists already", path.display())));
        }
        let connection =
            Connection::open_in_memory().map_err(|error| failed("open a database in memory", &error))?;
        connection.execute_batch(sql).map_err(|error| script::failed(sql, &error))?;
        Ok(Self {
            connection,
            options,
            created: true,
            pending: path.map(Path::to_owned),
            replace: false,
            seen: None,
            run: None,
            unsettled: false,
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

    /// Whether the file has no table, index or view at all.
    pub fn is_bare(&self) -> bool {
        let bare = self.connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0));
        bare.unwrap_or(false)
    }

    /// Runs a script that makes tables in a transaction that stays open until the first write that was agreed
    /// to: whoever drops the target before has changed nothing. A file without any table is as good as a new
    /// one.
    ///
    /// # Errors
    /// When a statement fails, or cannot be undone; then none had an effect.
    pub fn apply_script(&mut self, sql: &str) -> Result<()> {
        let empty = self.is_bare();
        script::begin(&self.connection, sql)?;
        self.unsettled = true;
        self.created |= empty;
        Ok(())
    }

    /// Keeps what a script made.
    pub(super) fn settle(&mut self) -> Result<()> {
        if std::mem::take(&mut self.unsettled) {
            self.connection.execute_batch("COMMIT").map_err(|error| {
                failed("make the tables of the schema script", &error).remains("nothing was written")
            })?;
        }
        Ok(())
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

pub(super) fn connect(path: &Path, access: OpenFlags, busy_timeout: Duration) -> Result<Connection> {
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
        connection.pragma_update(None, "synchronous", if options.durable { "FULL" } else { "OFF" })?;
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
