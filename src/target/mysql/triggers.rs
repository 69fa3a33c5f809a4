//! Triggers: those that an INSERT fires, the tables that they write to, and those that fire when rows go.

use super::control::Control;
use super::inspect::Positions;
use crate::schema::expr::Dialect;
use crate::schema::trigger::Text;
use crate::schema::{Table, Trigger};

/// Adds the triggers that an INSERT fires.
pub(super) fn read(control: &mut Control, positions: &Positions, tables: &mut [Table]) -> sqlx::Result<()> {
    let rows = control.rows(
        "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, ACTION_STATEMENT \
         FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION = 'INSERT' \
         ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER",
    )?;
    for row in rows {
        let Some(&at) = positions.get(&row.word(0)) else { continue };
        let body = row.word(3);
        let before = row.word(2) == "BEFORE";
        let text = Text { body: &body, when: None, before, dialect: Dialect::Mysql };
        let definition = format!("{} INSERT: {body}", row.word(2));
        tables[at].triggers.push(Trigger::new(row.word(1), definition, text));
    }
    Ok(())
}

/// Names and tables of the triggers that fire when rows are removed.
pub(super) fn on_delete(control: &mut Control) -> sqlx::Result<Vec<(String, String)>> {
    let rows = control.rows(
        "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION = 'DELETE' \
         ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER",
    )?;
    Ok(rows.iter().map(|row| (row.word(0), row.word(1))).collect())
}
