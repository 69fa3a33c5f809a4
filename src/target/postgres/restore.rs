//! What a load leaves behind its rows: sequences that stand too low, and statistics that are too old.
//!
//! Both are idempotent. Start reading at [`restore`].

use tokio_postgres::Client;

use super::quote;
use crate::data::LogicalType;
use crate::schema::{Schema, Sequence, Table};

type Answer<T> = Result<T, tokio_postgres::Error>;

/// Moves the sequences of the tables beyond the values that are there, never back, and analyses the tables.
pub(super) async fn restore(client: &Client, schema: &Schema, tables: &[usize]) -> Answer<()> {
    for &at in tables {
        let table = &schema.tables[at];
        for column in &table.columns {
            if let (Some(sequence), LogicalType::Int { .. }) = (&column.sequence, &column.logical_type) {
                client.batch_execute(&advance(table, &column.name, sequence)).await?;
            }
        }
    }
    let names: Vec<String> = tables.iter().map(|&at| quote::table(&schema.tables[at])).collect();
    if !names.is_empty() {
        client.batch_execute(&format!("ANALYZE {}", names.join(", "))).await?;
    }
    Ok(())
}

/// `setval` to the furthest value of the column in the sequence's direction, where the sequence is behind it.
fn advance(table: &Table, column: &str, sequence: &Sequence) -> String {
    let (furthest, beyond) = if sequence.step > 0 { ("max", ">") } else { ("min", "<") };
    let column = quote::name(column);
    format!(
        "SELECT pg_catalog.setval({}::pg_catalog.regclass, found.value) \
         FROM (SELECT pg_catalog.{furthest}({column})::bigint AS value FROM {}) AS found, {} AS s \
         WHERE found.value BETWEEN {} AND {} \
         AND (found.value {beyond} s.last_value OR found.value = s.last_value AND NOT s.is_called)",
        quote::text(&sequence.name),
        quote::table(table),
        sequence.name,
        sequence.min,
        sequence.max,
    )
}
