//! How fast this machine and this target are: values made, rows encoded, and a scratch table loaded in every
//! performance mode.
//!
//! The scratch table is made, filled and removed again, whatever happens; nothing else is touched. Start reading
//! at [`bench()`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::generate::generate;
use super::session::{Access, Planned, load_plan, open, planned, random_id};
use super::{Consent, Control, DataPlan, Interaction, Job, Location, Process, guard, process};
use crate::config::{PerformanceMode, Rows};
use crate::data::Event;
use crate::error::{Error, Exit, Result};
use crate::run::{self, RunOptions};
use crate::target::{NullTarget, Run, Target};

/// Ten columns of the usual kinds, in words that every database knows.
const COLUMNS: &str = "id BIGINT NOT NULL PRIMARY KEY, first_name VARCHAR(60) NOT NULL, last_name VARCHAR(60) NOT NULL, \
     email VARCHAR(160) NOT NULL, phone VARCHAR(40), city VARCHAR(80), created_at TIMESTAMP NOT NULL, \
     balance DECIMAL(12, 2) NOT NULL, is_active BOOLEAN NOT NULL, token CHAR(36) NOT NULL";
/// Modes from the gentlest to the one that takes most of a machine.
const GENTLE_FIRST: [PerformanceMode; 5] = [
    PerformanceMode::MemoryEfficient,
    PerformanceMode::Standard,
    PerformanceMode::Balanced,
    PerformanceMode::HighSpeed,
    PerformanceMode::UltraHigh,
];
/// A mode must be so much faster than a gentler one to be recommended.
const WORTH_IT: f64 = 1.05;

/// What one measurement found.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// `engine`, `encode`, or the performance mode.
    pub what: String,
    /// Rows.
    pub rows: u64,
    /// Seconds by the clock; of `engine` and `encode`, of the threads that did it.
    pub seconds: f64,
    /// Processor seconds of this process, where they can be read.
    pub cpu_seconds: Option<f64>,
    /// Bytes that were sent to a server.
    pub bytes: u64,
}

impl Measured {
    /// Rows per second.
    pub fn rate(&self) -> f64 {
        self.rows as f64 / self.seconds.max(1e-9)
    }
}

/// Everything that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Benchmark {
    /// The target, for people.
    pub target: String,
    /// In the order in which it was measured: the best of the rounds.
    pub measured: Vec<Measured>,
    /// The mode that is worth its price here.
    pub recommended: &'static str,
}

/// Measures with so many rows, as often as said; the best round of each mode counts.
///
/// # Errors
/// Those of a load; [`Exit::Refused`] without consent. The scratch table is gone after any of them.
pub fn bench(job: &Job, rows: u64, rounds: u32, interaction: &mut dyn Interaction) -> Result<Benchmark> {
    let (shown, scratch) = Scratch::make(job, interaction)?;
    let mut job = job.clone();
    job.config.select.include = vec![scratch.table.clone()];
    job.config.select.exclude.clear();
    job.config.defaults.rows = Some(Rows::Count(rows));
    (job.yes, job.skip_rehearsal, job.truncate) = (true, true, false);
    scratch.point(&mut job);
    let measured = measure(&job, rows, rounds, &scratch, interaction);
    let removed = scratch.remove(&job);
    let measured = measured.map_err(|error| match &removed {
        Ok(()) => error.without_resume().remains("the scratch table is gone"),
        Err(_) => error.remains(format!("the scratch table {} may be left", scratch.table)),
    })?;
    removed?;
    let recommended = recommended(&measured);
    Ok(Benchmark { target: shown, measured, recommended })
}

/// A table of our own in a database, or in a new file where there is none yet.
struct Scratch {
    table: String,
    /// The folder of the file, and of the script that makes the table.
    folder: Option<PathBuf>,
}

impl Scratch {
    /// Makes it, after consent, where it is in somebody's database.
    fn make(job: &Job, interaction: &mut dyn Interaction) -> Result<(String, Self)> {
        let table = format!("scratch_of_dbmocker_{}", &random_id()[..8]);
        let (location, _) = Location::parse(job.config.target.url.as_deref(), &job.server, &Process)?;
        if let Some(file) = location.file().filter(|file| !file.exists()) {
            let folder = file.with_file_name(&table);
            let made = std::fs::create_dir(&folder).and_then(|()| {
                std::fs::write(folder.join("scratch.sql"), format!("CREATE TABLE {table} ({COLUMNS});"))
            });
            made.map_err(|error| {
                Error::new(Exit::Connect, format!("{} cannot be made: {error}", folder.display()))
                    .remains("nothing was written")
            })?;
            return Ok(("a new SQLite file".to_owned(), Self { table, folder: Some(folder) }));
        }
        let mut job = job.clone();
        job.config.target.schema_file = None;
        let (location, mut target, _) = open(&job, Access::Write, &load_plan(&job)?)?;
        let schema = target.inspect()?;
        if let Some(left) = target.unfinished()? {
            let what = format!("{}: run {} stopped half-way", location.shown(), left.id);
            return Err(Error::new(Exit::Mismatch, what)
                .remains("its rows stay; nothing was written")
                .next(format!("dbmocker resume {} first", left.id)));
        }
        guard::refuse_marked(&location.shown(), target.as_mut(), &schema)?;
        agree(&job, &location.shown(), &table, interaction)?;
        target.script(&format!("CREATE TABLE {table} ({COLUMNS})"))?;
        Ok((location.shown(), Self { table, folder: None }))
    }

    /// Lets a job fill it.
    fn point(&self, job: &mut Job) {
        job.config.target.schema_file = None;
        if let Some(folder) = &self.folder {
            job.config.target.url = Some(format!("sqlite:{}", folder.join("scratch.db").display()));
            job.config.target.schema_file = Some(folder.join("scratch.sql").display().to_string());
        }
    }

    /// Makes it empty again.
    fn empty(&self, job: &Job) -> Result<()> {
        match &self.folder {
            Some(folder) => {
                std::fs::remove_file(folder.join("scratch.db")).map_err(|error| gone_wrong(folder, &error))
            }
            // Made anew: what a DELETE leaves to be cleared away later would weigh on the next measurement.
            None => {
                let mut target = opened(job)?;
                target.script(&format!("DROP TABLE {}", self.table))?;
                target.script(&format!("CREATE TABLE {} ({COLUMNS})", self.table))
            }
        }
    }

    /// Removes it.
    fn remove(&self, job: &Job) -> Result<()> {
        if let Some(folder) = &self.folder {
            return std::fs::remove_dir_all(folder).map_err(|error| gone_wrong(folder, &error));
        }
        let mut target = opened(job)?;
        // Only a run of this very table is given up.
        if let Some(left) = target.unfinished()?.filter(|left| left.config.contains(&self.table)) {
            target.discard(&left.id)?;
        }
        target.script(&format!("DROP TABLE {}", self.table))
    }
}

fn gone_wrong(folder: &Path, error: &std::io::Error) -> Error {
    Error::new(Exit::Incomplete, format!("{} cannot be removed: {error}", folder.display()))
}

fn opened(job: &Job) -> Result<Box<dyn Target>> {
    let (_, target, _) = open(job, Access::Write, &load_plan(job)?)?;
    Ok(target)
}

fn agree(job: &Job, target: &str, table: &str, interaction: &mut dyn Interaction) -> Result<()> {
    let consent = Consent {
        target: target.to_owned(),
        reasons: vec![format!("a scratch table {table} is made, filled and removed again")],
        tables: Vec::new(),
        removed: Vec::new(),
    };
    if job.yes || interaction.consent(&consent) == Some(true) {
        return Ok(());
    }
    Err(Error::new(
        Exit::Refused,
        format!("{target}: a scratch table would be made, filled and removed again"),
    )
    .remains("nothing was written")
    .next("repeat with --yes"))
}

fn measure(
    job: &Job,
    rows: u64,
    rounds: u32,
    scratch: &Scratch,
    interaction: &mut dyn Interaction,
) -> Result<Vec<Measured>> {
    let planned = planned(job, Access::Read)?;
    interaction.planned(&planned.plan);
    let mut measured = vec![engine(&planned, rows)?];
    drop(planned);
    let mut encoded: Option<Measured> = None;
    let mut loads: Vec<Measured> = Vec::new();
    // Round by round, so that what else the machine does meets all modes alike.
    for round in 0..rounds.max(1) {
        for (at, (name, mode)) in PerformanceMode::ALL.into_iter().enumerate() {
            let mut job = job.clone();
            job.config.load.performance_mode = Some(mode);
            let before = process::usage();
            let summary = generate(&job, &mut Quiet(interaction))?;
            let seconds = summary.report.load.as_secs_f64();
            let used = |usage: process::Usage| usage.user_seconds + usage.system_seconds;
            let cpu_seconds = before.zip(process::usage()).map(|(before, after)| used(after) - used(before));
            let figures = summary.report.figures;
            let found = Measured { what: name.to_owned(), rows, seconds, cpu_seconds, bytes: figures.bytes };
            if figures.encode_seconds > 0.0
                && encoded.as_ref().is_none_or(|best| figures.encode_seconds < best.seconds)
            {
                let seconds = figures.encode_seconds;
                encoded = Some(Measured {
                    what: "encode".to_owned(),
                    rows,
                    seconds,
                    cpu_seconds: None,
                    bytes: figures.bytes,
                });
            }
            if round == 0 {
                loads.push(found);
            } else if found.seconds < loads[at].seconds {
                loads[at] = found;
            }
            scratch.empty(&job)?;
        }
    }
    measured.extend(encoded);
    measured.extend(loads);
    Ok(measured)
}

/// Values made and thrown away.
fn engine(planned: &Planned, rows: u64) -> Result<Measured> {
    let mut nowhere = NullTarget::new((*planned.plan.schema).clone());
    let run = Run {
        id: random_id(),
        plan_hash: String::new(),
        schema_hash: String::new(),
        program: String::new(),
        seed: planned.plan.seed,
        now: planned.plan.now,
        config: String::new(),
        facts: String::new(),
        epoch: 1,
        shared: false,
    };
    let options = RunOptions { keep_ledger: false, verify_full: false };
    let plan = Arc::clone(&planned.plan);
    let report =
        run::run(&plan, &planned.load, &mut nowhere, &run, options, &Control::default(), &mut |_| ())?;
    let seconds = report.figures.fill_seconds;
    Ok(Measured { what: "engine".to_owned(), rows, seconds, cpu_seconds: Some(seconds), bytes: 0 })
}

/// The gentlest mode that no other one outruns by much.
fn recommended(measured: &[Measured]) -> &'static str {
    let rate = |mode: PerformanceMode| {
        measured.iter().find(|found| found.what == mode.name()).map_or(0.0, Measured::rate)
    };
    let best = GENTLE_FIRST.into_iter().map(rate).fold(0.0, f64::max);
    let worth = GENTLE_FIRST.into_iter().find(|&mode| rate(mode) * WORTH_IT >= best);
    worth.unwrap_or(PerformanceMode::Balanced).name()
}

/// Passes on how to stop, and says nothing.
struct Quiet<'a>(&'a mut dyn Interaction);

impl Interaction for Quiet<'_> {
    fn event(&mut self, _: Event) {}

    /// From here on a request to stop is heeded between chunks.
    fn planned(&mut self, plan: &DataPlan) {
        self.0.planned(plan);
    }

    fn consent(&mut self, _: &Consent) -> Option<bool> {
        Some(true)
    }

    fn control(&self) -> Control {
        self.0.control()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(what: &str, seconds: f64) -> Measured {
        Measured { what: what.to_owned(), rows: 1000, seconds, cpu_seconds: None, bytes: 0 }
    }

    #[test]
    fn a_gentler_mode_wins_where_it_loads_as_much() {
        let mut measured: Vec<Measured> =
            PerformanceMode::ALL.iter().map(|(name, _)| found(name, 1.0)).collect();
        assert_eq!(recommended(&measured), "memory_efficient");
        measured.iter_mut().filter(|one| one.what == "ultra_high").for_each(|one| one.seconds = 0.5);
        assert_eq!(recommended(&measured), "ultra_high");
        measured.iter_mut().filter(|one| one.what == "balanced").for_each(|one| one.seconds = 0.51);
        assert_eq!(recommended(&measured), "balanced");
    }
}
