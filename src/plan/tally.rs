//! Columns in which triggers count or sum: they begin at their default, so that in the end they say how many.
//!
//! Must not know: what else chooses a generator. Start reading at [`of`].

use std::collections::BTreeMap;

use super::infer::Choice;
use crate::data::Value;
use crate::generate::Params;
use crate::schema::expr::{evaluate, parse};
use crate::schema::{Column, Schema};

/// (table, column) pairs that triggers of the given tables count in, with the trigger's name.
pub(super) fn of(schema: &Schema, tables: impl Iterator<Item = usize>) -> BTreeMap<(usize, usize), String> {
    let triggers = tables.flat_map(|table| &schema.tables[table].triggers);
    let pairs = triggers.flat_map(|trigger| trigger.counts_in.iter().map(move |pair| (pair, &trigger.name)));
    let found = pairs.filter_map(|((table, column), trigger)| {
        let at = schema.tables.iter().position(|known| known.name.name.eq_ignore_ascii_case(table))?;
        Some(((at, schema.tables[at].column(column)?), trigger.clone()))
    });
    found.collect()
}

/// What such a column begins at: its default where that is a number, else 0.
pub(super) fn begin(schema: &Schema, column: &Column, trigger: &str) -> Option<Choice> {
    column.logical_type.is_numeric().then_some(())?;
    let default = column.default.as_deref().and_then(|text| parse(text, schema.dialect, &[]).ok());
    let value = default.and_then(|expr| evaluate(&expr, &|_| Value::Null, schema.dialect).ok());
    let first =
        value.filter(|value| matches!(value, Value::Int(_) | Value::Decimal { .. } | Value::Float(_)));
    Some(Choice {
        generator: "values",
        params: Params::from([("values".to_owned(), Value::List(vec![first.unwrap_or(Value::Int(0))]))]),
        prefix: String::new(),
        reason: format!("the trigger {trigger} counts in it"),
        generic: false,
    })
}
