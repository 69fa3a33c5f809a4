//! The ledger: which run wrote which rows, in the same transaction as the rows.

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use super::failed;
use crate::data::Chunk;
use crate::error::{Error, Exit, Result};
use crate::target::Run;

const TABLES: &str = include_str!("../../../migrations/sqlite/0001_ledger.sql");
/// Version of the ledger's tables.
const FORMAT: i64 = 1;

fn exists(connection: &Connection) -> rusqlite::Result<bool> {
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

/// Writes the run's row, making the ledger where there is none; a resumed run gets its new epoch.
pub(super) fn register(connection: &Connection, run: &Run, created: bool) -> Result<()> {
    let write = || {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        if !exists(connection)? {
            connection.execute_batch(TABLES)?;
        }
        connection.execute(
            "INSERT INTO dbmocker_run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'loading', ?11, ?12, ?13) \
             ON CONFLICT (run_id) DO UPDATE SET epoch = excluded.epoch, host = excluded.host, pid = excluded.pid",
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
                host(),
                std::process::id(),
            ],
        )?;
        connection.execute_batch("COMMIT")
    };
    write().map_err(|error| {
        let _ = connection.execute_batch("ROLLBACK");
        failed("write the ledger", &error).remains("nothing was written")
    })
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "unknown".to_owned(), |name| name.trim().to_owned())
}

/// Claims a chunk; false when the ledger has it.
pub(super) fn claim(connection: &Connection, run: &Run, table_key: &str, chunk: Chunk) -> Result<bool> {
    let epoch: Option<i64> = connection
        .query_row("SELECT epoch FROM dbmocker_run WHERE run_id = ?1", [&run.id], |row| row.get(0))
        .optional()
        .map_err(|error| failed("read the ledger", &error))?;
    if epoch != Some(run.epoch as i64) {
        return Err(Error::new(Exit::Busy, format!("run {} was taken over by another process", run.id)));
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

/// Row ranges of a table that the run has committed, ascending: (first row, rows).
pub(super) fn done(connection: &Connection, run: &Run, table_key: &str) -> Result<Vec<(u64, u64)>> {
    let read = || {
        let mut statement = connection.prepare(
            "SELECT first_row, rows FROM dbmocker_chunk WHERE run_id = ?1 AND table_key = ?2 ORDER BY first_row",
        )?;
        let rows = statement.query_map([&run.id, table_key], |row| {
            Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64))
        })?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(|error| failed("read the ledger", &error))
}

/// The newest run that is not done.
pub(super) fn unfinished(connection: &Connection) -> Result<Option<Run>> {
    let read = || {
        if !exists(connection)? {
            return Ok(None);
        }
        connection
            .query_row(
                "SELECT run_id, plan_hash, schema_hash, program, seed, pinned_now, config, facts, epoch \
                 FROM dbmocker_run WHERE state <> 'done' ORDER BY rowid DESC LIMIT 1",
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
                    })
                },
            )
            .optional()
    };
    read().map_err(|error: rusqlite::Error| failed("read the ledger", &error))
}

/// Marks the run as done; without `keep` the ledger goes, unless another run of it is open.
pub(super) fn finish(connection: &mut Connection, run: &Run, keep: bool) -> Result<()> {
    let mut write = || {
        let transaction = connection.transaction()?;
        transaction.execute("UPDATE dbmocker_run SET state = 'done' WHERE run_id = ?1", [&run.id])?;
        transaction.execute("DELETE FROM dbmocker_chunk WHERE run_id = ?1", [&run.id])?;
        transaction.execute("DELETE FROM dbmocker_restore WHERE run_id = ?1", [&run.id])?;
        let open: u64 =
            transaction
                .query_row("SELECT count(*) FROM dbmocker_run WHERE state <> 'done'", [], |row| row.get(0))?;
        let kept: u64 = transaction.query_row(
            "SELECT count(*) FROM dbmocker_run WHERE run_id <> ?1",
            [&run.id],
            |row| row.get(0),
        )?;
        if !keep && open == 0 && kept == 0 {
            transaction.execute_batch(
                "DROP TABLE dbmocker_restore; DROP TABLE dbmocker_chunk; DROP TABLE dbmocker_run",
            )?;
        } else if !keep {
            transaction.execute("DELETE FROM dbmocker_run WHERE run_id = ?1", [&run.id])?;
        }
        transaction.commit()
    };
    write().map_err(|error| failed("close the ledger", &error))
}
