//! Rows that are committed at once, and what comes back for them.

/// A range of rows of one table, committed in one transaction; the ledger's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chunk {
    /// Index of the table within the plan.
    pub table: usize,
    /// First row within the table.
    pub first_row: u64,
    /// Number of rows, at least 1.
    pub rows: u64,
}

/// The answer to beginning a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The ledger row was written: load it.
    Mine,
    /// The ledger has the chunk already: skip it.
    AlreadyDone,
}

/// Proof that a chunk arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Receipt {
    /// Written, not yet durable on its own: part of a larger unit.
    Staged {
        /// Rows that the target counted.
        rows: u64,
    },
    /// Committed together with its ledger row.
    Committed {
        /// Rows that the target counted.
        rows: u64,
    },
}

impl Receipt {
    /// Rows that the target counted.
    pub fn rows(self) -> u64 {
        match self {
            Self::Staged { rows } | Self::Committed { rows } => rows,
        }
    }
}
