//! One of several processes that fill a database together: the first one to arrive plans and writes the run into
//! the ledger, the others take it from there.
//!
//! Must not know how chunks are shared out. Start reading at [`arrive`].

use std::sync::Arc;
use std::time::Duration;

use super::resume::{check_same, read_back};
use super::session::{Planned, build, dictionary, refuse_unfinished};
use super::{Job, Location};
use crate::error::{Error, Exit, Result};
use crate::plan::{Inputs, Meanings};
use crate::target::{Run, Target};

/// How long a part waits for the one that plans.
const ARRIVAL: Duration = Duration::from_secs(600);

/// Takes the target, and says which run of it this part joins; none where it is the first.
pub(super) fn arrive(job: &Job, location: &Location, target: &mut dyn Target) -> Result<Option<Run>> {
    target.take(ARRIVAL)?;
    let found = target.unfinished()?;
    let parts = job.config.load.parts;
    let Some(kept) = found else { return Ok(None) };
    let (config, _) = read_back(&kept)?;
    match config.load.parts {
        Some(of) if Some(of) == parts => Ok(Some(kept)),
        // What a run of one process left behind is gone on with or given up, as ever.
        None => refuse_unfinished(job, location, target).map(|()| None),
        Some(of) => Err(Error::new(
            Exit::Mismatch,
            format!("{}: run {} is divided into {of} parts", location.shown(), kept.id),
        )
        .remains("nothing was written")
        .next(format!("take part in it with --parts {of} --part I, or give it up with --discard-run"))),
    }
}

/// The plan of a run that another part has begun, by this part's own configuration.
pub(super) fn joined(job: &Job, mut planned: Planned, kept: Run) -> Result<(Planned, Run)> {
    let (config, facts) = read_back(&kept)?;
    if let Some(seed) = job.config.seed.filter(|seed| *seed != kept.seed) {
        return Err(differs(&kept, &format!("its seed is {}, this part's is {seed}", kept.seed)));
    }
    let dict = dictionary(job)?;
    let schema = Arc::clone(&planned.plan.schema);
    let inputs = Inputs {
        schema: &schema,
        config: &job.config,
        facts: &facts,
        dict: &dict,
        meanings: &Meanings::new(&schema),
        seed: kept.seed,
        now: kept.now,
    };
    let plan = build(job, &inputs, false)?;
    check_same(&kept, &plan.hash, &plan.schema_hash()).map_err(|error| {
        if plan.schema_hash() == kept.schema_hash {
            differs(&kept, &format!("its plan is {}, this part's is {}", kept.plan_hash, plan.hash))
        } else {
            error
        }
    })?;
    // Chunks are those of the part that came first.
    planned.load.chunk_rows = config.load.chunk_rows.unwrap_or(planned.load.chunk_rows);
    (planned.plan, planned.facts) = (Arc::new(plan), facts);
    Ok((planned, Run { shared: true, ..kept }))
}

fn differs(kept: &Run, how: &str) -> Error {
    Error::new(Exit::Mismatch, format!("this part's plan is not that of run {}: {how}", kept.id))
        .remains("nothing was written")
        .next("give all parts the same tables, rows, seed and configuration, or all of them --plan plan.json")
}
