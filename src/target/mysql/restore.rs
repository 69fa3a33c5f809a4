//! What the load leaves undone: statistics of the tables, and sequences that must go on behind the rows.
//! Nothing of a table is set aside here, since no statement of MySQL about a table can be rolled back.

use super::control::Control;
use super::{ledger, quote};
use crate::schema::{Schema, Table};

/// Brings sequences forward to the largest number in use, and the statistics of loaded tables up to date.
/// Idempotent; done before the ledger goes, which knows the tables.
pub(super) fn finish(control: &mut Control, schema: &Schema, run_id: &str) -> sqlx::Result<()> {
    if !ledger::exists(control)? {
        return Ok(());
    }
    let loaded = ledger::loaded_tables(control, run_id)?;
    for table in schema.tables.iter().filter(|table| loaded.contains(&table.key)) {
        forward_sequences(control, table)?;
        // Statistics are worth having and worth no failure.
        let _ = control.rows(&format!("ANALYZE TABLE {}", quote::table(table)));
    }
    Ok(())
}

/// MariaDB's SETVAL never goes back.
fn forward_sequences(control: &mut Control, table: &Table) -> sqlx::Result<()> {
    for column in &table.columns {
        let Some(sequence) = &column.sequence else { continue };
        let edge = if sequence.step > 0 { "MAX" } else { "MIN" };
        let last = control.text(&format!(
            "SELECT {edge}({}) FROM {}",
            quote::name(&column.name),
            quote::table(table)
        ))?;
        if let Some(last) = last.filter(|last| last.parse::<i64>().is_ok()) {
            control.rows(&format!("SELECT SETVAL({}, {last})", sequence.name))?;
        }
    }
    Ok(())
}
