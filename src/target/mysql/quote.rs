//! SQL text for MySQL and MariaDB, from names of the catalogue. Every session of ours has no ANSI_QUOTES and
//! no NO_BACKSLASH_ESCAPES, so that what is written here means one thing only.

use crate::schema::Table;

/// A name in quotes.
pub(super) fn name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A table in quotes, of the session's database.
pub(super) fn table(table: &Table) -> String {
    name(&table.name.name)
}

/// Columns in quotes, separated by commas.
pub(super) fn columns(table: &Table, columns: &[usize]) -> String {
    columns.iter().map(|&at| name(&table.columns[at].name)).collect::<Vec<_>>().join(", ")
}

/// A text literal.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_cannot_be_left() {
        assert_eq!(name("a`b"), "`a``b`");
        assert_eq!(text("it's \\' \0"), "'it''s \\\\'' \\0'");
    }
}
