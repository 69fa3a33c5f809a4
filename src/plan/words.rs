//! Where a column's randomness comes from: the block RNG in bulk, the counter hash at single rows.

use crate::generate::Rows;
use crate::random::{Cell, Key, Stream};

/// The source of one word per row.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    stream: Option<Stream>,
    cell: Cell,
}

impl Words {
    /// Words that are drawn in bulk.
    pub(super) fn bulk(key: Key) -> Self {
        Self { stream: Some(Stream::new(key)), cell: Cell::new(key) }
    }

    /// Words that can be had at any row, for columns that others reference.
    pub(super) fn anywhere(key: Key) -> Self {
        Self { stream: None, cell: Cell::new(key) }
    }

    /// One word per row. `attempt` counts the redraws of a row whose CHECK was false; bulk words exist for
    /// attempt 0 of consecutive rows within one RNG block.
    pub(super) fn fill(&self, rows: Rows<'_>, attempt: u32, out: &mut Vec<u64>) {
        out.clear();
        match (self.stream, rows, attempt) {
            (Some(stream), Rows::Range { first, len }, 0) => {
                let skipped = (first % 1024) as usize;
                out.resize(skipped + len, 0);
                stream.fill(first / 1024, out);
                out.drain(..skipped);
            }
            _ => out.extend((0..rows.len()).map(|i| self.cell.at(rows.at(i), attempt))),
        }
    }
}
