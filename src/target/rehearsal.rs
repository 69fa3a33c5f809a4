//! A rehearsal, alike for all databases: rows of many tables in one transaction that is rolled back.
//!
//! A table's rows go in together; where that fails or some are missing, each for itself, so that every row
//! that does not get in is known. Must not know: how a server is spoken to. Start reading at [`rehearse`].

use std::ops::Range;

use super::{Refusal, Sample};
use crate::error::Result;

/// Rows that went in, or why not.
pub(super) type Tried = std::result::Result<u64, Refused>;

/// Why rows did not go in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// The server's words.
    pub(super) words: String,
    /// Whether a key was violated.
    pub(super) key: bool,
}

/// A connection on which rows are tried.
pub(super) trait Stage {
    /// Runs a statement that inserts nothing.
    fn run(&mut self, sql: &str) -> Result<()>;

    /// Inserts rows of a sample.
    fn insert(&mut self, sample: &Sample, rows: Range<usize>) -> Result<Tried>;
}

/// Tries all samples; nothing of them stays.
pub(super) fn rehearse(
    stage: &mut dyn Stage,
    begin: &str,
    end: &str,
    samples: &[Sample],
) -> Result<Vec<Vec<Refusal>>> {
    stage.run(begin)?;
    let refused: Result<Vec<_>> = samples.iter().map(|sample| refusals(stage, sample)).collect();
    let ended = stage.run(end);
    let refused = refused?;
    ended.map(|()| refused)
}

fn refusals(stage: &mut dyn Stage, sample: &Sample) -> Result<Vec<Refusal>> {
    let all = sample.block.rows;
    if all == 0 || guarded(stage, sample, 0..all)? == Ok(all as u64) {
        return Ok(Vec::new());
    }
    let mut refusals = Vec::new();
    for row in 0..all {
        match guarded(stage, sample, row..row + 1)? {
            Ok(1..) => {}
            Ok(0) => refusals.push(Refusal { row, words: None, key: false }),
            Err(Refused { words, key }) => refusals.push(Refusal { row, words: Some(words), key }),
        }
    }
    Ok(refusals)
}

/// Rows that stay in the transaction when all of them got in.
fn guarded(stage: &mut dyn Stage, sample: &Sample, rows: Range<usize>) -> Result<Tried> {
    let wanted = rows.len() as u64;
    stage.run("SAVEPOINT dbmocker_rows")?;
    let tried = stage.insert(sample, rows)?;
    if tried == Ok(wanted) {
        stage.run("RELEASE SAVEPOINT dbmocker_rows")?;
    } else {
        stage.run("ROLLBACK TO SAVEPOINT dbmocker_rows")?;
    }
    Ok(tried)
}
