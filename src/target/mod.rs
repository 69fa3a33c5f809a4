//! The world that rows go to: one folder per database, with the same file names in each.
//!
//! Must not see a generator, a plan or a configuration, and must not draw randomness. Start reading at
//! [`Target`] and [`Sink`].

mod memory;
mod meter;
mod mysql;
mod null;
mod postgres;
mod rehearsal;
pub mod server;
mod sqlite;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::data::{Block, Chunk, Claim, Facts, LogicalType, Packet, Question, Receipt};
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;

pub use memory::{Fault, MemoryTarget};
pub use meter::{Count, Figures, Meter, Phase};
pub use mysql::MysqlTarget;
pub use null::NullTarget;
pub use postgres::PostgresTarget;
pub use server::ServerOptions;
pub use sqlite::{SqliteOptions, SqliteTarget};

/// How long a part waits while another one closes references and indexes.
const LEAD_WAIT: Duration = Duration::from_secs(24 * 3600);

/// What a sink is handed.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// Rows as columns.
    Block(&'a Block),
    /// Rows as bytes.
    Packet(&'a Packet),
}

/// A table as a sink sees it: where rows go, and what their columns are.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Position in [`Schema::tables`].
    pub table: usize,
    /// Positions of the written columns in the table's columns.
    pub columns: Vec<usize>,
    /// The types that their cells are encoded as.
    pub types: Vec<LogicalType>,
    /// Positions, within `columns`, of those that are inserted as NULL and set by [`Target::close`].
    pub closing: Vec<usize>,
}

/// Who loads, and what; kept in the target until the run is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Random, of 16 characters.
    pub id: String,
    /// The plan's hash.
    pub plan_hash: String,
    /// The schema's hash.
    pub schema_hash: String,
    /// The program's version.
    pub program: String,
    /// The seed.
    pub seed: u64,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
    /// The configuration, as JSON.
    pub config: String,
    /// The facts, as JSON.
    pub facts: String,
    /// Counts up with every resume.
    pub epoch: u64,
    /// Whether other processes load parts of it at the same time; not kept.
    pub shared: bool,
}

/// One problem that the check afterwards found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: String,
    /// What is wrong, with numbers.
    pub what: String,
}

/// What a target may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffers {
    /// Connections that load.
    pub connections: usize,
    /// Bytes that are sent to a server at once, about.
    pub packet_bytes: usize,
    /// SQLite's page cache, bytes.
    pub cache_bytes: u64,
}

/// Rows of one table that are tried.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Where they go.
    pub shape: Shape,
    /// The rows.
    pub block: Block,
}

/// A row that did not get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its position in the block.
    pub row: usize,
    /// The server's words; none when the row was left out in silence.
    pub words: Option<String>,
    /// Whether a key was violated: a value that is there twice, or a reference to nothing.
    pub key: bool,
}

/// A database, as the run sees it.
pub trait Target {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// When it cannot be read.
    fn inspect(&mut self) -> Result<Schema>;

    /// What counts what is done to this target.
    fn meter(&self) -> Arc<Meter>;

    /// Connections that may load beside the one that is open, where there is a limit.
    ///
    /// # Errors
    /// When the target cannot be asked.
    fn room(&mut self) -> Result<Option<usize>> {
        Ok(None)
    }

    /// Takes other sizes than those that it was opened with.
    fn resize(&mut self, buffers: Buffers) {
        let _ = buffers;
    }

    /// Whether rows can go in otherwise than by INSERT; else why not, and what would allow it.
    ///
    /// # Errors
    /// When the target cannot be asked.
    fn takes_bulk(&mut self) -> Result<std::result::Result<(), String>> {
        Ok(Ok(()))
    }

    /// Answers what a plan must know. Writes nothing.
    ///
    /// # Errors
    /// When a question cannot be answered.
    fn answer(&mut self, schema: &Schema, questions: &[Question]) -> Result<Facts>;

    /// What the user should know of how rows will travel.
    ///
    /// # Errors
    /// When the target cannot be asked.
    fn notes(&mut self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Inserts samples in the given order, in one transaction that is rolled back: per sample, the rows that do
    /// not get in. Tables that cannot be rolled back are never among them; foreign keys are enforced as in a load
    /// that is prepared with the same `enforceable`.
    ///
    /// # Errors
    /// When the transaction cannot be kept together; it is rolled back then as well.
    fn rehearse(
        &mut self,
        schema: &Schema,
        samples: &[Sample],
        enforceable: bool,
    ) -> Result<Vec<Vec<Refusal>>>;

    /// Takes the target for this process, waiting while another one has it.
    ///
    /// # Errors
    /// [`Exit::Busy`] when it is not free within the time; or where no part of a run can
    /// be loaded.
    fn take(&mut self, wait: Duration) -> Result<()> {
        let _ = wait;
        Err(Error::new(Exit::Plan, "the parts of a run need a server: SQLite has one writer")
            .remains("nothing was written")
            .next("leave --parts and --part out"))
    }

    /// Lets others take the target.
    fn leave(&mut self) {}

    /// Takes the target for what comes after the load; false when another part has done that already.
    ///
    /// # Errors
    /// When it cannot be taken.
    fn lead(&mut self, run: &Run) -> Result<bool> {
        let _ = run;
        Ok(true)
    }

    /// Registers a run (or takes one over with a higher epoch) and makes the target ready to load. Says
    /// whether it will enforce foreign keys during the load; it must not where they are not `enforceable`.
    ///
    /// # Errors
    /// When another process holds the target, or it cannot be written.
    fn prepare(&mut self, schema: &Schema, run: &Run, enforceable: bool) -> Result<bool>;

    /// Row ranges that the prepared run has committed, by [`Table::key`](crate::schema::Table::key),
    /// ascending.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn done(&mut self) -> Result<DoneRows>;

    /// Opens connections that load side by side: `wanted` of them or fewer, at least one.
    ///
    /// # Errors
    /// When not even one can be had.
    fn loaders<'a>(&'a mut self, wanted: usize) -> Result<Vec<Box<dyn Loader + 'a>>>;

    /// Sets the closing columns of rows that are there, all of a table in one transaction.
    ///
    /// # Errors
    /// When a row is not found or the update fails.
    fn close(
        &mut self,
        schema: &Schema,
        shape: &Shape,
        blocks: &mut dyn Iterator<Item = Result<Block>>,
    ) -> Result<()>;

    /// What the load left undone: indexes, the run's state. Idempotent.
    ///
    /// # Errors
    /// When it cannot be done; the rows stay.
    fn finish(&mut self, run: &Run, keep_ledger: bool) -> Result<()>;

    /// Checks foreign keys (and, when `full`, the whole file) of the given tables.
    ///
    /// # Errors
    /// When it cannot be checked.
    fn verify(&mut self, schema: &Schema, tables: &[usize], full: bool) -> Result<Vec<Finding>>;

    /// Rows in a table now.
    ///
    /// # Errors
    /// When they cannot be counted.
    fn count(&mut self, schema: &Schema, table: usize) -> Result<u64>;

    /// Removes all rows of the tables, given in an order that foreign keys allow.
    ///
    /// # Errors
    /// When a row is referenced from another table; then nothing is removed.
    fn truncate(&mut self, schema: &Schema, tables: &[usize]) -> Result<()>;

    /// Names of triggers that fire when rows of the tables are removed.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    fn delete_triggers(&mut self, schema: &Schema, tables: &[usize]) -> Result<Vec<String>>;

    /// Runs a statement that makes, empties or removes a table of our own.
    ///
    /// # Errors
    /// When it fails.
    fn script(&mut self, sql: &str) -> Result<()>;

    /// What protects the target from being filled, when something does.
    ///
    /// # Errors
    /// When it cannot be read.
    fn protected(&mut self, schema: &Schema) -> Result<Option<String>>;

    /// A run that was begun and not finished, the newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn unfinished(&mut self) -> Result<Option<Run>>;

    /// Chunks that a run of the ledger has committed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn committed(&mut self, run_id: &str) -> Result<u64>;

    /// Gives a run of the ledger up: its rows stay, and it cannot be resumed.
    ///
    /// # Errors
    /// When what it set aside cannot be put back, or the ledger cannot be written.
    fn discard(&mut self, run_id: &str) -> Result<()>;

    /// The prepared run came to no end. Without a committed chunk it is forgotten, and true is returned;
    /// else it is left to a resume by any process.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    fn stopped(&mut self, run: &Run) -> Result<bool>;
}

/// Committed row ranges (first row, rows) by table key.
pub type DoneRows = HashMap<String, Vec<(u64, u64)>>;

/// One connection that loads; it is given to a thread of its own.
pub trait Loader: Send {
    /// Opens a sink for a table.
    ///
    /// # Errors
    /// When the table is not what the schema says.
    fn sink<'a>(&'a mut self, schema: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>>;

    /// Connects anew after an error that is [transient](crate::error::Error::is_transient).
    ///
    /// # Errors
    /// When the target cannot be reached; transient when that may pass.
    fn renew(&mut self) -> Result<()>;

    /// Whether a server that went away may have forgotten chunks whose commit it had confirmed.
    fn forgets(&self) -> bool {
        false
    }
}

/// One connection, one chunk at a time. Dropped without a commit means aborted; it has no DDL method, so a
/// chunk cannot commit by accident.
pub trait Sink {
    /// Claims a chunk in the ledger.
    ///
    /// # Errors
    /// When the claim cannot be written.
    fn begin(&mut self, chunk: Chunk) -> Result<Claim>;

    /// Takes rows of the chunk, in order.
    ///
    /// # Errors
    /// When the target refuses a row; the chunk is aborted.
    fn write(&mut self, payload: Payload<'_>) -> Result<()>;

    /// Ends the chunk; the target's own count must be the number of rows sent.
    ///
    /// # Errors
    /// When it is not, or the commit fails; the chunk is aborted.
    fn commit(&mut self, rows_sent: u64) -> Result<Receipt>;
}
