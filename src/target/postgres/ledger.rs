//! The ledger: which run wrote which rows, in the same transaction as the rows; and who holds the database.
//!
//! Every chunk takes the run's fence shared, a resume takes it exclusively: so it waits for a commit of a
//! process that is gone but whose server process is not. Start reading at [`register`] and [`claim`].

use tokio_postgres::{Client, SimpleQueryMessage};

use super::failure::failed;
use super::quote;
use crate::data::{Chunk, Claim};
use crate::error::{Error, Exit, Result};
use crate::target::{DoneRows, Run};

type Answer<T> = std::result::Result<T, tokio_postgres::Error>;

const TABLES: &str = include_str!("../../../migrations/postgres/0001_ledger.sql");
/// Version of the ledger's tables.
const FORMAT: i32 = 1;
/// First of the two numbers of our advisory locks: "dbmk" and "dbmf".
const HOLDS: i32 = 0x6462_6d6b;
const FENCE: i32 = 0x6462_6d66;
/// How long a resume waits for the transactions of the process before it.
const GHOST_TIMEOUT: &str = "60s";

/// The second number of a run's fence.
fn fence(run_id: &str) -> i32 {
    let hash = blake3::hash(run_id.as_bytes());
    i32::from_le_bytes(hash.as_bytes()[..4].try_into().expect("four bytes of a hash"))
}

pub(super) async fn exists(client: &Client) -> Answer<bool> {
    let row = client.query_one("SELECT pg_catalog.to_regclass('dbmocker.run') IS NOT NULL", &[]).await?;
    Ok(row.get(0))
}

/// Takes the database for this session, or says who has it.
pub(super) async fn hold(client: &Client, shown: &str) -> Result<()> {
    let step =
        |error: &tokio_postgres::Error| failed("take the database", error).remains("nothing was written");
    let row = client
        .query_one("SELECT pg_catalog.pg_try_advisory_lock($1, 0)", &[&HOLDS])
        .await
        .map_err(|error| step(&error))?;
    if row.get(0) {
        return Ok(());
    }
    let holder = client
        .query_opt(
            "SELECT pg_catalog.format('process %s of %s from %s, since %s', a.pid, a.usename, \
             COALESCE(pg_catalog.host(a.client_addr), 'this machine'), a.backend_start::timestamptz(0)) \
             FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.granted \
             AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())",
            &[&HOLDS],
        )
        .await
        .map_err(|error| step(&error))?;
    let who = holder.map_or_else(|| "a session that just ended".to_owned(), |row| row.get(0));
    Err(Error::new(Exit::Busy, format!("{shown} is being loaded by another run: server {who}"))
        .remains("nothing was written")
        .next("wait for it to end, then repeat the command"))
}

/// Whether the run is in the ledger, in its epoch and not done.
pub(super) async fn holds(client: &Client, run: &Run) -> Result<bool> {
    let read = async {
        if !exists(client).await? {
            return Ok(false);
        }
        let sql =
            "SELECT EXISTS (SELECT 1 FROM dbmocker.run WHERE run_id = $1 AND epoch = $2 AND state <> 'done')";
        Ok(client.query_one(sql, &[&run.id, &(run.epoch as i64)]).await?.get(0))
    };
    read.await.map_err(|error: tokio_postgres::Error| failed("read the ledger", &error))
}

/// Lets go of the database.
pub(super) async fn release(client: &Client) {
    // The end of the session does the same. It is taken as often as it was asked for.
    let unlock = "SELECT pg_catalog.pg_advisory_unlock($1, 0)";
    while client.query_one(unlock, &[&HOLDS]).await.is_ok_and(|row| row.get(0)) {}
}

/// Writes the run's row, making the ledger where there is none; a resumed run waits for what is left of the
/// process before it, and gets its new epoch. Runs that stopped before their first chunk are forgotten.
pub(super) async fn register(client: &mut Client, run: &Run) -> Result<()> {
    let written = if run.epoch > 1 { take_over(client, run).await } else { write(client, run).await };
    match written {
        Ok(true) => Ok(()),
        Ok(false) => Err(taken_over(run)),
        Err(error) => {
            let lacks = error.code().is_some_and(|code| code.code() == "42501");
            let error = failed("write the ledger, schema dbmocker", &error).remains("nothing was written");
            Err(if lacks {
                error.next("GRANT CREATE ON DATABASE … TO … (the ledger is removed after the run)")
            } else {
                error
            })
        }
    }
}

async fn take_over(client: &mut Client, run: &Run) -> Answer<bool> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(&format!("SET LOCAL lock_timeout = '{GHOST_TIMEOUT}'")).await?;
    transaction
        .execute("SELECT pg_catalog.pg_advisory_xact_lock($1, $2)", &[&FENCE, &fence(&run.id)])
        .await?;
    let taken = transaction
        .execute(
            "UPDATE dbmocker.run SET epoch = $2::bigint WHERE run_id = $1 AND epoch = $2::bigint - 1",
            &[&run.id, &(run.epoch as i64)],
        )
        .await?;
    transaction.commit().await?;
    Ok(taken == 1)
}

async fn write(client: &mut Client, run: &Run) -> Answer<bool> {
    let there = exists(client).await?;
    let transaction = client.transaction().await?;
    if !there {
        transaction.batch_execute(TABLES).await?;
    }
    transaction
        .batch_execute(
            "DELETE FROM dbmocker.run r WHERE state <> 'done' \
             AND NOT EXISTS (SELECT 1 FROM dbmocker.chunk c WHERE c.run_id = r.run_id)",
        )
        .await?;
    transaction
        .execute(
            "INSERT INTO dbmocker.run VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'loading')",
            &[
                &run.id,
                &FORMAT,
                &run.plan_hash,
                &run.schema_hash,
                &run.program,
                &run.seed.to_string(),
                &run.now,
                &run.config,
                &run.facts,
                &(run.epoch as i64),
            ],
        )
        .await?;
    transaction.commit().await?;
    Ok(true)
}

fn taken_over(run: &Run) -> Error {
    Error::new(Exit::Busy, format!("run {} was taken over by another process", run.id))
        .remains("committed chunks stay")
}

/// Begins a chunk's transaction and claims the chunk in it. One round trip; where another transaction has
/// claimed it and is still open, that is waited for.
pub(super) async fn claim(client: &Client, run: &Run, table_key: &str, chunk: Chunk) -> Result<Claim> {
    let sql = format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; \
         SELECT pg_catalog.pg_advisory_xact_lock_shared({FENCE}, {}); \
         INSERT INTO dbmocker.chunk SELECT run_id, {}, {}, {}, epoch FROM dbmocker.run \
         WHERE run_id = {} AND epoch = {} ON CONFLICT DO NOTHING; \
         SELECT epoch FROM dbmocker.run WHERE run_id = {}",
        fence(&run.id),
        quote::text(table_key),
        chunk.first_row,
        chunk.rows,
        quote::text(&run.id),
        run.epoch,
        quote::text(&run.id),
    );
    let answers = client.simple_query(&sql).await.map_err(|error| failed("claim a chunk", &error))?;
    let epoch = answers.iter().rev().find_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => row.get(0).and_then(|epoch| epoch.parse::<u64>().ok()),
        _ => None,
    });
    if epoch != Some(run.epoch) {
        return Err(taken_over(run));
    }
    let mut counts = answers.iter().filter_map(|answer| match answer {
        SimpleQueryMessage::CommandComplete(count) => Some(*count),
        _ => None,
    });
    // BEGIN, the fence, the claim, the epoch.
    Ok(if counts.nth(2) == Some(1) { Claim::Mine } else { Claim::AlreadyDone })
}

/// Row ranges that the run has committed, by table, ascending; they are on the disk then, with all that was
/// confirmed before.
pub(super) async fn done(client: &Client, run: &Run) -> Result<DoneRows> {
    client
        .batch_execute("BEGIN; SET LOCAL synchronous_commit = on; SELECT pg_catalog.txid_current(); COMMIT")
        .await
        .map_err(|error| failed("read the ledger", &error))?;
    let rows = client
        .query(
            "SELECT table_key, first_row, rows FROM dbmocker.chunk WHERE run_id = $1 ORDER BY 1, 2",
            &[&run.id],
        )
        .await
        .map_err(|error| failed("read the ledger", &error))?;
    let mut done = DoneRows::new();
    for row in rows {
        let range = (row.get::<_, i64>(1) as u64, row.get::<_, i64>(2) as u64);
        done.entry(row.get(0)).or_default().push(range);
    }
    Ok(done)
}

/// Chunks that a run has committed.
pub(super) async fn committed(client: &Client, run_id: &str) -> Result<u64> {
    client
        .query_one("SELECT pg_catalog.count(*) FROM dbmocker.chunk WHERE run_id = $1", &[&run_id])
        .await
        .map(|row| row.get::<_, i64>(0) as u64)
        .map_err(|error| failed("read the ledger", &error))
}

/// The newest run that is not done, those with rows first.
pub(super) async fn unfinished(client: &Client) -> Result<Option<Run>> {
    let read = async {
        if !exists(client).await? {
            return Ok(None);
        }
        client
            .query_opt(
                "SELECT run_id, plan_hash, schema_hash, program, seed, pinned_now, config, facts, epoch \
                 FROM dbmocker.run r WHERE state <> 'done' \
                 ORDER BY EXISTS (SELECT 1 FROM dbmocker.chunk c WHERE c.run_id = r.run_id) DESC, \
                 started_at DESC LIMIT 1",
                &[],
            )
            .await
    };
    let row = read.await.map_err(|error| failed("read the ledger, schema dbmocker", &error))?;
    Ok(row.map(|row| Run {
        id: row.get(0),
        plan_hash: row.get(1),
        schema_hash: row.get(2),
        program: row.get(3),
        seed: row.get::<_, String>(4).parse().unwrap_or(0),
        now: row.get(5),
        config: row.get(6),
        facts: row.get(7),
        epoch: row.get::<_, i64>(8) as u64,
        shared: false,
    }))
}

/// Forgets a run, and with the last one the ledger. The commit is synchronous, so that all chunks before it
/// are durable when it returns.
pub(super) async fn discard(client: &mut Client, run_id: &str) -> Result<()> {
    let write = async {
        let transaction = client.transaction().await?;
        transaction.batch_execute("SET LOCAL synchronous_commit = on").await?;
        transaction.execute("DELETE FROM dbmocker.chunk WHERE run_id = $1", &[&run_id]).await?;
        transaction.execute("DELETE FROM dbmocker.run WHERE run_id = $1", &[&run_id]).await?;
        let left: i64 =
            transaction.query_one("SELECT pg_catalog.count(*) FROM dbmocker.run", &[]).await?.get(0);
        if left == 0 {
            transaction.batch_execute("DROP TABLE dbmocker.chunk; DROP TABLE dbmocker.run").await?;
            transaction.batch_execute(DROP_EMPTY_SCHEMA).await?;
        }
        transaction.commit().await
    };
    write.await.map_err(|error: tokio_postgres::Error| failed("close the ledger", &error))
}

/// The schema goes with the ledger, unless somebody keeps something else in it.
const DROP_EMPTY_SCHEMA: &str = "DO $$ BEGIN \
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass \
    AND refobjid = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'dbmocker')) \
    THEN DROP SCHEMA dbmocker RESTRICT; END IF; END $$";

/// Marks the run as done; without `keep` it is forgotten.
pub(super) async fn finish(client: &mut Client, run: &Run, keep: bool) -> Result<()> {
    if !keep {
        return discard(client, &run.id).await;
    }
    let write = async {
        let transaction = client.transaction().await?;
        transaction.batch_execute("SET LOCAL synchronous_commit = on").await?;
        transaction.execute("UPDATE dbmocker.run SET state = 'done' WHERE run_id = $1", &[&run.id]).await?;
        transaction.execute("DELETE FROM dbmocker.chunk WHERE run_id = $1", &[&run.id]).await?;
        transaction.commit().await
    };
    write.await.map_err(|error: tokio_postgres::Error| failed("close the ledger", &error))
}
