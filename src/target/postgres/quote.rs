//! SQL text for PostgreSQL, from names of the catalogue.
//!
//! A table of the default schema goes by its bare name: it is what the search path finds first, or else
//! inspection would have given it its schema.

use crate::ident::Ident;
use crate::schema::Table;

/// A name in quotes.
pub(super) fn name(name: &str) -> String {
    Ident::new(name).double_quoted()
}

/// A text as a literal, whatever `standard_conforming_strings` says.
pub(super) fn text(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    if quoted.contains('\\') { format!(" E{}", quoted.replace('\\', "\\\\")) } else { quoted }
}

/// A table in quotes.
pub(super) fn table(table: &Table) -> String {
    let bare = name(&table.name.name);
    match &table.name.schema {
        Some(schema) => format!("{}.{bare}", name(schema)),
        None => bare,
    }
}

/// The rows of a table alone, without those of tables that inherit from it.
pub(super) fn rows_of(of: &Table) -> String {
    if of.partitioning.is_some() { table(of) } else { format!("ONLY {}", table(of)) }
}

/// Columns in quotes, separated by commas.
pub(super) fn columns(table: &Table, columns: &[usize]) -> String {
    columns.iter().map(|&at| name(&table.columns[at].name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_cannot_leave_its_quotes() {
        assert_eq!(name("a\"b"), "\"a\"\"b\"");
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text("\\' OR 1"), " E'\\\\'' OR 1'");
    }
}
