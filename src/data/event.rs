//! What happens during a run, for whoever listens: progress bar, log, report.

use std::time::Duration;

/// One table's load in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDone {
    /// Index of the table within the plan.
    pub table: usize,
    /// Rows that were committed by this process.
    pub rows: u64,
    /// Wall time from its first to its last chunk.
    pub elapsed: Duration,
}

/// Everything that a run tells; a closed set, so that all triggers are visible here.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A table begins; `rows` are planned, `done` of them were there from an earlier attempt.
    TableStarted {
        /// Index of the table within the plan.
        table: usize,
        /// Rows planned.
        rows: u64,
        /// Rows that the ledger has already.
        done: u64,
    },
    /// A chunk was committed.
    ChunkCommitted {
        /// Index of the table within the plan.
        table: usize,
        /// Rows in it.
        rows: u64,
    },
    /// A table is complete.
    TableFinished(TableDone),
    /// A step after the load begins, in words: "building indexes".
    Step {
        /// The words.
        what: String,
    },
    /// Something the user should know.
    Notice {
        /// The words.
        text: String,
    },
}
