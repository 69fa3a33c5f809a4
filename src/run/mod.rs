//! Carrying a plan out: chunk by chunk into a target, with a ledger, stopping cleanly when asked.
//!
//! Must not know which target it drives. Start reading at [`run`], then `workers` for the load itself.

mod control;
mod parts;
mod pipeline;
mod schedule;
mod workers;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use control::Control;
use pipeline::Pipeline;

use crate::data::{Block, Event, TableDone};
use crate::error::{Error, Exit, Result};
use crate::plan::{DataPlan, LoadPlan};
use crate::target::{Figures, Finding, Refusal, Run, Sample, Shape, Target};

/// What a run did.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The run's id.
    pub run_id: String,
    /// Per table of the plan.
    pub tables: Vec<TableDone>,
    /// Time from the first chunk to the last.
    pub load: Duration,
    /// Time of what came after: references, indexes, checks.
    pub after: Duration,
    /// Time of the check, within `after`.
    pub verify: Duration,
    /// Most rows that were committed within a second, per second; none where the load was shorter.
    pub peak_rate: Option<u64>,
    /// What was counted meanwhile.
    pub figures: Figures,
    /// Whether other parts of the run are still at work: the last one closes references and checks.
    pub left_to_others: bool,
}

/// How much is checked afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// Whether the ledger stays after success.
    pub keep_ledger: bool,
    /// Whether everything is checked, not only what was not enforced during the load.
    pub verify_full: bool,
}

/// Loads all tables of a plan into a target and checks the result.
///
/// # Errors
/// [`Exit::Incomplete`] when the load stopped (committed chunks stay), [`Exit::Interrupted`] or
/// [`Exit::Terminated`] when it was asked to, [`Exit::Verify`] when the check afterwards failed.
pub fn run(
    plan: &Arc<DataPlan>,
    load: &LoadPlan,
    target: &mut dyn Target,
    run: &Run,
    options: RunOptions,
    control: &Control,
    listener: &mut dyn FnMut(Event),
) -> Result<Report> {
    let pipeline = Pipeline::new(plan, load, target.meter())?;
    let mut peak = Peak::default();
    let listener: &mut dyn FnMut(Event) = &mut |event| {
        if let Event::ChunkCommitted { rows, .. } = &event {
            peak.committed(*rows);
        }
        listener(event);
    };
    let Loaded { enforced, tables, load_time, started, left_to_others } =
        match load_all(&pipeline, load, target, run, control, listener) {
            Ok(loaded) => loaded,
            Err(error) => return Err(stopped(target, run, error)),
        };
    let mut finished = Instant::now();
    if !left_to_others {
        listener(Event::Step { what: "building indexes and closing the ledger".to_owned() });
        target.finish(run, options.keep_ledger)?;
        finished = Instant::now();
        check(plan, target, enforced, options.verify_full, listener)?;
    }
    let (after, verify, figures) = (started.elapsed(), finished.elapsed(), target.meter().figures());
    Ok(Report {
        run_id: run.id.clone(),
        tables,
        load: load_time,
        after,
        verify,
        peak_rate: peak.rate(),
        figures,
        left_to_others,
    })
}

/// The fastest second of a load.
#[derive(Debug, Default)]
struct Peak {
    since: Option<Instant>,
    rows: u64,
    highest: Option<u64>,
}

impl Peak {
    /// Rows were committed now.
    fn committed(&mut self, rows: u64) {
        let since = *self.since.get_or_insert_with(Instant::now);
        self.rows += rows;
        let seconds = since.elapsed().as_secs_f64();
        if seconds >= 1.0 {
            let rate = (self.rows as f64 / seconds) as u64;
            self.highest = Some(self.highest.map_or(rate, |highest| highest.max(rate)));
            (self.since, self.rows) = (Some(Instant::now()), 0);
        }
    }

    fn rate(&self) -> Option<u64> {
        self.highest
    }
}

/// Tries rows of the given tables of a plan in a transaction that is rolled back: per table its rows, and those
/// that did not get in.
///
/// # Errors
/// When rows cannot be made, or the transaction cannot be kept together.
pub fn rehearse(
    plan: &Arc<DataPlan>,
    load: &LoadPlan,
    target: &mut dyn Target,
    tables: &[usize],
) -> Result<Vec<(Block, Vec<Refusal>)>> {
    // A sample is one block, however small the batches of the load: its rows need all parents that it has.
    let whole = LoadPlan { batch_bytes: usize::MAX, ..load.clone() };
    let pipeline = Pipeline::new(plan, &whole, Arc::default())?;
    let samples = tables.iter().map(|&at| {
        let block = pipeline.blocks(at, 0, plan.tables[at].rows, 1).next();
        let block = block.unwrap_or_else(|| Ok(Block::default()))?;
        Ok(Sample { shape: shape(plan, at), block })
    });
    let samples = samples.collect::<Result<Vec<Sample>>>()?;
    let refused = target.rehearse(&plan.schema, &samples, is_enforceable(plan))?;
    Ok(samples.into_iter().map(|sample| sample.block).zip(refused).collect())
}

/// Whether foreign keys can hold at every moment of the load.
fn is_enforceable(plan: &DataPlan) -> bool {
    plan.tables.iter().all(|table| !table.unenforced)
}

/// Everything up to the last row and reference.
struct Loaded {
    enforced: bool,
    tables: Vec<TableDone>,
    load_time: Duration,
    /// When the last chunk was there.
    started: Instant,
    /// Whether other parts are still at work.
    left_to_others: bool,
}

fn load_all(
    pipeline: &Pipeline<'_>,
    load: &LoadPlan,
    target: &mut dyn Target,
    run: &Run,
    control: &Control,
    listener: &mut dyn FnMut(Event),
) -> Result<Loaded> {
    let plan = pipeline.plan();
    let enforced = target.prepare(&plan.schema, run, is_enforceable(plan))?;
    let started = Instant::now();
    let (tables, whole) = match load.part {
        Some(part) => {
            target.leave();
            parts::load(pipeline, (load, part), target, run, control, listener)?
        }
        None => (workers::load(pipeline, load, target, run, control, listener)?, true),
    };
    let load_time = started.elapsed();
    let started = Instant::now();
    // Of two parts that end at the same time one does the rest.
    let left_to_others = load.part.is_some() && !(whole && target.lead(run)?);
    if !left_to_others {
        close_references(pipeline, load, target, control, listener)?;
    }
    Ok(Loaded { enforced, tables, load_time, started, left_to_others })
}

/// Leaves the ledger as it is fit for what was committed. A failure of that is not worth more words: the
/// first error is told, and the ledger holds what it held.
fn stopped(target: &mut dyn Target, run: &Run, error: Error) -> Error {
    let error = match run.shared {
        true => error.next(format!(
            "repeat the command and this part goes on; dbmocker resume {} loads what is missing of all parts",
            run.id
        )),
        false => error,
    };
    match target.stopped(run) {
        Ok(true) => error.without_resume().remains("no row was written"),
        Ok(false) | Err(_) => error,
    }
}

fn shape(plan: &DataPlan, at: usize) -> Shape {
    let table = &plan.tables[at];
    Shape {
        table: table.table,
        columns: table.columns.iter().map(|column| column.column).collect(),
        types: table.columns.iter().map(|column| column.logical_type.clone()).collect(),
        closing: table.closing.clone(),
    }
}

/// Sets the columns that were loaded as NULL because their parents came later.
fn close_references(
    pipeline: &Pipeline<'_>,
    load: &LoadPlan,
    target: &mut dyn Target,
    control: &Control,
    listener: &mut dyn FnMut(Event),
) -> Result<()> {
    let plan = pipeline.plan();
    for at in 0..plan.tables.len() {
        let table = &plan.tables[at];
        if table.closing.is_empty() || table.rows == 0 {
            continue;
        }
        listener(Event::Step { what: format!("closing references of {}", table.name) });
        let mut blocks = pipeline.blocks(at, 0, table.rows, load.depth).map(|block| {
            control.check_abort("")?;
            if let Ok(block) = &block {
                pipeline.meter().taken(block.rows as u64);
            }
            block
        });
        target.close(&plan.schema, &shape(plan, at), &mut blocks)?;
    }
    Ok(())
}

/// Counts always; orphans wherever they were not excluded during the load.
fn check(
    plan: &DataPlan,
    target: &mut dyn Target,
    enforced: bool,
    full: bool,
    listener: &mut dyn FnMut(Event),
) -> Result<()> {
    listener(Event::Step { what: "checking".to_owned() });
    let mut findings = Vec::new();
    for table in &plan.tables {
        let expected = table.existing + table.rows;
        let found = target.count(&plan.schema, table.table)?;
        // Triggers of other tables may add rows, never take them away.
        if found < expected {
            let triggers: Vec<&str> = plan.schema.tables[table.table]
                .triggers
                .iter()
                .map(|trigger| trigger.name.as_str())
                .collect();
            let suspects = match triggers.as_slice() {
                [] => "look for ON CONFLICT clauses that replace rows".to_owned(),
                names => format!("look at the triggers {}", names.join(", ")),
            };
            findings.push(Finding {
                table: table.name.clone(),
                what: format!("{expected} rows expected, {found} found; {suspects}"),
            });
        }
    }
    if !enforced || full {
        let tables: Vec<usize> = plan.tables.iter().map(|table| table.table).collect();
        findings.extend(target.verify(&plan.schema, &tables, full)?);
    }
    if findings.is_empty() {
        return Ok(());
    }
    let problems =
        findings.into_iter().map(|finding| format!("{}: {}", finding.table, finding.what)).collect();
    Err(Error::all(Exit::Verify, problems).remains("all rows are there").next("dbmocker verify"))
}
