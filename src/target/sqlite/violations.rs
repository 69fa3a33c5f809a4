//! Rows that a table's own constraints refuse, and that are there all the same: written while the constraint
//! was switched off, or before it was there.
//!
//! Must not know who wrote them. Start reading at [`violations`].

use rusqlite::Connection;

use super::{failed, quote};
use crate::error::Result;
use crate::schema::{Key, KeyKind, Table};

/// What is wrong with a table's rows, with the first row of each kind. What SQLite itself cannot evaluate is
/// left out.
pub(super) fn violations(connection: &Connection, table: &Table) -> Result<Vec<String>> {
    let mut found = Vec::new();
    // SQLite takes `IS NULL` of such a column for false without a look at the rows.
    for column in table.columns.iter().filter(|column| !column.nullable) {
        let condition = format!("typeof(c.{}) = 'null'", quote::name(&column.name));
        if let Some(rows) = rows_where(connection, table, &condition)? {
            found.push(format!("{} where {} is NULL, {rows}", rows.counted(), column.name));
        }
    }
    for check in &table.checks {
        // The expression may end in a comment.
        if let Some(rows) = rows_where(connection, table, &format!("NOT ({}\n)", check.expression))? {
            found.push(format!("{} for which CHECK ({}) is false, {rows}", rows.counted(), check.expression));
        }
    }
    for key in &table.keys {
        found.extend(duplicates(connection, table, key)?);
    }
    Ok(found)
}

/// Rows, counted, and the first of them.
pub(super) struct Rows {
    count: u64,
    first: String,
}

impl Rows {
    pub(super) fn counted(&self) -> String {
        format!("{} row{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl std::fmt::Display for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let those = if self.count == 1 { "at" } else { "the first at" };
        write!(f, "{those} {}", self.first)
    }
}

/// The rows for which a condition over the table, as `c`, holds; `None` when there is none, or SQLite cannot
/// read the condition.
pub(super) fn rows_where(connection: &Connection, table: &Table, condition: &str) -> Result<Option<Rows>> {
    let from = format!("FROM {} AS c WHERE {condition}", quote::table(table));
    let Ok(mut counting) = connection.prepare(&format!("SELECT count(*) {from}")) else { return Ok(None) };
    let step = |error: &rusqlite::Error| failed(&format!("check the rows of {}", table.name), error);
    let count: u64 = counting.query_row([], |row| row.get(0)).map_err(|error| step(&error))?;
    if count == 0 {
        return Ok(None);
    }
    let (select, order) = row_name(table);
    let first = format!("SELECT {select} {from} ORDER BY {order} LIMIT 1");
    let first = connection.query_row(&first, [], |row| row.get(0)).map_err(|error| step(&error))?;
    Ok(Some(Rows { count, first }))
}

/// An expression for what a row is called, `id = 5`, and one to order rows by.
fn row_name(table: &Table) -> (String, String) {
    let key = table.primary_key().and_then(Key::columns).unwrap_or_default();
    if key.is_empty() {
        return ("'rowid = ' || c.rowid".to_owned(), "c.rowid".to_owned());
    }
    let part = |at: &usize| {
        let name = &table.columns[*at].name;
        format!("'{} = ' || quote(c.{})", name.replace('\'', "''"), quote::name(name))
    };
    let columns: Vec<String> =
        key.iter().map(|&at| format!("c.{}", quote::name(&table.columns[at].name))).collect();
    (key.iter().map(part).collect::<Vec<_>>().join(" || ', ' || "), columns.join(", "))
}

/// Values that a key has more than once, looked for in the rows themselves: the index may be what is wrong.
fn duplicates(connection: &Connection, table: &Table, key: &Key) -> Result<Option<String>> {
    let parts: Option<Vec<String>> = key
        .parts
        .iter()
        .map(|part| {
            let value = match part.column {
                Some(at) => quote::name(&table.columns[at].name),
                None => format!("({})", part.expression.as_ref()?),
            };
            let collation = part.collation.as_ref().map(|name| format!(" COLLATE {}", quote::name(name)));
            Some(value + &collation.unwrap_or_default())
        })
        .collect();
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return Ok(None) };
    let present = parts.iter().map(|part| format!("{part} IS NOT NULL"));
    let conditions: Vec<String> =
        present.chain(key.predicate.iter().map(|predicate| format!("({predicate}\n)"))).collect();
    let shown: Vec<String> = parts.iter().map(|part| format!("quote({part})")).collect();
    let groups = format!(
        "SELECT count(*) AS n, {} AS v FROM {} NOT INDEXED WHERE {} GROUP BY {} HAVING n > 1",
        shown.join(" || ', ' || "),
        quote::table(table),
        conditions.join(" AND "),
        parts.join(", "),
    );
    let Ok(mut statement) = connection.prepare(&format!("SELECT count(*), sum(n), min(v) FROM ({groups})"))
    else {
        return Ok(None);
    };
    let (values, rows, first): (u64, Option<u64>, Option<String>) = statement
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .map_err(|error| failed(&format!("check the rows of {}", table.name), &error))?;
    let (Some(rows), Some(first)) = (rows.filter(|_| values > 0), first) else { return Ok(None) };
    let names: Vec<String> = key
        .parts
        .iter()
        .map(|part| match part.column {
            Some(at) => table.columns[at].name.clone(),
            None => part.expression.clone().unwrap_or_default(),
        })
        .collect();
    let what = if key.kind == KeyKind::Primary { "PRIMARY KEY" } else { "unique" };
    let those = if values == 1 { "the value" } else { "the first value" };
    Ok(Some(format!("{rows} rows share a {what} ({}), {those} {first}", names.join(", "))))
}
