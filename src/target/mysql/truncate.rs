//! Emptying tables: no row of any other table may go or change with them.

use super::control::Control;
use super::{failed, holder, quote, triggers};
use crate::error::{Error, Exit, Result};
use crate::schema::{ForeignKey, Identity, Schema, Table};

/// Removes all rows of the tables in one transaction, then starts AUTO_INCREMENT over. Foreign keys are not
/// enforced meanwhile, so that none of their actions reaches a table that is not named.
pub(super) fn truncate(control: &mut Control, schema: &Schema, tables: &[usize]) -> Result<()> {
    let step = |error: &sqlx::Error| failed("empty the tables", error).remains("nothing was removed");
    holder::hold(control)?;
    for sql in ["SET SESSION foreign_key_checks = 0", "START TRANSACTION"] {
        control.run(sql).map_err(|error| step(&error))?;
    }
    let emptied = refuse_referenced(control, schema, tables)
        .and_then(|()| {
            tables.iter().try_for_each(|&at| {
                let sql = format!("DELETE FROM {}", quote::table(&schema.tables[at]));
                control.run(&sql).map(drop).map_err(|error| step(&error))
            })
        })
        .and_then(|()| control.run("COMMIT").map(drop).map_err(|error| step(&error)));
    if emptied.is_err() {
        let _ = control.run("ROLLBACK");
    }
    let restored = control.run("SET SESSION foreign_key_checks = 1");
    emptied?;
    restored.map_err(|error| failed("set up the session", &error))?;
    for &at in tables {
        let table = &schema.tables[at];
        if table.columns.iter().any(|column| column.identity != Identity::No) {
            control
                .run(&format!("ALTER TABLE {} AUTO_INCREMENT = 1", quote::table(table)))
                .map_err(|error| failed(&format!("start the numbers of {} over", table.name), &error))?;
        }
    }
    Ok(())
}

/// Refuses when rows of other tables refer to rows that would go.
fn refuse_referenced(control: &mut Control, schema: &Schema, tables: &[usize]) -> Result<()> {
    let (mut problems, mut children) = (Vec::new(), Vec::new());
    for (at, table) in schema.tables.iter().enumerate().filter(|(at, _)| !tables.contains(at)) {
        for key in &table.foreign_keys {
            let Some(parent) = key.parent.filter(|parent| tables.contains(parent)) else { continue };
            let rows = referring(control, table, &schema.tables[parent], key)?;
            if rows > 0 {
                problems.push(format!(
                    "{rows} rows of {} refer to {}, which would be emptied",
                    table.name, schema.tables[parent].name
                ));
                children.push(at);
            }
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    children.dedup();
    let names: Vec<String> = children.iter().map(|&at| schema.tables[at].name.to_string()).collect();
    Err(Error::all(Exit::Refused, problems)
        .remains("nothing was removed")
        .next(format!("empty {} too: include it among the tables to fill", names.join(", "))))
}

/// Rows of a table that have a row in the parent.
fn referring(control: &mut Control, table: &Table, parent: &Table, key: &ForeignKey) -> Result<u64> {
    let child = |at: usize| format!("c.{}", quote::name(&table.columns[at].name));
    let present: Vec<String> = key.columns.iter().map(|&at| format!("{} IS NOT NULL", child(at))).collect();
    let mut sql = format!("SELECT COUNT(*) FROM {} c WHERE {}", quote::table(table), present.join(" AND "));
    if key.parent_columns.len() == key.columns.len() {
        let pairs = key.columns.iter().zip(&key.parent_columns);
        let matching: Vec<String> = pairs
            .map(|(&at, &to)| format!("p.{} = {}", quote::name(&parent.columns[to].name), child(at)))
            .collect();
        sql += &format!(
            " AND EXISTS (SELECT 1 FROM {} p WHERE {})",
            quote::table(parent),
            matching.join(" AND ")
        );
    }
    control.number(&sql).map_err(|error| failed(&format!("look for references of {}", table.name), &error))
}

/// Names of triggers that fire when rows of the tables are removed.
pub(super) fn delete_triggers(
    control: &mut Control,
    schema: &Schema,
    tables: &[usize],
) -> sqlx::Result<Vec<String>> {
    let found = triggers::on_delete(control)?;
    let emptied =
        |name: &str| tables.iter().any(|&at| schema.tables[at].name.name.eq_ignore_ascii_case(name));
    Ok(found.into_iter().filter(|(_, table)| emptied(table)).map(|(name, _)| name).collect())
}
