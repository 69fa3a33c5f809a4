//! Filling a database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::rehearse::rehearse;
use super::session::{Access, planned, run_of};
use super::{Interaction, Job, Planned, guard, parts};
use crate::cache::Counts;
use crate::data::Event;
use crate::error::{Error, Exit, Result};
use crate::plan::DataPlan;
use crate::run::{self, Report, RunOptions};
use crate::target::{Run, Target};

/// What was done, for the closing table.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The plan that was carried out.
    pub plan: Arc<DataPlan>,
    /// Figures.
    pub report: Report,
    /// The target, for people.
    pub target: String,
    /// Whether the database was made by this call.
    pub created: bool,
    /// How rows travelled: setting and value.
    pub load: Vec<(String, String)>,
    /// What happened to pools of values.
    pub pools: Counts,
    /// Time of the phases before the load, by their names.
    pub before: Vec<(&'static str, Duration)>,
}

/// Plans and fills.
///
/// # Errors
/// See [`run::run`]; before that [`Exit::Usage`], [`Exit::Connect`], [`Exit::Refused`] and [`Exit::Plan`],
/// for all of which nothing was written.
pub fn generate(job: &Job, interaction: &mut dyn Interaction) -> Result<Summary> {
    if let (None, Some(parts)) = (job.part, job.config.load.parts) {
        let what = format!("parts: which of the {parts} is this one? add --part I");
        return Err(Error::new(Exit::Usage, what).remains("nothing was written"));
    }
    let mut planned = planned(job, Access::Write)?;
    if let Some(kept) = planned.joins.take() {
        let (planned, run) = parts::joined(job, planned, kept)?;
        check_expected(job, &planned)?;
        interaction.planned(&planned.plan);
        return load(job, planned, &run, Duration::ZERO, interaction);
    }
    let removed = rows_to_remove(job, &mut planned)?;
    if job.truncate {
        check_expected(job, &planned)?;
    }
    guard::check(job, &mut planned, &removed, interaction)?;
    if job.truncate {
        give_up_unfinished(planned.target.as_mut())?;
        let order: Vec<usize> = planned.plan.tables.iter().rev().map(|table| table.table).collect();
        planned.target.truncate(&planned.plan.schema, &order)?;
    }
    let begun = Instant::now();
    rehearse(job, &mut planned, &mut |event| interaction.event(event))?;
    let rehearsed = begun.elapsed();
    if !job.truncate {
        check_expected(job, &planned)?;
    }
    interaction.planned(&planned.plan);
    tell(&mut planned, interaction)?;
    if job.discard_unfinished {
        give_up_unfinished(planned.target.as_mut())?;
    }
    let run = run_of(job, &planned)?;
    if let Some((part, parts)) = planned.load.part {
        interaction.event(Event::Notice {
            text: format!(
                "a new run of {parts} parts begins, this is part {part}; the others may be started now"
            ),
        });
    }
    load(job, planned, &run, rehearsed, interaction)
}

/// Carries a plan out.
fn load(
    job: &Job,
    mut planned: Planned,
    run: &Run,
    rehearsed: Duration,
    interaction: &mut dyn Interaction,
) -> Result<Summary> {
    let control = interaction.control();
    let options = RunOptions { keep_ledger: job.keep_ledger, verify_full: job.verify_full };
    let report = run::run(
        &planned.plan,
        &planned.load,
        planned.target.as_mut(),
        run,
        options,
        &control,
        &mut |event| interaction.event(event),
    )?;
    let before = vec![("inspect", planned.inspected), ("plan", planned.planned), ("rehearse", rehearsed)];
    let pools = job.pool_cache().counts();
    let load = planned.explanation().load;
    let target = planned.location.shown();
    Ok(Summary { target, created: planned.created, plan: planned.plan, report, load, before, pools })
}

/// The plan is the one that was asked for, where one was.
fn check_expected(job: &Job, planned: &Planned) -> Result<()> {
    match &job.expected_plan {
        Some(expected) if *expected != planned.plan.hash => Err(Error::new(
            Exit::Mismatch,
            format!("the plan was {expected} and is now {}", planned.plan.hash),
        )
        .remains("nothing was written")
        // Without lessons a rehearsal changes nothing.
        .next(match planned.facts.lessons.is_empty() {
            true => "dbmocker plan",
            false => "dbmocker plan --rehearse",
        })),
        _ => Ok(()),
    }
}

/// Where it was asked for, runs that stopped half-way leave the ledger before anything else is written.
fn give_up_unfinished(target: &mut dyn Target) -> Result<()> {
    while let Some(open) = target.unfinished()? {
        target.discard(&open.id)?;
    }
    Ok(())
}

/// Rows that `--truncate` would remove, per table.
fn rows_to_remove(job: &Job, planned: &mut Planned) -> Result<Vec<(String, u64)>> {
    let mut removed = Vec::new();
    if job.truncate {
        for table in &planned.plan.tables {
            let rows = planned.target.count(&planned.plan.schema, table.table)?;
            if rows > 0 {
                removed.push((table.name.clone(), rows));
            }
        }
    }
    Ok(removed)
}

/// What the user should know before the load.
fn tell(planned: &mut Planned, interaction: &mut dyn Interaction) -> Result<()> {
    let mut notices = planned.plan.notes.clone();
    notices.extend_from_slice(&planned.notes);
    let existing: u64 = planned.plan.tables.iter().map(|table| table.existing).sum();
    if existing > 0 {
        notices
            .push(format!("{} holds {existing} rows; the new ones are appended", planned.location.shown()));
    }
    notices.into_iter().for_each(|text| interaction.event(Event::Notice { text }));
    Ok(())
}

/// Only plans: what [`generate`] would do.
///
/// # Errors
/// Those of [`generate`] before the first write.
pub fn plan(job: &Job) -> Result<Planned> {
    planned(job, Access::Read)
}

/// Like [`plan`], with a rehearsal where something asks for it: rows are written and rolled back.
///
/// # Errors
/// Those of [`generate`] before the first write; [`Exit::Refused`] where the database is marked.
pub fn rehearsed_plan(job: &Job) -> Result<Planned> {
    let mut planned = planned(job, Access::Write)?;
    guard::refuse_protected(&mut planned)?;
    rehearse(job, &mut planned, &mut |_| {})?;
    Ok(planned)
}
