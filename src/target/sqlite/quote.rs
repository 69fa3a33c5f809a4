//! SQL text for SQLite, from names of the catalogue.

use crate::ident::Ident;
use crate::schema::Table;

/// A name in quotes.
pub(super) fn name(name: &str) -> String {
    Ident::new(name).double_quoted()
}

/// A table in quotes, of the main database.
pub(super) fn table(table: &Table) -> String {
    format!("main.{}", name(&table.name.name))
}

/// Columns in quotes, separated by commas.
pub(super) fn columns(table: &Table, columns: &[usize]) -> String {
    columns.iter().map(|&at| name(&table.columns[at].name)).collect::<Vec<_>>().join(", ")
}

/// `INSERT INTO t (a, b) VALUES (?, ?), (?, ?)` for so many rows.
pub(super) fn insert(table_of: &Table, columns_of: &[usize], rows: usize) -> String {
    if columns_of.is_empty() {
        return format!("INSERT INTO {} DEFAULT VALUES", table(table_of));
    }
    let row = format!("({})", vec!["?"; columns_of.len()].join(", "));
    format!(
        "INSERT INTO {} ({}) VALUES {}",
        table(table_of),
        columns(table_of, columns_of),
        vec![row; rows].join(", ")
    )
}
