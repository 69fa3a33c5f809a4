//! References that close a cycle: loaded as NULL, then set for all rows of a table by one statement.

use rusqlite::Connection;

use super::load::bind;
use super::{failed, quote};
use crate::data::Block;
use crate::error::{Error, Exit, Result};
use crate::schema::{Key, Schema};
use crate::target::Shape;

/// Sets the closing columns of a table from blocks of its rows: they are staged in a temporary table, and
/// one UPDATE joins it by primary key.
pub(super) fn close(
    connection: &mut Connection,
    schema: &Schema,
    shape: &Shape,
    blocks: &mut dyn Iterator<Item = Result<Block>>,
) -> Result<()> {
    let table = &schema.tables[shape.table];
    let step = |what: &str, error: &rusqlite::Error| failed(&format!("{what} of {}", table.name), error);
    let key = table.primary_key().and_then(Key::columns).unwrap_or_default();
    let key_at: Vec<usize> =
        key.iter().filter_map(|column| shape.columns.iter().position(|at| at == column)).collect();
    let staged: Vec<usize> = key_at.iter().chain(&shape.closing).copied().collect();
    let transaction = connection.transaction().map_err(|error| step("begin to close references", &error))?;
    let run = |sql: &str| transaction.execute(sql, []).map_err(|error| step("close references", &error));
    let stage: Vec<String> = (0..staged.len()).map(|at| format!("c{at}")).collect();
    run(&format!(
        "CREATE TEMP TABLE dbmocker_closing ({}, PRIMARY KEY ({})) WITHOUT ROWID",
        stage.join(", "),
        stage[..key_at.len()].join(", ")
    ))?;
    let mut rows = 0;
    {
        let parameters = vec!["?"; staged.len()].join(", ");
        let mut insert = transaction
            .prepare(&format!("INSERT INTO temp.dbmocker_closing VALUES ({parameters})"))
            .map_err(|error| step("stage references", &error))?;
        let types: Vec<_> = staged.iter().map(|&at| shape.types[at].clone()).collect();
        let mut text = Vec::new();
        for block in blocks {
            let mut block = block?;
            block.columns = staged.iter().map(|&at| block.columns[at].clone()).collect();
            for row in 0..block.rows {
                bind(&mut insert, &block, row..row + 1, &types, &[], &mut text)
                    .and_then(|()| insert.raw_execute())
                    .map_err(|error| step("stage references", &error))?;
                rows += 1;
            }
        }
    }
    let name = |at: usize| quote::name(&table.columns[shape.columns[at]].name);
    let sets: Vec<String> = shape
        .closing
        .iter()
        .enumerate()
        .map(|(i, &at)| format!("{} = s.c{}", name(at), key_at.len() + i))
        .collect();
    let joins: Vec<String> =
        key_at.iter().enumerate().map(|(i, &at)| format!("t.{} = s.c{i}", name(at))).collect();
    let updated = run(&format!(
        "UPDATE {} AS t SET {} FROM temp.dbmocker_closing s WHERE {}",
        quote::table(table),
        sets.join(", "),
        joins.join(" AND ")
    ))?;
    if updated != rows {
        return Err(Error::new(
            Exit::Incomplete,
            format!("{}: {rows} references to close, {updated} rows found", table.name),
        ));
    }
    run("DROP TABLE temp.dbmocker_closing")?;
    transaction.commit().map_err(|error| step("commit the references", &error))
}
