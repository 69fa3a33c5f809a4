//! Indexes of a file that the run itself makes are set aside before the load and built after it, which
//! sorts once instead of searching for every row. What is set aside is kept in the ledger.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{failed, inspect, quote};
use crate::error::{Exit, Result};
use crate::schema::Schema;
use crate::target::Run;

/// Drops indexes that no constraint owns, and keeps their statements; does nothing when it was done before.
pub(super) fn set_aside(connection: &mut Connection, schema: &Schema, run: &Run) -> Result<()> {
    let mut write = || {
        let transaction = connection.transaction()?;
        let known: u64 = transaction.query_row(
            "SELECT count(*) FROM dbmocker_restore WHERE run_id = ?1",
            [&run.id],
            |row| row.get(0),
        )?;
        if known == 0 {
            for (ord, (name, sql)) in own_indexes(&transaction, schema)?.into_iter().enumerate() {
                transaction.execute(
                    "INSERT INTO dbmocker_restore VALUES (?1, ?2, ?3, ?4)",
                    params![run.id, ord as i64, name, sql],
                )?;
                transaction.execute_batch(&format!("DROP INDEX main.{}", quote::name(&name)))?;
            }
        }
        transaction.commit()
    };
    write().map_err(|error| failed("set indexes aside", &error))
}

/// Indexes with a statement of their own, in the order of the catalogue. Those that a foreign key of another
/// table refers to stay: SQLite needs them to check it.
fn own_indexes(connection: &Connection, schema: &Schema) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    let all = rows.collect::<rusqlite::Result<Vec<(String, String, String)>>>()?;
    let needed = |table: &str, index: &str| {
        let at = schema.tables.iter().position(|known| known.name.name.eq_ignore_ascii_case(table));
        let unique =
            at.is_some_and(|at| schema.tables[at].keys.iter().any(|key| key.name.as_deref() == Some(index)));
        let referenced = schema.tables.iter().flat_map(|table| &table.foreign_keys).any(|key| {
            key.parent == at
                && at.is_some_and(|at| {
                    schema.tables[at].primary_key().and_then(|key| key.columns())
                        != Some(key.parent_columns.clone())
                })
        });
        unique && referenced
    };
    Ok(all
        .into_iter()
        .filter(|(name, table, _)| !needed(table, name))
        .map(|(name, _, sql)| (name, sql))
        .collect())
}

/// Builds what was set aside and is missing. Idempotent.
pub(super) fn put_back(connection: &Connection, run_id: &str) -> Result<()> {
    for (name, sql) in
        set_aside_of(connection, Some(run_id)).map_err(|error| failed("read the ledger", &error))?
    {
        let there: Option<i64> = connection
            .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1", [&name], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|error| failed("read the catalogue", &error))?;
        if there.is_none() {
            connection.execute_batch(&sql).map_err(|error| {
                let mut failure = failed(&format!("build index {name}"), &error);
                failure = failure
                    .remains("all rows are there; the index is missing")
                    .next(format!("dbmocker resume {run_id}"));
                if failure.exit() == Exit::Busy { failure } else { failure.with_exit(Exit::Verify) }
            })?;
        }
    }
    Ok(())
}

/// Names and statements that are set aside, of one run or of all that are not done.
fn set_aside_of(connection: &Connection, run_id: Option<&str>) -> rusqlite::Result<Vec<(String, String)>> {
    let there: bool = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'dbmocker_restore'",
        [],
        |row| row.get(0),
    )?;
    if !there {
        return Ok(Vec::new());
    }
    let mut statement = connection
        .prepare("SELECT name, ddl_create FROM dbmocker_restore WHERE run_id = coalesce(?1, run_id) ORDER BY run_id, ord")?;
    let rows = statement.query_map([run_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The catalogue with what is set aside: read from an empty copy in memory that has all of it.
pub(super) fn inspect_complete(connection: &Connection) -> rusqlite::Result<Schema> {
    let aside = set_aside_of(connection, None)?;
    if aside.is_empty() {
        return inspect::inspect(connection);
    }
    let copy = Connection::open_in_memory()?;
    let mut statement = connection.prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~' \
         ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid",
    )?;
    let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
    for sql in texts {
        copy.execute_batch(&sql?)?;
    }
    for (name, sql) in aside {
        // A run that stopped while it built indexes has put some back already.
        let there: bool = copy.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = ?1",
            [&name],
            |row| row.get(0),
        )?;
        if !there {
            copy.execute_batch(&sql)?;
        }
    }
    inspect::inspect(&copy)
}
