//! Columns that are what another column of the row stands for: in a list, or in the row's parent.
//!
//! Must not know files: they are read before. Start reading at [`looked_up`] and [`wanted`].

use std::collections::HashMap;
use std::sync::Arc;

use super::build::Builder;
use super::column::inferred;
use super::infer::Choice;
use super::table::{Chosen, Draft};
use super::wanted::resolve;
use super::wished::scalar;
use crate::config::{ColumnConfig, Config, Lookup};
use crate::data::{Bits, Column, Form, LogicalType, Value, write_cell};
use crate::generate::{Batch, Generator, cells_of};
use crate::schema::{Schema, Table};

/// Values by the text of a sibling; where nothing is found, another one, NULL, or another generator's.
#[derive(Debug)]
struct LookedUp {
    places: HashMap<Vec<u8>, usize>,
    cells: Column,
    by: LogicalType,
    otherwise: Option<usize>,
    nullable: bool,
    inner: Arc<dyn Generator>,
}

impl Generator for LookedUp {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let (by, siblings) = batch.siblings.split_at(1);
        self.inner.fill(&Batch { siblings, ..*batch }, out);
        let (mut found, mut places, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        let mut text = Vec::new();
        for row in 0..batch.words.len() {
            text.clear();
            if !by[0].is_null(row) {
                write_cell(&mut text, by[0], row, &self.by, Form::PLAIN);
            }
            match self.places.get(&text).copied().or(self.otherwise) {
                Some(place) => {
                    found.push(row);
                    places.push(place);
                }
                None => missing.push(row),
            }
        }
        if !found.is_empty() {
            out.scatter(&found, &self.cells.pick(&places));
        }
        if self.nullable && !missing.is_empty() {
            let mut validity = Bits::filled(batch.words.len(), true);
            missing.into_iter().for_each(|row| validity.set(row, false));
            out.validity = Some(validity);
        }
    }

    fn bytes_max(&self) -> usize {
        let cells = 0..self.cells.len();
        let longest = cells.filter_map(|row| self.cells.bytes(row)).map(<[u8]>::len).max().unwrap_or(0);
        self.inner.bytes_max().max(longest)
    }
}

/// A column's generator that looks its values up in a list.
///
/// # Errors
/// When a value is none of the column's type.
pub(super) fn looked_up(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    lookup: &Lookup,
    choice: Choice,
) -> Result<Chosen, String> {
    let schema = &draft.schema.columns[column];
    if builder.referenced.contains(&(draft.table, column)) {
        return Err("lookup: a key that others refer to cannot be looked up".to_owned());
    }
    let by = draft.schema.column(&lookup.by).and_then(|by| draft.slot(by));
    let by = by.ok_or_else(|| format!("lookup: {} is no column that is filled", lookup.by))?;
    let mut values: Vec<Value> =
        lookup.values.values().map(|value| typed(value, &schema.logical_type)).collect();
    let places = lookup.values.keys().enumerate().map(|(at, key)| (key.clone().into_bytes(), at)).collect();
    let otherwise = lookup.otherwise.as_ref().map(|value| {
        values.push(typed(value, &schema.logical_type));
        values.len() - 1
    });
    let mut chosen = inferred(builder, draft, column, choice);
    chosen.generator = Arc::new(LookedUp {
        places,
        cells: cells_of(&values, &schema.logical_type).map_err(|problem| format!("lookup: {problem}"))?,
        by: draft.schema.columns[draft.slots[by].column].logical_type.clone(),
        otherwise,
        nullable: schema.nullable,
        inner: chosen.generator,
    });
    chosen.reads.insert(0, by);
    chosen.definition = None;
    chosen.params = [("lookup".to_owned(), Value::Text(format!("{lookup:?}")))].into();
    chosen.logical_type = schema.logical_type.clone();
    chosen.fits = schema.logical_type.clone();
    (chosen.reason, chosen.generic) = ("configuration".to_owned(), false);
    Ok(chosen)
}

/// A file has texts only: numbers are read.
fn typed(value: &serde_json::Value, logical_type: &LogicalType) -> Value {
    match (scalar(value), logical_type) {
        (Value::Text(text), logical_type) if logical_type.is_numeric() => match text.trim().parse::<i128>() {
            Ok(number) => Value::Int(number),
            Err(_) => crate::data::parse_decimal(text.trim())
                .map_or(Value::Text(text), |(unscaled, scale)| Value::Decimal { unscaled, scale }),
        },
        (value, _) => value,
    }
}

/// Columns of parents that children have as well: (table, column).
pub(super) fn copied<'c>(
    schema: &'c Schema,
    config: &'c Config,
) -> impl Iterator<Item = (usize, usize)> + 'c {
    let lookups = config.tables.values().flat_map(|wishes| wishes.columns.values());
    lookups.filter_map(|wish| {
        let lookup = wish.lookup.as_ref()?;
        let table = schema.find(lookup.table.as_deref()?)?;
        Some((table, schema.tables[table].column(lookup.value.as_deref()?)?))
    })
}

/// Columns that have what a reference's parent has: (own column, parent's column).
pub(super) fn wanted(
    draft: &Draft<'_>,
    schema: &Schema,
    columns: &[usize],
    parent: Option<usize>,
) -> Vec<(usize, usize)> {
    let Some(parent) = parent else { return Vec::new() };
    let of = |(name, wish): (&String, &ColumnConfig)| {
        let lookup = wish.lookup.as_ref()?;
        let own = draft.schema.column(name)?;
        let by = draft.schema.column(&lookup.by)?;
        let there = schema.find(lookup.table.as_deref()?) == Some(parent) && columns.contains(&by);
        let value = schema.tables[parent].column(lookup.value.as_deref()?)?;
        (there && draft.slot(own).is_some() && !columns.contains(&own)).then_some((own, value))
    };
    draft.wishes.iter().flat_map(|wishes| wishes.columns.iter().filter_map(of)).collect()
}

/// What is wrong with a lookup, whatever the target holds.
pub(super) fn wrong(
    schema: &Schema,
    config: &Config,
    table: &Table,
    column: usize,
    lookup: &Lookup,
) -> Option<String> {
    let known = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let Some(by) = table.column(&lookup.by) else {
        return Some(match lookup.by.as_str() {
            "" => "by is missing: the column of the row that is looked up".to_owned(),
            by => format!("by: {}", crate::config::unknown("column", by, known(table).into_iter())),
        });
    };
    if by == column {
        return Some(format!("by: {} is the column itself", lookup.by));
    }
    let Some(name) = &lookup.table else {
        let nowhere = lookup.values.is_empty() && lookup.file.is_none();
        return nowhere.then(|| "one of table, file and values is missing".to_owned());
    };
    if lookup.file.is_some() || !lookup.values.is_empty() {
        return Some("one of table, file and values, not several".to_owned());
    }
    let Some(parent) = schema.find(name) else {
        let names = schema.tables.iter().map(|table| table.name.to_string());
        return Some(format!("table: {}", crate::config::unknown("table", name, names)));
    };
    match lookup.value.as_deref().map(|value| schema.tables[parent].column(value)) {
        None => Some(format!("value is missing: the column of {name}")),
        Some(None) => {
            let value = lookup.value.as_deref().unwrap_or_default();
            let known = known(&schema.tables[parent]).into_iter();
            Some(format!("value: {}", crate::config::unknown("column", value, known)))
        }
        Some(Some(_)) => {
            let declared =
                table.foreign_keys.iter().any(|key| key.parent == Some(parent) && key.columns.contains(&by));
            let wished = config.all_relations().iter().any(|(_, relation)| {
                let from = resolve(schema, &relation.from);
                let to = resolve(schema, &relation.to).map(|(table, _)| table);
                from.is_some_and(|(at, column)| schema.tables[at].key == table.key && column == by)
                    && to == Some(parent)
            });
            let lost = || format!("{} does not refer to {name}; declare it under relations", lookup.by);
            (!declared && !wished).then(lost)
        }
    }
}
