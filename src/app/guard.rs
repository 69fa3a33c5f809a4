//! Before anything is written: markers that protect a database, and consent where rows are or where a name
//! says that others use it.

use super::{Consent, Interaction, Job, Location, Planned};
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;
use crate::target::Target;

/// Refuses protected databases, and asks where rows are there or would be removed, or the name gives pause.
pub(super) fn check(
    job: &Job,
    planned: &mut Planned,
    removed: &[(String, u64)],
    interaction: &mut dyn Interaction,
) -> Result<()> {
    refuse_protected(planned)?;
    let Planned { location, target, plan, created, .. } = planned;
    let shown = location.shown();
    let mut reasons = Vec::new();
    // A file that this call made is nobody's yet.
    let word = location.names().iter().find_map(|name| in_use(name));
    if let Some(word) = word.filter(|_| !*created) {
        reasons.push(format!("its name holds the word `{word}`"));
    }
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

/// Refuses databases with a marker.
pub(super) fn refuse_protected(planned: &mut Planned) -> Result<()> {
    refuse_marked(&planned.location.shown(), planned.target.as_mut(), &planned.plan.schema)
}

/// Refuses a target with a marker.
pub(super) fn refuse_marked(shown: &str, target: &mut dyn Target, schema: &Schema) -> Result<()> {
    match target.protected(schema)? {
        None => Ok(()),
        Some(marker) => Err(Error::new(Exit::Refused, format!("{shown} is protected: {marker}"))
            .remains("nothing was written")
            .next("remove the marker if this database may be filled; --yes does not pass it")),
    }
}

/// The word in a name that databases in earnest use go by.
fn in_use(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphabetic());
    words.find(|word| ["prod", "production", "live"].contains(word)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_name(path: &str) -> String {
        Location::Sqlite(path.into()).names().concat()
    }

    #[test]
    fn names_of_databases_in_use_are_known_by_a_whole_word() {
        for name in
            ["prod.db", "shop-PROD-2.sqlite", "a/production.db", "live_shop.db", "shop.live", "prod2.db"]
        {
            assert!(in_use(&only_name(name)).is_some(), "{name}");
        }
        for name in
            ["products.db", "production/app.db", "delivery.db", "alive.db", "reproduction.db", "app.db"]
        {
            assert_eq!(in_use(&only_name(name)), None, "{name}");
        }
    }
}
