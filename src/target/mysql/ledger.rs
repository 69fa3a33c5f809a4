//! The ledger: which run wrote which rows, in the same transaction as the rows. Its tables are of InnoDB
//! whatever the others are.

use super::control::{Control, Row};
use super::{failed, quote};
use crate::error::{Error, Exit, Result};
use crate::target::{DoneRows, Run};

const TABLES: &str = include_str!("../../../migrations/mysql/0001_ledger.sql");
/// Version of the ledger's tables.
const FORMAT: u32 = 1;
/// The columns of a run, in the order of [`run_of`].
const RUN: &str = "run_id, plan_hash, schema_hash, program, seed, pinned_now, config, facts, epoch";

/// Whether the database has a ledger. One of which a table is missing was being made or dropped when its session
/// was killed: no DDL is part of a transaction, and it says nothing any more.
pub(super) fn exists(control: &mut Control) -> sqlx::Result<bool> {
    let tables = control.number(
        "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
         AND TABLE_NAME IN ('dbmocker_run', 'dbmocker_chunk', 'dbmocker_restore')",
    )?;
    Ok(tables == 3)
}

/// Writes the run's row, making the ledger where there is none; a resumed run gets its new epoch, after
/// chunks that another process may still have open. Runs that stopped before their first chunk are forgotten.
pub(super) fn register(control: &mut Control, run: &Run) -> Result<()> {
    let step = |error: &sqlx::Error| failed("write the ledger", error).remains("no row was written");
    if run.epoch == 1 {
        for statement in TABLES.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            control.run(statement).map_err(|error| step(&error))?;
        }
    }
    control.run("START TRANSACTION").map_err(|error| step(&error))?;
    let written = write(control, run).map_err(|error| step(&error));
    let committed = written
        .and_then(|known| if known { Ok(()) } else { Err(taken_over(&run.id)) })
        .and_then(|()| control.run("COMMIT").map(drop).map_err(|error| step(&error)));
    if committed.is_err() {
        let _ = control.run("ROLLBACK");
    }
    committed
}

/// Writes the run's row; false when the run to go on with is not there any more.
fn write(control: &mut Control, run: &Run) -> sqlx::Result<bool> {
    let (id, epoch) = (quote::text(&run.id), run.epoch);
    if epoch > 1 {
        control.rows(&format!("SELECT epoch FROM dbmocker_run WHERE run_id = {id} FOR UPDATE"))?;
        let taken = control.run(&format!(
            "UPDATE dbmocker_run SET epoch = {epoch}, host = USER(), pid = CONNECTION_ID() \
             WHERE run_id = {id} AND epoch = {epoch} - 1"
        ))?;
        return Ok(taken == 1);
    }
    control.run(
        "DELETE FROM dbmocker_run WHERE state <> 'done' \
         AND run_id NOT IN (SELECT run_id FROM dbmocker_chunk)",
    )?;
    let texts: Vec<String> = [&run.plan_hash, &run.schema_hash, &run.program, &run.seed.to_string()]
        .iter()
        .map(|text| quote::text(text))
        .collect();
    control.run(&format!(
        "INSERT INTO dbmocker_run (run_id, format, plan_hash, schema_hash, program, seed, pinned_now, config, \
         facts, epoch, state, host, pid) VALUES ({id}, {FORMAT}, {}, {}, {}, {}, {epoch}, 'loading', USER(), \
         CONNECTION_ID())",
        texts.join(", "),
        run.now,
        quote::text(&run.config),
        quote::text(&run.facts),
    ))?;
    Ok(true)
}

/// Another process goes on with the run.
pub(super) fn taken_over(run_id: &str) -> Error {
    Error::new(Exit::Busy, format!("run {run_id} was taken over by another process"))
}

/// Whether the ledger still says that this connection loads the run.
pub(super) fn holds(control: &mut Control, run: &Run) -> Result<bool> {
    let mut read = || {
        if !exists(control)? {
            return Ok(0);
        }
        control.number(&format!(
            "SELECT COUNT(*) FROM dbmocker_run WHERE run_id = {} AND epoch = {} AND state <> 'done'",
            quote::text(&run.id),
            run.epoch
        ))
    };
    read().map(|runs| runs > 0).map_err(|error| failed("read the ledger", &error))
}

/// Says that no process loads the run.
pub(super) fn release(control: &mut Control, run: &Run) -> Result<()> {
    control
        .run(&format!("UPDATE dbmocker_run SET pid = 0 WHERE run_id = {}", quote::text(&run.id)))
        .map(drop)
        .map_err(|error| failed("write the ledger", &error))
}

/// Chunks that a run has committed, or may have written in part.
pub(super) fn committed(control: &mut Control, run_id: &str) -> Result<u64> {
    control
        .number(&format!("SELECT COUNT(*) FROM dbmocker_chunk WHERE run_id = {}", quote::text(run_id)))
        .map_err(|error| failed("read the ledger", &error))
}

/// Keys of the tables of which a run has rows.
pub(super) fn loaded_tables(control: &mut Control, run_id: &str) -> sqlx::Result<Vec<String>> {
    let rows = control.rows(&format!(
        "SELECT DISTINCT table_key FROM dbmocker_chunk WHERE run_id = {} ORDER BY table_key",
        quote::text(run_id)
    ))?;
    Ok(rows.iter().map(|row| row.word(0)).collect())
}

/// Forgets a run, and with the last one the ledger.
pub(super) fn discard(control: &mut Control, run_id: &str) -> Result<()> {
    let mut write = || {
        let whole = exists(control)?;
        if whole {
            control.run("START TRANSACTION")?;
            for table in ["dbmocker_chunk", "dbmocker_restore", "dbmocker_run"] {
                control.run(&format!("DELETE FROM {table} WHERE run_id = {}", quote::text(run_id)))?;
            }
            control.run("COMMIT")?;
        }
        if !whole || control.number("SELECT COUNT(*) FROM dbmocker_run")? == 0 {
            control.run("DROP TABLE IF EXISTS dbmocker_restore, dbmocker_chunk, dbmocker_run")?;
        }
        Ok(())
    };
    write().map_err(|error: sqlx::Error| {
        let failure = failed("close the ledger", &error);
        let _ = control.run("ROLLBACK");
        failure
    })
}

/// Row ranges that the run has committed, by table, ascending.
///
/// # Errors
/// When a chunk of a table without transactions was interrupted: nobody can tell which of its rows are there.
pub(super) fn done(control: &mut Control, run: &Run) -> Result<DoneRows> {
    let rows = control.rows(&format!(
        "SELECT table_key, first_row, row_count, epoch FROM dbmocker_chunk WHERE run_id = {} \
         ORDER BY table_key, first_row",
        quote::text(&run.id)
    ));
    let mut done = DoneRows::new();
    let mut torn = Vec::new();
    for row in rows.map_err(|error| failed("read the ledger", &error))? {
        let (first, count): (u64, u64) = (row.number(1).unwrap_or(0), row.number(2).unwrap_or(0));
        if row.bytes(3) == Some(b"0") {
            torn.push(interrupted(&row.word(0), first, count));
        }
        done.entry(row.word(0)).or_default().push((first, count));
    }
    if torn.is_empty() { Ok(done) } else { Err(torn_chunks(torn)) }
}

/// What is known of a chunk that was not finished in a table without transactions.
pub(super) fn interrupted(table: &str, first_row: u64, rows: u64) -> String {
    format!(
        "{table}: its storage engine has no transactions, and the load of rows {first_row} to {} was \
         interrupted: some of them may be there",
        first_row + rows - 1
    )
}

/// Chunks that can be neither taken for done nor loaded again.
pub(super) fn torn_chunks(problems: Vec<String>) -> Error {
    Error::all(Exit::Mismatch, problems)
        .remains("the rows that were committed stay")
        .next("begin anew: dbmocker generate --truncate")
}

/// The newest run that is not done, those with rows first.
pub(super) fn unfinished(control: &mut Control) -> Result<Option<Run>> {
    let mut read = || {
        if !exists(control)? {
            return Ok(None);
        }
        control.row(&format!(
            "SELECT {RUN} FROM dbmocker_run WHERE state <> 'done' \
             ORDER BY run_id IN (SELECT run_id FROM dbmocker_chunk) DESC, ord DESC LIMIT 1"
        ))
    };
    read().map(|row| row.as_ref().map(run_of)).map_err(|error| failed("read the ledger", &error))
}

fn run_of(row: &Row) -> Run {
    Run {
        id: row.word(0),
        plan_hash: row.word(1),
        schema_hash: row.word(2),
        program: row.word(3),
        seed: row.number(4).unwrap_or(0),
        now: row.number(5).unwrap_or(0),
        config: row.word(6),
        facts: row.word(7),
        epoch: row.number(8).unwrap_or(1),
        shared: false,
    }
}

/// Marks the run as done; without `keep` it is forgotten.
pub(super) fn finish(control: &mut Control, run: &Run, keep: bool) -> Result<()> {
    if !keep {
        return discard(control, &run.id);
    }
    let id = quote::text(&run.id);
    let mut write = || {
        control.run("START TRANSACTION")?;
        control.run(&format!("UPDATE dbmocker_run SET state = 'done' WHERE run_id = {id}"))?;
        control.run(&format!("DELETE FROM dbmocker_chunk WHERE run_id = {id}"))?;
        control.run(&format!("DELETE FROM dbmocker_restore WHERE run_id = {id}"))?;
        control.run("COMMIT")
    };
    write().map(drop).map_err(|error| failed("close the ledger", &error))
}
