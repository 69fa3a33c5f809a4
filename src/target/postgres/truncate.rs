//! Emptying tables: no row of any other table may go or change with them.

use std::collections::BTreeSet;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::{failed, quote};
use crate::error::{Error, Exit, Result};
use crate::schema::{ForeignKey, Schema, Table};

/// Removes all rows of the tables in one transaction, and starts the sequences over that belong to them.
/// TRUNCATE where the server lets it: it refuses tables that another one refers to, even an empty one, so
/// that rows of those are deleted.
pub(super) async fn truncate(client: &mut Client, schema: &Schema, tables: &[usize]) -> Result<()> {
    // Dropped without a commit it is rolled back.
    let transaction = client.transaction().await.map_err(|error| refusal(&error))?;
    within(transaction.client(), schema, tables).await?;
    transaction.commit().await.map_err(|error| refusal(&error))
}

async fn run(client: &Client, sql: &str) -> Result<()> {
    client.batch_execute(sql).await.map_err(|error| refusal(&error))
}

fn refusal(error: &tokio_postgres::Error) -> Error {
    let refused =
        [SqlState::FOREIGN_KEY_VIOLATION, SqlState::FEATURE_NOT_SUPPORTED, SqlState::RESTRICT_VIOLATION];
    let failure = failed("empty the tables", error).remains("nothing was removed");
    if error.code().is_some_and(|code| refused.contains(code)) {
        return failure.with_exit(Exit::Refused);
    }
    failure
}

async fn within(client: &Client, schema: &Schema, tables: &[usize]) -> Result<()> {
    if tables.is_empty() {
        return Ok(());
    }
    // Nobody may add a referring row once these were counted.
    let names: Vec<String> = tables.iter().map(|&at| quote::rows_of(&schema.tables[at])).collect();
    run(client, &format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "))).await?;
    refuse_referenced(client, schema, tables).await?;
    for statement in statements(schema, tables) {
        run(client, &statement).await?;
    }
    for &at in tables {
        restart_sequences(client, &schema.tables[at]).await?;
    }
    Ok(())
}

/// One TRUNCATE for all that it can take, and a DELETE for each of the rest.
fn statements(schema: &Schema, tables: &[usize]) -> Vec<String> {
    let deleted = deleted(schema, tables);
    let name = |at: &usize| quote::rows_of(&schema.tables[*at]);
    let mut statements: Vec<String> = tables
        .iter()
        .filter(|at| deleted.contains(at))
        .map(|at| format!("DELETE FROM {}", name(at)))
        .collect();
    let truncated: Vec<String> = tables.iter().filter(|at| !deleted.contains(at)).map(name).collect();
    if !truncated.is_empty() {
        // First, so that no deleted row is referred to by one of these.
        statements.insert(0, format!("TRUNCATE TABLE {}", truncated.join(", ")));
    }
    statements
}

/// Tables that TRUNCATE would refuse: others refer to them, which stay or are among these themselves.
fn deleted(schema: &Schema, tables: &[usize]) -> BTreeSet<usize> {
    let mut deleted = BTreeSet::new();
    loop {
        let before = deleted.len();
        for (at, table) in schema.tables.iter().enumerate() {
            if tables.contains(&at) && !deleted.contains(&at) {
                continue;
            }
            let parents = table.foreign_keys.iter().filter_map(|key| key.parent);
            deleted.extend(parents.filter(|parent| *parent != at && tables.contains(parent)));
        }
        if deleted.len() == before {
            return deleted;
        }
    }
}

/// Refuses when rows of other tables refer to rows that would go.
async fn refuse_referenced(client: &Client, schema: &Schema, tables: &[usize]) -> Result<()> {
    let (mut problems, mut children) = (Vec::new(), Vec::new());
    for (at, table) in schema.tables.iter().enumerate().filter(|(at, _)| !tables.contains(at)) {
        for key in &table.foreign_keys {
            let Some(parent) = key.parent.filter(|parent| tables.contains(parent)) else { continue };
            let parent = &schema.tables[parent];
            let rows: i64 = client
                .query_typed_one(&referring(table, parent, key), &[])
                .await
                .and_then(|row| row.try_get(0))
                .map_err(|error| failed(&format!("look for references of {}", table.name), &error))?;
            if rows > 0 {
                problems.push(format!(
                    "{rows} rows of {} refer to {}, which would be emptied",
                    table.name, parent.name
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

/// SQL that counts rows of a table that have a row in the parent.
fn referring(table: &Table, parent: &Table, key: &ForeignKey) -> String {
    let child = |at: usize| format!("c.{}", quote::name(&table.columns[at].name));
    let pairs = key.columns.iter().zip(&key.parent_columns);
    let matching: Vec<String> = pairs
        .map(|(&at, &to)| format!("p.{} = {}", quote::name(&parent.columns[to].name), child(at)))
        .collect();
    format!(
        "SELECT pg_catalog.count(*) FROM {} c WHERE EXISTS (SELECT FROM {} p WHERE {})",
        quote::rows_of(table),
        quote::rows_of(parent),
        matching.join(" AND ")
    )
}

/// Sequences that a column of the table owns, as serial and identity columns do.
async fn restart_sequences(client: &Client, table: &Table) -> Result<()> {
    for column in table.columns.iter().filter(|column| column.sequence.is_some()) {
        let sql = format!(
            "SELECT pg_catalog.pg_get_serial_sequence({}, {})",
            quote::text(&quote::table(table)),
            quote::text(&column.name)
        );
        let found = client.query_typed_one(&sql, &[]).await.and_then(|row| row.try_get(0));
        let owned: Option<String> = found.map_err(|error| refusal(&error))?;
        if let Some(sequence) = owned {
            run(client, &format!("ALTER SEQUENCE {sequence} RESTART")).await?;
        }
    }
    Ok(())
}

/// Names of triggers that fire when rows of the tables are removed by [`truncate`].
pub(super) async fn delete_triggers(
    client: &Client,
    schema: &Schema,
    tables: &[usize],
) -> Result<Vec<String>> {
    let deleted = deleted(schema, tables);
    let of = |wanted: bool| {
        let some = tables.iter().filter(|at| deleted.contains(at) == wanted);
        some.map(|&at| quote::text(&quote::table(&schema.tables[at]))).collect::<Vec<_>>()
    };
    let any = |names: Vec<String>| format!("ARRAY[{}]::pg_catalog.regclass[]", names.join(", "));
    // Bits of `tgtype`: 8 is DELETE, 32 is TRUNCATE. Partitions have triggers of their own.
    let sql = format!(
        "SELECT DISTINCT t.tgname::text FROM pg_catalog.pg_trigger t \
         LEFT JOIN LATERAL pg_catalog.pg_partition_root(t.tgrelid) r(oid) ON true \
         WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') \
         AND ((t.tgtype::int4 & 8 <> 0 AND coalesce(r.oid, t.tgrelid) = ANY ({})) \
         OR (t.tgtype::int4 & 32 <> 0 AND coalesce(r.oid, t.tgrelid) = ANY ({}))) ORDER BY 1",
        any(of(true)),
        any(of(false))
    );
    let rows = client.query_typed(&sql, &[]).await;
    let names = rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect());
    names.map_err(|error| failed("read the catalogue", &error))
}
