//! One run in several processes: each loads chunks of its own, and tables wait for the tables that they refer to
//! until all parts have loaded those.
//!
//! The ledger is all that parts know of each other: it is read again before every wave of tables. Must not know
//! targets or blocks. Start reading at [`load`] and [`Share`].

use std::collections::HashMap;
use std::time::Duration;

use super::Control;
use super::pipeline::Pipeline;
use super::schedule::Ranges;
use super::workers::{Pass, Patience, committed, pass};
use crate::data::{Event, TableDone};
use crate::error::{Error, Exit, Result};
use crate::plan::{BLOCK_ROWS, DataPlan, LoadPlan, Succession};
use crate::target::{Run, Target};

/// Between two looks at the ledger while others load.
const PAUSE: Duration = Duration::from_millis(250);

/// Which chunks are loaded in a pass.
#[derive(Clone, Debug)]
pub(super) enum Share {
    /// All of them.
    All,
    /// Those of one part of several, of tables whose parents are all there.
    Part {
        /// From 0.
        part: u64,
        /// How many there are.
        parts: u64,
        /// By table plan.
        ready: Vec<bool>,
    },
}

impl Share {
    /// Whether a chunk is loaded here.
    pub(super) fn has(&self, table: usize, first_row: u64, chunk_rows: u64, succession: Succession) -> bool {
        match self {
            Self::All => true,
            Self::Part { part, parts, ready } => {
                ready[table] && owner(table, first_row, chunk_rows, succession, *parts) == *part
            }
        }
    }
}

/// The part that loads a chunk: chunks go round, and small tables to different parts. Where each chunk of a table
/// waits for the one before it, all are of one part.
fn owner(table: usize, first_row: u64, chunk_rows: u64, succession: Succession, parts: u64) -> u64 {
    let chunk = match succession {
        Succession::InOrder => 0,
        Succession::Any | Succession::AfterFirstBlock => first_row / chunk_rows,
    };
    (chunk + table as u64) % parts
}

/// Loads the chunks of one part, wave by wave; says whether all other parts are done as well.
pub(super) fn load(
    pipeline: &Pipeline<'_>,
    (load, (part, parts)): (&LoadPlan, (u32, u32)),
    target: &mut dyn Target,
    run: &Run,
    control: &Control,
    listener: &mut dyn FnMut(Event),
) -> Result<(Vec<TableDone>, bool)> {
    let plan = pipeline.plan();
    let (part, parts) = (u64::from(part) - 1, u64::from(parts));
    let done_here = |at| TableDone { table: at, rows: 0, elapsed: Duration::ZERO };
    let mut tables: Vec<TableDone> = (0..plan.tables.len()).map(done_here).collect();
    let mut patience = Patience::new(load.retry_for);
    let mut told = false;
    loop {
        control.check(&run.id)?;
        let (rows, done) = match committed(plan, target) {
            Ok(known) => known,
            Err(error) if error.is_transient() => {
                patience.go_on(false, || error)?;
                continue;
            }
            Err(error) => return Err(error),
        };
        let whole = |at: usize| rows[at] >= plan.tables[at].rows;
        if (0..plan.tables.len()).all(whole) {
            return Ok((tables, true));
        }
        let wave = Wave { plan, part, parts, chunk_rows: pipeline.chunk_rows(), rows: &rows, done: &done };
        if !wave.has_more() {
            return Ok((tables, false));
        }
        let ready = wave.ready();
        if !ready.contains(&true) {
            if !std::mem::replace(&mut told, true) {
                listener(Event::Notice {
                    text: format!(
                        "part {} waits for rows that other parts load; they may be started at any time",
                        part + 1
                    ),
                });
            }
            std::thread::sleep(PAUSE);
            continue;
        }
        told = false;
        let share = Share::Part { part, parts, ready };
        let attempt = pass(pipeline, load, target, run, control, &share, &mut |event| {
            if let Event::TableFinished(finished) = &event {
                tables[finished.table].rows += finished.rows;
                tables[finished.table].elapsed += finished.elapsed;
            }
            listener(event);
        });
        match attempt {
            Ok(Pass::Whole | Pass::Confirmed) => patience = Patience::new(load.retry_for),
            Ok(Pass::Broken(loaded)) => patience
                .go_on(loaded > 0, || Error::new(Exit::Incomplete, "the server goes away again and again"))?,
            Err(error) if error.is_transient() && patience.is_tried() => patience.go_on(false, || error)?,
            Err(error) => return Err(error),
        }
    }
}

/// What the ledger says before a wave of tables.
struct Wave<'a> {
    plan: &'a DataPlan,
    part: u64,
    parts: u64,
    chunk_rows: u64,
    rows: &'a [u64],
    done: &'a HashMap<usize, Ranges>,
}

impl Wave<'_> {
    fn is_whole(&self, at: usize) -> bool {
        self.rows[at] >= self.plan.tables[at].rows
    }

    /// Whether a chunk of this part is missing anywhere.
    fn has_more(&self) -> bool {
        (0..self.plan.tables.len()).any(|at| self.own_missing(at).next().is_some())
    }

    /// First rows of this part's chunks of a table that are missing.
    fn own_missing(&self, at: usize) -> impl Iterator<Item = u64> {
        let succession = self.plan.succession(at);
        let chunk_rows = super::schedule::chunk_rows_of(succession, self.chunk_rows);
        let done = self.done.get(&at).cloned().unwrap_or_default();
        let (part, parts) = (self.part, self.parts);
        super::schedule::missing(self.plan.tables[at].rows, done, chunk_rows)
            .map(|(first, _)| first)
            .filter(move |&first| owner(at, first, chunk_rows, succession, parts) == part)
    }

    /// Tables with chunks of this part that can be loaded now.
    fn ready(&self) -> Vec<bool> {
        let ready = |at: usize| {
            let mut own = self.own_missing(at);
            let Some(first) = own.next() else { return false };
            // Rows of all blocks refer to block 0, which may be another part's.
            let begun =
                self.done.get(&at).is_some_and(|done| done.iter().any(|&(first, _)| first < BLOCK_ROWS));
            let opened =
                self.plan.succession(at) != Succession::AfterFirstBlock || begun || first < BLOCK_ROWS;
            opened && self.plan.waits_for(at).iter().all(|&parent| self.is_whole(parent))
        };
        (0..self.plan.tables.len()).map(ready).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_has_one_owner() {
        for succession in [Succession::Any, Succession::InOrder, Succession::AfterFirstBlock] {
            for table in 0..3 {
                for first in (0..100).map(|chunk| chunk * 50) {
                    let owners = (0..4).filter(|&part| {
                        let share = Share::Part { part, parts: 4, ready: vec![true; 3] };
                        share.has(table, first, 50, succession)
                    });
                    assert_eq!(owners.count(), 1);
                }
            }
        }
    }
}
