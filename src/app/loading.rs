//! Whether the target can do what the load asks for, before anything is written.
//!
//! Must not know any database. Start reading at [`settled`].

use super::process;
use crate::config::InsertionStrategy;
use crate::error::{Error, Exit, Result};
use crate::plan::{DataPlan, LoadPlan};
use crate::schema::expr::Dialect;
use crate::target::{Buffers, Target};

/// Parameters that a statement of SQLite takes.
const PARAMETERS_MAX: usize = 32_766;

/// The load as this target and this plan allow it; the target is told.
///
/// # Errors
/// For what was asked for and cannot be had, all of it at once.
pub(super) fn settled(load: LoadPlan, plan: &DataPlan, target: &mut dyn Target) -> Result<LoadPlan> {
    let mut problems = Vec::new();
    if load.strategy_asked
        && !load.inserts()
        && let Err(why) = target.takes_bulk()?
    {
        problems.push(format!(
            "insertion_strategy {}: {why}; single and batch go by INSERT",
            load.strategy.name()
        ));
    }
    if load.connections_asked
        && let Some(room) = target.room()?.filter(|room| (1..load.connections).contains(room))
    {
        let asked = load.connections;
        problems.push(format!(
            "connections: {asked} were asked for, and {room} are free beside the one that is open"
        ));
    }
    problems.extend(oversized(&load, plan));
    let load = match within(load, plan) {
        Ok(load) => load,
        Err(why) => {
            problems.push(why);
            return Err(refused(problems));
        }
    };
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    target.resize(Buffers {
        connections: load.connections,
        packet_bytes: load.packet_bytes,
        cache_bytes: load.cache_bytes,
    });
    Ok(load)
}

/// The load within its limit; without one, within half of what the machine has left, as far as that goes.
fn within(load: LoadPlan, plan: &DataPlan) -> std::result::Result<LoadPlan, String> {
    let Some(left) = process::available_bytes().filter(|_| load.memory_limit.is_none()) else {
        return load.fitted(plan);
    };
    let limited = LoadPlan { memory_limit: Some(left / 2), ..load.clone() };
    Ok(limited.fitted(plan).map_or(load, |fitted| LoadPlan { memory_limit: None, ..fitted }))
}

fn refused(problems: Vec<String>) -> Error {
    Error::all(Exit::Plan, problems).remains("nothing was written").next("dbmocker plan shows every setting")
}

/// A batch that is larger than a statement may be.
fn oversized(load: &LoadPlan, plan: &DataPlan) -> Option<String> {
    let in_batches = load.strategy == InsertionStrategy::Batch && plan.schema.dialect == Dialect::Sqlite;
    let rows = load.batch_asked.filter(|_| in_batches)?;
    let widest = plan.tables.iter().max_by_key(|table| table.columns.len())?;
    let most = PARAMETERS_MAX / widest.columns.len().max(1);
    (rows > most).then(|| {
        format!(
            "batch_size: {rows} rows of {} columns are more than the {PARAMETERS_MAX} parameters of a statement of \
             SQLite; for {} at most {most} rows",
            widest.columns.len(),
            widest.name
        )
    })
}
