//! References that close a cycle: loaded as NULL, then set for all rows of a table by one statement.

use super::control::Control;
use super::statement::Statements;
use super::{failed, quote};
use crate::data::Block;
use crate::encode::{Insert, InsertLimits, Literals};
use crate::error::{Error, Exit, Result};
use crate::schema::{Key, KeyPart, Schema};
use crate::target::Shape;

/// The table that rows are staged in.
const STAGE: &str = "dbmocker_closing";
/// Bytes of an INSERT, about.
const INSERT_BYTES: usize = 512 << 10;

/// Sets the closing columns of a table from blocks of its rows: they are staged in a temporary table, and
/// one UPDATE joins it by primary key. Rows that have their references already are set again.
pub(super) fn close(
    control: &mut Control,
    schema: &Schema,
    shape: &Shape,
    blocks: &mut dyn Iterator<Item = Result<Block>>,
) -> Result<()> {
    let table = &schema.tables[shape.table];
    let step = |error: &sqlx::Error| failed(&format!("close references of {}", table.name), error);
    let parts = table.primary_key().map(|key: &Key| key.parts.clone()).unwrap_or_default();
    let key_at: Vec<usize> = parts
        .iter()
        .filter_map(|part| shape.columns.iter().position(|&at| Some(at) == part.column))
        .collect();
    let staged: Vec<usize> = key_at.iter().chain(&shape.closing).copied().collect();
    let columns: Vec<usize> = staged.iter().map(|&at| shape.columns[at]).collect();
    control.run(&format!("DROP TEMPORARY TABLE IF EXISTS {STAGE}")).map_err(|error| step(&error))?;
    let selected: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(i, &at)| format!("{} AS c{i}", quote::name(&table.columns[at].name)))
        .collect();
    control
        .run(&format!(
            "CREATE TEMPORARY TABLE {STAGE} (PRIMARY KEY ({})) ENGINE = InnoDB AS SELECT {} FROM {} WHERE FALSE",
            key_columns(&parts),
            selected.join(", "),
            quote::table(table)
        ))
        .map_err(|error| step(&error))?;
    let small = Shape {
        table: shape.table,
        columns: columns.clone(),
        types: staged.iter().map(|&at| shape.types[at].clone()).collect(),
        closing: vec![],
    };
    let rows = stage(control, &Statements::new(table, &small), &staged, blocks, &step)?;
    let name = |at: usize| quote::name(&table.columns[columns[at]].name);
    let joins: Vec<String> = (0..key_at.len()).map(|i| format!("t.{} = s.c{i}", name(i))).collect();
    let sets: Vec<String> =
        (key_at.len()..columns.len()).map(|i| format!("t.{} = s.c{i}", name(i))).collect();
    let updated = control
        .run(&format!(
            "UPDATE {} t JOIN {STAGE} s ON {} SET {}",
            quote::table(table),
            joins.join(" AND "),
            sets.join(", ")
        ))
        .map_err(|error| step(&error))?;
    if updated != rows {
        return Err(Error::new(
            Exit::Incomplete,
            format!("{}: {rows} references to close, {updated} rows found", table.name),
        ));
    }
    control.run(&format!("DROP TEMPORARY TABLE {STAGE}")).map(drop).map_err(|error| step(&error))
}

/// The stage's key: the table's, prefixes included.
fn key_columns(parts: &[KeyPart]) -> String {
    let part = |(i, part): (usize, &KeyPart)| match part.prefix {
        Some(prefix) => format!("c{i}({prefix})"),
        None => format!("c{i}"),
    };
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join(", ")
}

/// Fills the stage; how many rows it has.
fn stage(
    control: &mut Control,
    statements: &Statements,
    staged: &[usize],
    blocks: &mut dyn Iterator<Item = Result<Block>>,
    step: &dyn Fn(&sqlx::Error) -> Error,
) -> Result<u64> {
    let limits = InsertLimits { rows_max: usize::MAX, bytes_max: INSERT_BYTES };
    let head = format!("INSERT INTO {STAGE} VALUES");
    let mut insert = Insert::new(head, statements.columns.clone(), Literals::Mysql, limits);
    let (mut sql, mut rows) = (Vec::new(), 0);
    for block in blocks {
        let mut block = block?;
        block.columns = staged.iter().map(|&at| block.columns[at].clone()).collect();
        let mut row = 0;
        while row < block.rows {
            row = insert.statement(&block, row, &mut sql);
            control.run(&String::from_utf8_lossy(&sql)).map_err(|error| step(&error))?;
        }
        rows += block.rows as u64;
    }
    Ok(rows)
}
