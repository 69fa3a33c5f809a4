//! Going on with a run that stopped.

use std::sync::Arc;

use super::generate::Summary;
use super::session::{Access, build, dictionary, load_plan, open};
use super::{Interaction, Job, Location, facts_text, loading};
use crate::config::{Config, Places};
use crate::error::{Error, Exit, Result};
use crate::plan::explain::explain;
use crate::plan::{Inputs, Meanings};
use crate::run::{self, RunOptions};
use crate::target::Run;

/// Loads what the ledger has not. Settings of the load may differ from the first attempt.
///
/// # Errors
/// [`Exit::Mismatch`] when there is no such run, or the schema, the plan or the generators changed since.
pub fn resume(job: &Job, run_id: Option<&str>, interaction: &mut dyn Interaction) -> Result<Summary> {
    let load = load_plan(job)?;
    let (location, mut target, _) = open(&job.without_script(), Access::Write, &load)?;
    let shown = location.shown();
    let kept = target.unfinished()?.filter(|kept| run_id.is_none_or(|wanted| wanted == kept.id)).ok_or_else(
        || {
            let which = run_id.map_or_else(String::new, |id| format!(" {id}"));
            Error::new(Exit::Mismatch, format!("{shown} has no unfinished run{which}"))
                .remains("nothing was written")
        },
    )?;
    let over = start_over(&location);
    let (config, facts) = read_back(&kept).map_err(|error| error.next(over))?;
    // Today's files are not those of the first attempt.
    let first = Job { config, places: Places::default(), ..job.clone() };
    let dict = dictionary(&first)?;
    let schema = Arc::new(target.inspect()?);
    let inputs = Inputs {
        schema: &schema,
        config: &first.config,
        facts: &facts,
        dict: &dict,
        meanings: &Meanings::new(&schema),
        seed: kept.seed,
        now: kept.now,
    };
    let plan = Arc::new(build(&first, &inputs, false)?);
    check_same(&kept, &plan.hash, &plan.schema_hash()).map_err(|error| error.next(over))?;
    let load = loading::settled(load, &plan, target.as_mut())?;
    interaction.planned(&plan);
    let run = Run { epoch: kept.epoch + 1, ..kept };
    let options = RunOptions { keep_ledger: job.keep_ledger, verify_full: job.verify_full };
    let control = interaction.control();
    let report = run::run(&plan, &load, target.as_mut(), &run, options, &control, &mut |event| {
        interaction.event(event)
    })?;
    let load = explain(&plan, &load).load;
    Ok(Summary {
        plan,
        report,
        target: shown,
        created: false,
        load,
        before: Vec::new(),
        pools: job.pool_cache().counts(),
    })
}

/// The command that makes a run unnecessary.
fn start_over(location: &Location) -> &'static str {
    match location {
        Location::Embedded => "dbmocker generate --fresh",
        Location::Sqlite(_) | Location::Server(_) => "dbmocker generate --truncate",
    }
}

pub(super) fn read_back(kept: &Run) -> Result<(Config, crate::data::Facts)> {
    let refuse = |what: &str| {
        Error::new(
            Exit::Mismatch,
            format!("run {}: its {what} is not of this version ({})", kept.id, kept.program),
        )
        .remains("the rows of the first attempt stay")
    };
    let config = serde_json::from_str(&kept.config).map_err(|_| refuse("configuration"))?;
    let facts = facts_text::read(&kept.facts).ok_or_else(|| refuse("ledger"))?;
    Ok((config, facts))
}

pub(super) fn check_same(kept: &Run, plan_hash: &str, schema_hash: &str) -> Result<()> {
    if kept.plan_hash == plan_hash {
        return Ok(());
    }
    let what = if kept.schema_hash == schema_hash {
        format!("this version ({}) plans other values than {}", env!("CARGO_PKG_VERSION"), kept.program)
    } else {
        "the tables are not what they were when the run began".to_owned()
    };
    Err(Error::new(Exit::Mismatch, format!("run {} cannot go on: {what}", kept.id))
        .remains("the rows of the first attempt stay"))
}
