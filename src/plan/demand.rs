//! Keys of parents that no catalogue declares, but that unique keys of their children need: a child that is
//! unique over a part of a composite reference needs parents that are distinct in that part.
//!
//! Must not know how keys are met. Start reading at [`demands`].

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{ForeignKey, Schema, Table};

/// The columns of every table that have to be distinct together, by the table's position.
pub(super) fn demands(schema: &Schema) -> BTreeMap<usize, Vec<BTreeSet<usize>>> {
    let mut demanded: BTreeMap<usize, Vec<BTreeSet<usize>>> = BTreeMap::new();
    let mut open: Vec<(usize, BTreeSet<usize>)> = schema
        .tables
        .iter()
        .enumerate()
        .flat_map(|(at, table)| declared(table).map(move |columns| (at, columns)))
        .collect();
    // What is demanded of a parent it may have to demand of its own one.
    while let Some((at, columns)) = open.pop() {
        for (parent, columns) in of_parents(&schema.tables[at], &columns) {
            let known = demanded.entry(parent).or_default();
            let declares = declared(&schema.tables[parent]).any(|key| key.is_subset(&columns));
            if !declares && !known.contains(&columns) {
                known.push(columns.clone());
                open.push((parent, columns));
            }
        }
    }
    demanded.retain(|_, keys| !keys.is_empty());
    demanded
}

/// The unique keys of plain columns that hold for all rows.
fn declared(table: &Table) -> impl Iterator<Item = BTreeSet<usize>> {
    let whole = table.keys.iter().filter(|key| key.predicate.is_none());
    whole.filter_map(|key| key.columns().map(BTreeSet::from_iter))
}

/// What a key asks of the parents whose keys it is a part of.
fn of_parents(table: &Table, key: &BTreeSet<usize>) -> Vec<(usize, BTreeSet<usize>)> {
    let part_of = |reference: &&ForeignKey| {
        key.len() < reference.columns.len() && key.iter().all(|column| reference.columns.contains(column))
    };
    let parent = |reference: &ForeignKey| {
        let column = |child: &usize| {
            let part = reference.columns.iter().position(|column| column == child)?;
            reference.parent_columns.get(part).copied()
        };
        Some((reference.parent?, key.iter().map(column).collect::<Option<_>>()?))
    };
    table.foreign_keys.iter().filter(part_of).filter_map(parent).collect()
}
