//! What the columns of a schema mean by name and type, told once however often a plan is made.
//!
//! A plan is made twice at least (what must be asked, then the answers), and again where a trial found rows
//! that cannot be made; nothing of that changes what a name means.
//!
//! Must not know: configuration, constraints, answers. Start reading at [`Meanings::of`].

use std::sync::OnceLock;

use super::infer::{Choice, Subject, infer};
use super::server_type;
use crate::data::LogicalType;
use crate::schema::{Schema, Table};

/// The generators that names and types choose, per table, worked out when a table is first looked at.
#[derive(Debug)]
pub struct Meanings(Vec<OnceLock<Vec<Choice>>>);

impl Meanings {
    /// Nothing is known yet of a schema's tables.
    pub fn new(schema: &Schema) -> Self {
        Self(schema.tables.iter().map(|_| OnceLock::new()).collect())
    }

    /// What a column means; the schema is always the one that this was made for.
    pub(super) fn of(&self, schema: &Schema, table: usize, column: usize) -> &Choice {
        &self.0[table].get_or_init(|| choices(schema, &schema.tables[table]))[column]
    }
}

fn choices(schema: &Schema, table: &Table) -> Vec<Choice> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let types: Vec<LogicalType> = table.columns.iter().map(|column| column.logical_type.clone()).collect();
    let meaning = |column: usize| {
        let subject = subject(table, column, &names, &types);
        server_type::choice(schema.dialect, &table.columns[column])
            .or_else(|| server_type::elements(&subject))
            .unwrap_or_else(|| infer(&subject))
    };
    (0..table.columns.len()).map(meaning).collect()
}

/// What generators are inferred from; `names` and `types` are those of all columns.
fn subject<'a>(
    table: &'a Table,
    column: usize,
    names: &'a [&'a str],
    types: &'a [LogicalType],
) -> Subject<'a> {
    let schema = &table.columns[column];
    Subject {
        table: &table.name.name,
        column: &schema.name,
        comment: schema.comment.as_deref(),
        logical_type: &schema.logical_type,
        declared: &schema.declared,
        nullable: schema.nullable,
        default: schema.default.as_deref(),
        siblings: names,
        sibling_types: types,
    }
}
