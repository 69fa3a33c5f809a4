//! A database's catalogue as plain data, for `inspect`. Version 1 of its own format.

use serde::Serialize;

use crate::schema::{Check, Generated, KeyKind, Schema, Table};

/// A database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Catalogue {
    /// Version of this format.
    pub format: u32,
    /// The server and its version.
    pub server: String,
    /// The tables.
    pub tables: Vec<TableEntry>,
    /// Tables that cannot be filled: name and reason.
    pub skipped: Vec<(String, String)>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableEntry {
    /// The name.
    pub table: String,
    /// Rows that are there.
    pub rows: u64,
    /// The columns.
    pub columns: Vec<ColumnEntry>,
    /// Columns of the primary key.
    pub primary_key: Vec<String>,
    /// Unique rules: their columns, or their expressions.
    pub unique: Vec<String>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKeyEntry>,
    /// CHECK expressions.
    pub checks: Vec<String>,
    /// Triggers.
    pub triggers: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnEntry {
    /// The name.
    pub column: String,
    /// The type as declared.
    pub declared: String,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// The default, as SQL.
    pub default: Option<String>,
    /// Whether the database computes it.
    pub generated: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForeignKeyEntry {
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub parent: String,
    /// The referenced columns, as far as they are known.
    pub parent_columns: Vec<String>,
}

/// Reads a schema; `rows` are counted per table.
pub(super) fn catalogue(schema: &Schema, rows: &[u64]) -> Catalogue {
    let tables = schema.tables.iter().zip(rows);
    Catalogue {
        format: 1,
        server: schema.server.clone(),
        tables: tables.map(|(table, &rows)| table_entry(schema, table, rows)).collect(),
        skipped: schema.skipped.iter().map(|skip| (skip.name.clone(), skip.reason.clone())).collect(),
    }
}

fn table_entry(schema: &Schema, table: &Table, rows: u64) -> TableEntry {
    let name = |at: usize| table.columns[at].name.clone();
    let columns = table.columns.iter().map(|column| ColumnEntry {
        column: column.name.clone(),
        declared: column.declared.clone(),
        nullable: column.nullable,
        default: column.default.clone(),
        generated: column.generated != Generated::No,
    });
    let foreign_keys = table.foreign_keys.iter().map(|key| {
        let parent = key.parent.map(|parent| &schema.tables[parent]);
        let parent_columns = parent.map_or_else(Vec::new, |parent| {
            key.parent_columns.iter().map(|&at| parent.columns[at].name.clone()).collect()
        });
        ForeignKeyEntry {
            columns: key.columns.iter().map(|&at| name(at)).collect(),
            parent: parent.map_or_else(|| key.parent_name.clone(), |parent| parent.name.to_string()),
            parent_columns,
        }
    });
    TableEntry {
        table: table.name.to_string(),
        rows,
        columns: columns.collect(),
        primary_key: table.primary_key().map_or_else(Vec::new, |key| parts(table, key)),
        unique: table
            .keys
            .iter()
            .filter(|key| key.kind == KeyKind::Unique)
            .map(|key| parts(table, key).join(", "))
            .collect(),
        foreign_keys: foreign_keys.collect(),
        checks: table.checks.iter().map(Check::in_one_line).collect(),
        triggers: table.triggers.iter().map(|trigger| trigger.name.clone()).collect(),
    }
}

fn parts(table: &Table, key: &crate::schema::Key) -> Vec<String> {
    let part = |part: &crate::schema::KeyPart| match (part.column, &part.expression) {
        (Some(at), _) => table.columns[at].name.clone(),
        (None, Some(expression)) => expression.clone(),
        (None, None) => "?".to_owned(),
    };
    key.parts.iter().map(part).collect()
}
