//! The control connection: catalogue, answers, ledger, checks. Everything goes as text, so that a catalogue
//! whose columns have another type in every version is read the same way.

use std::str::FromStr;
use std::sync::Arc;

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};
use tokio::runtime::Runtime;

use super::connect::{self, Login};

/// A connection that waits for its answers in the calling thread.
pub(super) struct Control {
    runtime: Arc<Runtime>,
    connection: MySqlConnection,
}

impl Control {
    /// Connects.
    pub(super) fn open(runtime: &Arc<Runtime>, login: &Login) -> sqlx::Result<Self> {
        let mut control = Self::unpinned(runtime, login)?;
        control.pin()?;
        Ok(control)
    }

    /// Connects, and leaves the session's settings as the server has them.
    pub(super) fn unpinned(runtime: &Arc<Runtime>, login: &Login) -> sqlx::Result<Self> {
        let connection = runtime.block_on(connected(login))?;
        Ok(Self { runtime: Arc::clone(runtime), connection })
    }

    /// Connects again where the connection was lost since; says whether it was.
    pub(super) fn revive(&mut self, login: &Login) -> sqlx::Result<bool> {
        if self.runtime.block_on(self.connection.ping()).is_ok() {
            return Ok(false);
        }
        self.connection = self.runtime.block_on(connected(login))?;
        self.pin()?;
        Ok(true)
    }

    /// Puts the session's settings in place and reads them again.
    fn pin(&mut self) -> sqlx::Result<()> {
        let settings = connect::settings();
        for statement in connect::preamble(&settings) {
            self.run(&statement)?;
        }
        let read = self.row(&connect::read_back(&settings))?;
        let found: Vec<String> =
            read.iter().flat_map(|row| (0..settings.len()).map(|at| row.word(at))).collect();
        match connect::unpinned(&settings, &found) {
            None => Ok(()),
            Some(what) => Err(sqlx::Error::Configuration(what.into())),
        }
    }

    /// All rows of a query.
    pub(super) fn rows(&mut self, sql: &str) -> sqlx::Result<Vec<Row>> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let found = self.runtime.block_on(self.connection.fetch_all(query))?;
        found.iter().map(cells).collect()
    }

    /// The first row of a query.
    pub(super) fn row(&mut self, sql: &str) -> sqlx::Result<Option<Row>> {
        Ok(self.rows(sql)?.into_iter().next())
    }

    /// The number in the first cell of a query; 0 for NULL and for no row.
    pub(super) fn number(&mut self, sql: &str) -> sqlx::Result<u64> {
        Ok(self.row(sql)?.and_then(|row| row.number(0)).unwrap_or(0))
    }

    /// The text in the first cell of a query.
    pub(super) fn text(&mut self, sql: &str) -> sqlx::Result<Option<String>> {
        Ok(self.row(sql)?.and_then(|row| row.text(0)))
    }

    /// Runs a statement: rows that it changed.
    pub(super) fn run(&mut self, sql: &str) -> sqlx::Result<u64> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        Ok(self.runtime.block_on(self.connection.execute(query))?.rows_affected())
    }
}

/// A connection within the time that an attempt may take.
async fn connected(login: &Login) -> sqlx::Result<MySqlConnection> {
    let Some(patience) = login.patience else { return login.control.connect().await };
    match tokio::time::timeout(patience, login.control.connect()).await {
        Ok(done) => done,
        Err(_) => Err(sqlx::Error::Io(std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            format!("no answer within {} s", patience.as_secs()),
        ))),
    }
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Control")
    }
}

fn cells(row: &sqlx::mysql::MySqlRow) -> sqlx::Result<Row> {
    let cell = |at| Ok(row.try_get_unchecked::<Option<&[u8]>, _>(at)?.map(<[u8]>::to_vec));
    (0..row.len()).map(cell).collect::<sqlx::Result<_>>().map(Row)
}

/// A row as text.
#[derive(Clone, Debug)]
pub(super) struct Row(Vec<Option<Vec<u8>>>);

impl Row {
    /// The bytes of a cell; `None` for NULL.
    pub(super) fn bytes(&self, at: usize) -> Option<&[u8]> {
        self.0.get(at)?.as_deref()
    }

    /// The text of a cell; `None` for NULL.
    pub(super) fn text(&self, at: usize) -> Option<String> {
        self.bytes(at).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// The text of a cell; empty for NULL.
    pub(super) fn word(&self, at: usize) -> String {
        self.text(at).unwrap_or_default()
    }

    /// The number in a cell.
    pub(super) fn number<T: FromStr>(&self, at: usize) -> Option<T> {
        std::str::from_utf8(self.bytes(at)?).ok()?.parse().ok()
    }

    /// Whether a cell says YES.
    pub(super) fn yes(&self, at: usize) -> bool {
        self.bytes(at).is_some_and(|bytes| bytes.eq_ignore_ascii_case(b"yes"))
    }
}
