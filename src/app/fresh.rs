//! Starting the embedded database over: what may give way to a new file, and what may not.

use std::collections::BTreeMap;
use std::path::Path;

use super::Location;
use super::session::SHOP;
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;
use crate::target::{SqliteOptions, SqliteTarget, Target as _};

/// Refuses to start over a database that is not ours: another place, a marker, or tables that neither the
/// bundled schema nor the script of this call makes.
pub(super) fn check(location: &Location, script: &str, options: &SqliteOptions) -> Result<()> {
    let Some(path) = location.file().filter(|_| *location == Location::Embedded) else {
        return Err(Error::new(Exit::Usage, "--fresh is for the embedded database; use --truncate here")
            .remains("nothing was written"));
    };
    if !path.exists() {
        return Ok(());
    }
    // What a killed process left open can be read only where it may be rolled back.
    let journal = Path::new(&format!("{}-journal", path.display())).exists();
    let mut there = SqliteTarget::open(&path, options.clone(), journal)?;
    let schema = there.inspect()?;
    if let Some(marker) = there.protected(&schema)? {
        return Err(refused(format!("{} is protected: {marker}", path.display()))
            .next("remove the marker if this database may be removed; --yes does not pass it"));
    }
    let mut different = Vec::new();
    for script in [SHOP, script] {
        let made = SqliteTarget::from_script(script, None, options.clone())?.inspect()?;
        different = differences(&schema, &made);
        if different.is_empty() {
            return Ok(());
        }
    }
    Err(refused(format!(
        "{} is not of the schema that would be made; --fresh would remove: {}",
        path.display(),
        different.join(", ")
    ))
    .next("move the file elsewhere, or leave --fresh out; --yes does not pass this"))
}

fn refused(what: String) -> Error {
    Error::new(Exit::Refused, what).remains("nothing was written")
}

/// Columns per table, and views and the like without any.
fn tables(schema: &Schema) -> BTreeMap<String, Vec<String>> {
    let names = |table: &crate::schema::Table| table.columns.iter().map(|at| at.name.clone()).collect();
    let tables = schema.tables.iter().map(|table| (table.name.to_string(), names(table)));
    tables.chain(schema.skipped.iter().map(|skip| (skip.name.clone(), Vec::new()))).collect()
}

/// What `there` has that `made` has not, or without the tables that `made` has. Nothing is no difference.
fn differences(there: &Schema, made: &Schema) -> Vec<String> {
    let (there, made) = (tables(there), tables(made));
    if there.is_empty() {
        return Vec::new();
    }
    let others = there.iter().filter_map(|(name, columns)| match made.get(name) {
        None => Some(format!("{name} (another table)")),
        Some(known) if known != columns => Some(format!("{name} (with other columns)")),
        Some(_) => None,
    });
    let others: Vec<String> = others.collect();
    if others.is_empty() && there.len() < made.len() { there.into_keys().collect() } else { others }
}
