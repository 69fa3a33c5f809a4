//! The ledger: which run wrote which rows, in the same transaction as the rows.

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use super::{failed, holder};
use crate::data::Chunk;
use crate::error::{Error, Exit, Result};
use crate::target::{DoneRows, Run};

const TABLES: &str = include_str!("../../../migrations/sqlite/0001_ledger.sql");
/// Version of the ledger's tables.
const FORMAT: i64 = 1;

pub(super) fn exists(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'dbmocker_run'",
        [],
        |row| row.get(0),
    )
}

/// Whether the file was made by a run that is not done.
pub(super) fn made_by_unfinished_run(connection: &Connection) -> bool {
    let made = exists(connection).and_then(|exists| {
        if !exists {
            return Ok(false);
        }
        connection.query_row(
            "SELECT coalesce(max(created_file), 0) FROM dbmocker_run WHERE state <> 'done'",
            [],
            |row| row.get(0),
        )
    });
    made.unwrap_or(false)
}

/// Changes whenever another connection wrote to the file.
pub(super) fn data_version(connection: &Connection) -> Option<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok()
}

/// Within a transaction: nobody loads the database, and nobody wrote to it since it was `seen`.
pub(super) fn undisturbed(connection: &Connection, seen: Option<i64>) -> Result<()> {
    holder::refuse_held(connection)?;
    if seen.is_some() && data_version(connection) != seen {
        return Err(Error::new(
            Exit::Busy,
            "another process wrote to the database while the run was planned",
        )
        .remains("nothing was written")
        .next("repeat the command"));
    }
    Ok(())
}

/// Writes the run's row, making the ledger where there is none; a resumed run gets its new epoch. Runs that
/// stopped before their first chunk are forgotten; the indexes that they set aside are now the new run's.
pub(super) fn register(connection: &Connection, run: &Run, created: bool, seen: Option<i64>) -> Result<()> {
    let step = |error: &rusqlite::Error| failed("write the ledger", error).remains("nothing was written");
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| step(&error))?;
    let written = undisturbed(connection, seen.filter(|_| run.epoch == 1))
        .and_then(|()| write(connection, run, created).map_err(|error| step(&error)))
        .and_then(|known| if known { Ok(()) } else { Err(taken_over(run)) })
        .and_then(|()| connection.execute_batch("COMMIT").map_err(|error| step(&error)));
    if written.is_err() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    written
}

/// Writes the run's row; false when the run to go on with is not there any more.
fn write(connection: &Connection, run: &Run, created: bool) -> rusqlite::Result<bool> {
    if run.epoch > 1 {
        let taken = connection.execute(
            "UPDATE dbmocker_run SET epoch = ?2, host = ?3, pid = ?4 WHERE run_id = ?1 AND epoch = ?2 - 1",
            params![run.id, run.epoch as i64, holder::mark(), std::process::id()],
        )?;
        return Ok(taken == 1);
    }
    if !exists(connection)? {
        connection.execute_batch(TABLES)?;
    }
    const EMPTY: &str = "state <> 'done' AND run_id NOT IN (SELECT run_id FROM dbmocker_chunk)";
    connection.execute(
        &format!("UPDATE dbmocker_restore SET run_id = ?1 WHERE run_id IN (SELECT run_id FROM dbmocker_run WHERE {EMPTY})"),
        [&run.id],
    )?;
    connection.execute(&format!("DELETE FROM dbmocker_run WHERE {EMPTY}"), [])?;
    connection.execute(
        "INSERT INTO dbmocker_run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'loading', ?11, ?12, ?13)",
        params![
            run.id,
            FORMAT,
            run.plan_hash,
            run.schema_hash,
            run.program,
            run.seed.to_string(),
            run.now,
            run.config,
            run.facts,
            run.epoch as i64,
            created,
            holder::mark(),
            std::process::id(),
        ],
    )?;
    Ok(true)
}

fn taken_over(run: &Run) -> Error {
    Error::new(Exit::Busy, format!("run {} was taken over by another process", run.id))
}

/// Whether the ledger still says that this process loads the run.
pub(super) fn holds(connection: &Connection, run: &Run) -> Result<bool> {
    let read = || {
        if !exists(connection)? {
            return Ok(false);
        }
        connection.query_row(
            "SELECT count(*) FROM dbmocker_run WHERE run_id = ?1 AND epoch = ?2 AND pid = ?3 AND state <> 'done'",
            params![run.id, run.epoch as i64, std::process::id()],
            |row| row.get(0),
        )
    };
    read().map_err(|error| failed("read the ledger", &error))
}

/// Says that no process loads the run.
pub(super) fn release(connection: &Connection, run: &Run) -> Result<()> {
    let released = connection.execute("UPDATE dbmocker_run SET pid = 0 WHERE run_id = ?1", [&run.id]);
    released.map(drop).map_err(|error| failed("write the ledger", &error))
}

/// Chunks that a run has committed.
pub(super) fn committed(connection: &Connection, run_id: &str) -> Result<u64> {
    connection
        .query_row("SELECT count(*) FROM dbmocker_chunk WHERE run_id = ?1", [run_id], |row| row.get(0))
        .map_err(|error| failed("read the ledger", &error))
}

/// Forgets a run, and with the last one the ledger.
pub(super) fn discard(connection: &mut Connection, run_id: &str) -> Result<()> {
    let mut write = || {
        let transaction = connection.transaction()?;
        for table in ["dbmocker_chunk", "dbmocker_restore", "dbmocker_run"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE run_id = ?1"), [run_id])?;
        }
        let left: u64 = transaction.query_row("SELECT count(*) FROM dbmocker_run", [], |row| row.get(0))?;
        if left == 0 {
            transaction.execute_batch(
                "DROP TABLE dbmocker_restore; DROP TABLE dbmocker_chunk; DROP TABLE dbmocker_run",
            )?;
        }
        transaction.commit()
    };
    write().map_err(|error| failed("close the ledger", &error))
}

/// Claims a chunk; false when the ledger has it.
pub(super) fn claim(connection: &Connection, run: &Run, table_key: &str, chunk: Chunk) -> Result<bool> {
    let epoch: Option<i64> = connection
        .query_row("SELECT epoch FROM dbmocker_run WHERE run_id = ?1", [&run.id], |row| row.get(0))
        .optional()
        .map_err(|error| failed("read the ledger", &error))?;
    if epoch != Some(run.epoch as i64) {
        return Err(taken_over(run));
    }
    let inserted = connection
        .prepare_cached("INSERT INTO dbmocker_chunk VALUES (?1, ?2, ?3, ?4, ?5)")
        .and_then(|mut claim| {
            claim.execute(params![
                run.id,
                table_key,
                chunk.first_row as i64,
                chunk.rows as i64,
                run.epoch as i64
            ])
        });
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(false),
        Err(error) => Err(failed("claim a chunk", &error)),
    }
}

/// Row ranges that the run has committed, by table, ascending.
pub(super) fn done(connection: &Connection, run: &Run) -> Result<DoneRows> {
    let read = || {
        let mut statement = connection.prepare(
            "SELECT table_key, first_row, rows FROM dbmocker_chunk WHERE run_id = ?1 ORDER BY table_key, first_row",
        )?;
        let mut rows = statement.query([&run.id])?;
        let mut done = DoneRows::new();
        while let Some(row) = rows.next()? {
            let range = (row.get::<_, i64>(1)? as u64, row.get::<_, i64>(2)? as u64);
            done.entry(row.get(0)?).or_default().push(range);
        }
        Ok(done)
    };
    read().map_err(|error: rusqlite::Error| failed("read the ledger", &error))
}

/// The newest run that is not done, those with rows first.
pub(super) fn unfinished(connection: &Connection) -> Result<Option<Run>> {
    let read = || {
        if !exists(connection)? {
            return Ok(None);
        }
        connection
            .query_row(
                "SELECT run_id, plan_hash, schema_hash, program, seed, pinned_now, config, facts, epoch \
                 FROM dbmocker_run WHERE state <> 'done' \
                 ORDER BY run_id IN (SELECT run_id FROM dbmocker_chunk) DESC, rowid DESC LIMIT 1",
                [],
                |row| {
                    Ok(Run {
                        id: row.get(0)?,
                        plan_hash: row.get(1)?,
                        schema_hash: row.get(2)?,
                        program: row.get(3)?,
                        seed: row.get::<_, String>(4)?.parse().unwrap_or(0),
                        now: row.get(5)?,
                        config: row.get(6)?,
                        facts: row.get(7)?,
                        epoch: row.get::<_, i64>(8)? as u64,
                        shared: false,
                    })
                },
            )
            .optional()
    };
    read().map_err(|error: rusqlite::Error| failed("read the ledger", &error))
}

/// Marks the run as done; without `keep` it is forgotten.
pub(super) fn finish(connection: &mut Connection, run: &Run, keep: bool) -> Result<()> {
    if !keep {
        return discard(connection, &run.id);
    }
    let mut write = || {
        let transaction = connection.transaction()?;
        transaction.execute("UPDATE dbmocker_run SET state = 'done' WHERE run_id = ?1", [&run.id])?;
        transaction.execute("DELETE FROM dbmocker_chunk WHERE run_id = ?1", [&run.id])?;
        transaction.execute("DELETE FROM dbmocker_restore WHERE run_id = ?1", [&run.id])?;
        transaction.commit()
    };
    write().map_err(|error| failed("close the ledger", &error))
}
