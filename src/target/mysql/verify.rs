//! The check afterwards, and the markers that protect a database.

use super::control::Control;
use super::{failed, quote};
use crate::error::Result;
use crate::schema::{ForeignKey, Schema, Table};
use crate::target::Finding;

/// Rows in a table.
pub(super) fn count(control: &mut Control, table: &Table) -> Result<u64> {
    control
        .number(&format!("SELECT COUNT(*) FROM {}", quote::table(table)))
        .map_err(|error| failed(&format!("count the rows of {}", table.name), &error))
}

/// Orphans of every foreign key of the tables by anti-join and, when `full`, rows for which a CHECK is false.
pub(super) fn verify(
    control: &mut Control,
    schema: &Schema,
    tables: &[usize],
    full: bool,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for &at in tables {
        let table = &schema.tables[at];
        let mut find = |rows: u64, what: String| {
            if rows > 0 {
                findings.push(Finding { table: table.name.to_string(), what: format!("{rows} rows {what}") });
            }
        };
        for key in &table.foreign_keys {
            let names: Vec<&str> =
                key.columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
            find(
                orphans(control, schema, table, key)?,
                format!("whose ({}) has no row in {}", names.join(", "), key.parent_name),
            );
        }
        for check in table.checks.iter().filter(|_| full) {
            let sql =
                format!("SELECT COUNT(*) FROM {} WHERE NOT ({})", quote::table(table), check.expression);
            let rows = control
                .number(&sql)
                .map_err(|error| failed(&format!("check the rows of {}", table.name), &error))?;
            find(rows, format!("for which CHECK ({}) is false", check.expression));
        }
    }
    Ok(findings)
}

fn orphans(control: &mut Control, schema: &Schema, table: &Table, key: &ForeignKey) -> Result<u64> {
    let Some(parent) = key.parent.map(|parent| &schema.tables[parent]) else { return Ok(0) };
    if key.parent_columns.len() != key.columns.len() {
        return Ok(0);
    }
    let (mut present, mut matching) = (Vec::new(), Vec::new());
    for (&column, &target) in key.columns.iter().zip(&key.parent_columns) {
        let (column, target) =
            (quote::name(&table.columns[column].name), quote::name(&parent.columns[target].name));
        present.push(format!("c.{column} IS NOT NULL"));
        matching.push(format!("p.{target} = c.{column}"));
    }
    control
        .number(&format!(
            "SELECT COUNT(*) FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
            quote::table(table),
            present.join(" AND "),
            quote::table(parent),
            matching.join(" AND ")
        ))
        .map_err(|error| failed(&format!("look for orphans in {}", table.name), &error))
}

/// A marker that says production: our own table, or the one that Rails keeps.
pub(super) fn protected(control: &mut Control, schema: &Schema) -> sqlx::Result<Option<String>> {
    let own = control.number(
        "SELECT COUNT(*) FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'dbmocker_protected'",
    )?;
    if own > 0 {
        return Ok(Some("it has the table dbmocker_protected".to_owned()));
    }
    let rails = schema.tables.iter().any(|table| {
        table.name.name == "ar_internal_metadata"
            && ["key", "value"].iter().all(|column| table.column(column).is_some())
    });
    let production = rails
        && control.number(
            "SELECT COUNT(*) FROM ar_internal_metadata WHERE `key` = 'environment' AND value = 'production'",
        )? > 0;
    Ok(production.then(|| "ar_internal_metadata says that it is production".to_owned()))
}
