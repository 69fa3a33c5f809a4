//! Rows of a table as they would be, without writing any.

use super::Job;
use super::session::{Access, planned};
use crate::data::{Block, Value};
use crate::error::{Error, Exit, Result};
use crate::plan::{Scratch, unknown};
use crate::random::RNG_BLOCK_ROWS;

/// Rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The table.
    pub table: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells.
    pub rows: Vec<Vec<Value>>,
    /// The first row's index.
    pub first_row: u64,
}

/// Rows `first .. first + rows` of a table (or of all tables when none is named), as far as the plan goes.
///
/// # Errors
/// [`Exit::Usage`] for a table that is not there; see [`super::generate::plan`] for the rest.
pub fn preview(job: &Job, table: Option<&str>, first: u64, rows: u64) -> Result<Vec<Preview>> {
    let planned = planned(job, Access::Read)?;
    let plan = &planned.plan;
    let wanted: Vec<usize> = match table {
        None => (0..plan.tables.len()).collect(),
        Some(name) => vec![plan.find(name).ok_or_else(|| {
            let known = plan.tables.iter().map(|table| table.name.clone());
            Error::new(Exit::Usage, unknown("table", name, known))
        })?],
    };
    let mut previews = Vec::new();
    for at in wanted {
        let table = &plan.tables[at];
        let mut preview = Preview {
            table: table.name.clone(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            rows: Vec::new(),
            first_row: first,
        };
        let end = first.saturating_add(rows).min(table.rows);
        let (mut block, mut scratch, mut next) = (Block::default(), Scratch::default(), first);
        while next < end {
            let count = (RNG_BLOCK_ROWS - next as usize % RNG_BLOCK_ROWS).min((end - next) as usize);
            plan.fill(at, next, count, &mut scratch, &mut block).map_err(|stuck| {
                Error::new(
                    Exit::Bug,
                    format!("{}, row {}: {} stays false", table.name, stuck.row, stuck.check),
                )
            })?;
            preview.rows.extend((0..count).map(|row| {
                let cells = block.columns.iter().zip(&table.columns);
                cells.map(|(column, planned)| column.value(row, &planned.logical_type)).collect()
            }));
            next += count as u64;
        }
        previews.push(preview);
    }
    Ok(previews)
}
