//! Where a column's randomness comes from: the block RNG in bulk, the counter hash at single rows.

use crate::generate::Rows;
use crate::random::{Cell, Key, RNG_BLOCK_ROWS, Stream};

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

    /// The word of one row before any redraw, as [`Words::fill`] gives it in bulk.
    pub(super) fn at(&self, row: u64) -> u64 {
        let Some(stream) = self.stream else { return self.cell.at(row, 0) };
        let mut block = [0; RNG_BLOCK_ROWS];
        let within = row as usize % RNG_BLOCK_ROWS;
        stream.fill(row / RNG_BLOCK_ROWS as u64, &mut block[..=within]);
        block[within]
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
