//! Emptying tables: no row of any other table may go or change with them.

use rusqlite::{Connection, ErrorCode};

use super::{failed, ledger, quote};
use crate::error::{Error, Exit, Result};
use crate::schema::{ForeignKey, Schema, Table};

/// Removes all rows of the tables in one transaction, and starts AUTOINCREMENT over. Foreign keys are not
/// enforced meanwhile, so that none of their actions reaches a table that is not named.
pub(super) fn truncate(
    connection: &Connection,
    schema: &Schema,
    tables: &[usize],
    seen: Option<i64>,
) -> Result<()> {
    let step = |sql: &str| {
        connection
            .execute_batch(sql)
            .map_err(|error| failed("empty the tables", &error).remains("nothing was removed"))
    };
    step("PRAGMA foreign_keys = OFF")?;
    step("BEGIN IMMEDIATE")?;
    let emptied = ledger::undisturbed(connection, seen)
        .and_then(|()| refuse_referenced(connection, schema, tables))
        .and_then(|()| empty(connection, schema, tables))
        .and_then(|()| step("COMMIT"));
    if emptied.is_err() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    emptied
}

fn empty(connection: &Connection, schema: &Schema, tables: &[usize]) -> Result<()> {
    let run = || {
        for &at in tables {
            let table = &schema.tables[at];
            connection.execute(&format!("DELETE FROM {}", quote::table(table)), [])?;
            if table.options.autoincrement {
                connection.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [&table.name.name])?;
            }
        }
        Ok(())
    };
    run().map_err(|error: rusqlite::Error| {
        let refused = error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
        let failure = failed("empty the tables", &error).remains("nothing was removed");
        if refused { failure.with_exit(Exit::Refused) } else { failure }
    })
}

/// Refuses when rows of other tables refer to rows that would go.
fn refuse_referenced(connection: &Connection, schema: &Schema, tables: &[usize]) -> Result<()> {
    let (mut problems, mut children) = (Vec::new(), Vec::new());
    for (at, table) in schema.tables.iter().enumerate().filter(|(at, _)| !tables.contains(at)) {
        for key in &table.foreign_keys {
            let Some(parent) = key.parent.filter(|parent| tables.contains(parent)) else { continue };
            let rows = referring(connection, table, &schema.tables[parent], key)?;
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
fn referring(connection: &Connection, table: &Table, parent: &Table, key: &ForeignKey) -> Result<u64> {
    let child = |at: usize| format!("c.{}", quote::name(&table.columns[at].name));
    let present: Vec<String> = key.columns.iter().map(|&at| format!("{} IS NOT NULL", child(at))).collect();
    let mut sql = format!("SELECT count(*) FROM {} c WHERE {}", quote::table(table), present.join(" AND "));
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
    connection
        .query_row(&sql, [], |row| row.get(0))
        .map_err(|error| failed(&format!("look for references of {}", table.name), &error))
}

/// Names of triggers that fire when rows of the tables are removed.
pub(super) fn delete_triggers(
    connection: &Connection,
    schema: &Schema,
    tables: &[usize],
) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection
        .prepare("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let mut names = Vec::new();
    for row in rows {
        let (name, table, sql) = row?;
        let emptied = tables.iter().any(|&at| schema.tables[at].name.name.eq_ignore_ascii_case(&table));
        if emptied && on_delete(&name, &sql) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The first event behind a trigger's name is its own.
fn on_delete(name: &str, definition: &str) -> bool {
    let behind = definition.find(name).map_or(definition, |at| &definition[at + name.len()..]);
    let event = behind
        .split(|c: char| !c.is_ascii_alphabetic())
        .find(|word| ["INSERT", "UPDATE", "DELETE"].iter().any(|event| word.eq_ignore_ascii_case(event)));
    event.is_some_and(|event| event.eq_ignore_ascii_case("DELETE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delete_triggers_are_known_by_their_event() {
        assert!(on_delete("a", "CREATE TRIGGER a AFTER DELETE ON t BEGIN INSERT INTO u VALUES (1); END"));
        assert!(on_delete("insert x", "create trigger \"insert x\" before delete on t begin select 1; end"));
        assert!(!on_delete("delete_log", "CREATE TRIGGER delete_log INSERT ON t BEGIN DELETE FROM u; END"));
    }
}
