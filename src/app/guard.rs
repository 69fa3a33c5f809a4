//! Before anything is written: markers that protect a database, and consent where rows are.

use super::{Consent, Interaction, Job, Location};
use crate::error::{Error, Exit, Result};
use crate::plan::DataPlan;
use crate::target::Target;

/// Refuses protected databases, and asks where rows are there or would be removed.
pub(super) fn check(
    job: &Job,
    location: &Location,
    target: &mut dyn Target,
    plan: &DataPlan,
    removed: &[(String, u64)],
    interaction: &mut dyn Interaction,
) -> Result<()> {
    let shown = location.path().display().to_string();
    if let Some(marker) = target.protected(&plan.schema)? {
        return Err(Error::new(Exit::Refused, format!("{shown} is protected: {marker}"))
            .remains("nothing was written")
            .next("remove the marker if this database may be filled; --yes does not pass it"));
    }
    let mut reasons = Vec::new();
    let filled: u64 = plan.tables.iter().map(|table| table.existing).sum();
    if filled > 0 && *location != Location::Embedded {
        reasons.push(format!("it holds {filled} rows in the tables to fill"));
    }
    if !removed.is_empty() {
        reasons.push("rows will be removed first".to_owned());
        let tables: Vec<usize> = plan.tables.iter().map(|table| table.table).collect();
        let triggers = target.delete_triggers(&plan.schema, &tables)?;
        if !triggers.is_empty() {
            reasons.push(format!("these triggers fire for every removed row: {}", triggers.join(", ")));
        }
    }
    if reasons.is_empty() || job.yes {
        return Ok(());
    }
    let tables = plan.tables.iter().map(|table| (table.name.clone(), table.existing, table.rows)).collect();
    let consent = Consent { target: shown.clone(), reasons, tables, removed: removed.to_vec() };
    match interaction.consent(&consent) {
        Some(true) => Ok(()),
        Some(false) => {
            Err(Error::new(Exit::Refused, format!("{shown}: not confirmed")).remains("nothing was written"))
        }
        None => Err(Error::new(
            Exit::Refused,
            format!("{shown}: {}, and there is no terminal to ask", consent.reasons.join(", and ")),
        )
        .remains("nothing was written")
        .next("repeat with --yes to go on")),
    }
}
