//! A script that makes the tables of an empty database, in a transaction that stays open until the first write
//! that was agreed to: whoever drops the connection before has changed nothing.
//!
//! Must not know what the tables are for. Start reading at [`begin`].

use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

use super::connect;
use super::failure::{failed, said};
use crate::error::{Error, Exit, Result};
use crate::schema::expr::Dialect;
use crate::schema::script::{Role, Statement, notes, statements};

/// Begins a transaction and runs a script in it; says what of it was left out. The script's own BEGIN and
/// COMMIT are: it is kept or undone as a whole. Owners, rights and settings that this server does not know are,
/// too: the tables are the same without.
pub(super) async fn begin(client: &Client, shown: &str, script: &str) -> Result<Vec<String>> {
    let statements = statements(script, Dialect::Postgres).map_err(|problems| {
        Error::all(Exit::Usage, problems)
            .remains("nothing was written")
            .next("make the tables with psql -f, and leave --schema-file out")
    })?;
    let begun = client.batch_execute("BEGIN").await;
    begun.map_err(|error| failed("begin a transaction", &error).remains("nothing was written"))?;
    let run = run_all(client, &statements).await;
    if run.is_err() {
        // The connection's end does the same.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    let left_out = run?;
    connect::set_up_again(client, shown).await?;
    Ok(notes(left_out))
}

async fn run_all(client: &Client, statements: &[Statement<'_>]) -> Result<Vec<String>> {
    let mut left_out = Vec::new();
    for statement in statements {
        match statement.role {
            Role::Transaction => {}
            Role::Elsewhere => {
                let word = statement.text.lines().next().unwrap_or_default();
                left_out.push(format!("line {}: {word}: the tables go to this database", statement.line));
            }
            Role::Around => left_out.extend(attempt(client, statement).await?),
            Role::Main => run(client, statement).await.map_err(|error| wrong(statement, &error))?,
        }
    }
    // What is found at the end of the transaction is found now.
    let checked = client.batch_execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED").await;
    checked
        .map_err(|error| in_script("the rows that the schema script inserts break a constraint", &error))?;
    Ok(left_out)
}

async fn run(client: &Client, statement: &Statement<'_>) -> std::result::Result<(), tokio_postgres::Error> {
    let Some(rows) = statement.rows else { return client.batch_execute(statement.text).await };
    let mut sink = pin!(client.copy_in::<_, Bytes>(statement.text).await?);
    sink.send(Bytes::copy_from_slice(rows.as_bytes())).await?;
    sink.finish().await.map(drop)
}

/// Runs a statement that may fail; says what it was left out for.
async fn attempt(client: &Client, statement: &Statement<'_>) -> Result<Option<String>> {
    let step = |error: &tokio_postgres::Error| wrong(statement, error);
    client.batch_execute("SAVEPOINT dbmocker_statement").await.map_err(|error| step(&error))?;
    let (after, note) = match run(client, statement).await {
        Ok(()) => ("RELEASE SAVEPOINT dbmocker_statement", None),
        Err(error) => match error.as_db_error() {
            Some(why) => (
                "ROLLBACK TO SAVEPOINT dbmocker_statement",
                Some(format!("line {}: {}", statement.line, why.message())),
            ),
            None => return Err(step(&error)),
        },
    };
    client.batch_execute(after).await.map_err(|error| step(&error))?;
    Ok(note)
}

/// A statement that fails, with the line that the server means.
fn wrong(statement: &Statement<'_>, error: &tokio_postgres::Error) -> Error {
    let within = match error.as_db_error().and_then(|said| said.position()) {
        Some(ErrorPosition::Original(at)) => {
            statement.text.chars().take(*at as usize).filter(|c| *c == '\n').count()
        }
        _ => 0,
    };
    let line = statement.line + within;
    let failure = in_script(&format!("the schema script fails at line {line}"), error);
    match error.code().map(|code| code.code()) {
        Some("25001") => failure
            .next("leave the statement that cannot be undone out of the script; run it with psql before"),
        _ => failure,
    }
}

fn in_script(what: &str, error: &tokio_postgres::Error) -> Error {
    match said(error) {
        Some(words) => Error::new(Exit::Plan, what).server(words).remains("nothing was written"),
        None => failed("run the schema script", error).remains("nothing was written"),
    }
}
