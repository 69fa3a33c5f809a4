//! References that close a cycle: loaded as NULL, then set for all rows of a table by one statement.

use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio::runtime::Handle;
use tokio_postgres::{Client, Transaction};

use super::failure::failed;
use super::quote;
use crate::data::{Block, Packet};
use crate::encode::{Encoder as _, PgText};
use crate::error::{Error, Exit, Result};
use crate::schema::{Key, Schema, Table};
use crate::target::Shape;

const STAGED: &str = "pg_temp.dbmocker_closing";

/// Sets the closing columns of a table from blocks of its rows: they are staged in a temporary table, and
/// one UPDATE joins it by primary key.
pub(super) fn close(
    runtime: &Handle,
    client: &mut Client,
    schema: &Schema,
    shape: &Shape,
    blocks: &mut dyn Iterator<Item = Result<Block>>,
) -> Result<()> {
    let table = &schema.tables[shape.table];
    let step = |error: &tokio_postgres::Error| failed(&format!("close references of {}", table.name), error);
    let key = key_positions(table, shape);
    let staged: Vec<usize> = key.iter().chain(&shape.closing).copied().collect();
    let transaction = runtime.block_on(client.transaction()).map_err(|error| step(&error))?;
    let make = format!(
        "CREATE TEMPORARY TABLE dbmocker_closing ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
        names(table, shape, &staged).join(", "),
        quote::table(table)
    );
    runtime.block_on(transaction.batch_execute(&make)).map_err(|error| step(&error))?;
    let rows = stage(runtime, &transaction, shape, &staged, blocks, &step)?;
    let update = update(table, shape, &key);
    let updated = runtime
        .block_on(async {
            transaction.batch_execute(&format!("ANALYZE {STAGED}")).await?;
            transaction.execute(&update, &[]).await
        })
        .map_err(|error| step(&error))?;
    if updated != rows {
        let what = format!("{}: {rows} references to close, {updated} rows found", table.name);
        return Err(Error::new(Exit::Incomplete, what));
    }
    runtime.block_on(transaction.commit()).map_err(|error| step(&error))
}

/// Positions, within the shape's columns, of the primary key.
fn key_positions(table: &Table, shape: &Shape) -> Vec<usize> {
    let key = table.primary_key().and_then(Key::columns).unwrap_or_default();
    key.iter().filter_map(|column| shape.columns.iter().position(|at| at == column)).collect()
}

fn names(table: &Table, shape: &Shape, at: &[usize]) -> Vec<String> {
    at.iter().map(|&at| quote::name(&table.columns[shape.columns[at]].name)).collect()
}

fn update(table: &Table, shape: &Shape, key: &[usize]) -> String {
    let sets: Vec<String> =
        names(table, shape, &shape.closing).iter().map(|name| format!("{name} = s.{name}")).collect();
    let joins: Vec<String> =
        names(table, shape, key).iter().map(|name| format!("t.{name} = s.{name}")).collect();
    format!(
        "UPDATE {} AS t SET {} FROM {STAGED} AS s WHERE {}",
        quote::table(table),
        sets.join(", "),
        joins.join(" AND ")
    )
}

/// Copies the staged columns; gives the number of rows.
fn stage(
    runtime: &Handle,
    transaction: &Transaction<'_>,
    shape: &Shape,
    staged: &[usize],
    blocks: &mut dyn Iterator<Item = Result<Block>>,
    step: &dyn Fn(&tokio_postgres::Error) -> Error,
) -> Result<u64> {
    let copy = format!("COPY {STAGED} FROM STDIN (FORMAT text)");
    let copy = runtime.block_on(transaction.copy_in::<_, Bytes>(&copy));
    let mut sink = pin!(copy.map_err(|error| step(&error))?);
    let mut encoder = PgText::new(staged.iter().map(|&at| shape.types[at].clone()).collect());
    let (mut packet, mut rows) = (Packet::default(), 0);
    for block in blocks {
        let mut block = block?;
        block.columns = staged.iter().map(|&at| block.columns[at].clone()).collect();
        packet.clear();
        encoder.encode(&block, &mut packet);
        rows += block.rows as u64;
        let bytes = Bytes::copy_from_slice(packet.bytes());
        runtime.block_on(sink.send(bytes)).map_err(|error| step(&error))?;
    }
    runtime.block_on(sink.as_mut().finish()).map_err(|error| step(&error))?;
    Ok(rows)
}
