//! A batch of rows as columns.

use super::Column;

/// Rows `first_row .. first_row + rows` of one table, column by column in the order of the table's plan.
/// At most 1024 rows, and never across the border of an RNG block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Index of the first row within the table.
    pub first_row: u64,
    /// Number of rows.
    pub rows: usize,
    /// The columns that are written, each of `rows` cells.
    pub columns: Vec<Column>,
}
