//! The references of a table before they are planned: the declared ones, and those of the configuration.
//!
//! Must not know how a parent's row is picked. Start reading at [`all`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::Builder;
use super::kinds::{self, Kind};
use super::lookup;
use super::table::Draft;
use crate::config::Distribution;
use crate::data::Value;
use crate::schema::Schema;

/// A reference, declared or wished.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) foreign_key: Option<usize>,
    pub(super) columns: Vec<usize>,
    pub(super) parent: Option<usize>,
    pub(super) parent_columns: Vec<usize>,
    pub(super) parent_name: String,
    pub(super) fan_out: Option<Distribution>,
    /// The kinds of parents that it takes; any where there is none.
    pub(super) kinds: Vec<Kind>,
    /// Columns of the row that have what the parent has: (own column, parent's column).
    pub(super) copied: Vec<(usize, usize)>,
    /// Where it holds for some rows only: those in which another column has one of these values.
    pub(super) when: Option<(usize, Vec<Value>)>,
}

impl Wanted {
    /// The parent's columns that are taken: those of its key, then those that are copied.
    pub(super) fn parts(&self) -> impl Iterator<Item = usize> {
        self.parent_columns.iter().copied().chain(self.copied.iter().map(|(_, column)| *column))
    }
}

/// All references of a table: composite ones first, since they decide the columns that they share, and those of
/// which a row takes one, by the column that refers.
pub(super) fn all(builder: &Builder<'_>, draft: &Draft<'_>) -> (Vec<Wanted>, Vec<Vec<Wanted>>) {
    let mut wanted = declared(builder, draft);
    wanted.extend(wished(builder, draft));
    let switched = switched(&mut wanted);
    // Of references of one column the choosier one comes first.
    // Rows of the own table take what is shared from others.
    let grouped = builder.groups.contains_key(&draft.table);
    wanted.sort_by_key(|reference| {
        let own = grouped && reference.parent == Some(draft.table);
        (own, std::cmp::Reverse((reference.columns.len(), reference.kinds.len())))
    });
    (wanted, switched)
}

/// Takes out what holds for some rows only, by the column that refers; a lone foreign key of a partition holds
/// for all.
fn switched(wanted: &mut Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let mut by_column: BTreeMap<usize, Vec<Wanted>> = BTreeMap::new();
    let several = |one: &Wanted, all: &[Wanted]| {
        let of_column = all.iter().filter(|other| other.when.is_some() && other.columns == one.columns);
        let lone = one.foreign_key.is_some() && of_column.count() < 2;
        one.when.is_some() && one.columns.len() == 1 && !lone
    };
    let all = std::mem::take(wanted);
    for one in &all {
        match several(one, &all) {
            true => by_column.entry(one.columns[0]).or_default().push(one.clone()),
            false => wanted.push(one.clone()),
        }
    }
    by_column.into_values().collect()
}

fn declared(builder: &Builder<'_>, draft: &Draft<'_>) -> Vec<Wanted> {
    let keys = draft.schema.foreign_keys.iter().enumerate();
    let dialect = builder.inputs.schema.dialect;
    keys.map(|(at, key)| {
        let kinds = builder.kinds.of(draft.table, at).to_vec();
        // What the server computes needs no cell, as long as the parent is of its kind.
        let computed = |column: usize, of_parent: usize| {
            draft.slot(column).is_none() && kinds.iter().any(|kind| kind.column == of_parent)
        };
        let parts = || key.columns.iter().copied().zip(key.parent_columns.iter().copied());
        let (columns, parent_columns) = match parts().any(|(column, of_parent)| computed(column, of_parent)) {
            true => parts().filter(|&(column, of_parent)| !computed(column, of_parent)).unzip(),
            false => (key.columns.clone(), key.parent_columns.clone()),
        };
        Wanted {
            foreign_key: Some(at),
            parent: key.parent,
            parent_columns,
            parent_name: key.parent_name.clone(),
            fan_out: None,
            copied: lookup::wanted(draft, builder.inputs.schema, &columns, key.parent),
            columns,
            kinds,
            when: key.when.as_deref().and_then(|when| kinds::listed_by(draft.schema, when, dialect)),
        }
    })
    .filter(|wanted| !wanted.columns.is_empty())
    .collect()
}

/// References of the configuration; one that the database declares too only adds its fan-out.
fn wished(builder: &Builder<'_>, draft: &Draft<'_>) -> Vec<Wanted> {
    let schema = Arc::clone(builder.inputs.schema);
    let mut wanted = Vec::new();
    for (_, relation) in &builder.inputs.config.all_relations() {
        let (Some((table, column)), Some((parent, target))) =
            (resolve(&schema, &relation.from), resolve(&schema, &relation.to))
        else {
            continue; // it names no column, which is told with the other wishes
        };
        let known = draft.schema.foreign_keys.iter().any(|key| key.columns == [column]);
        if table == draft.table && !known {
            wanted.push(Wanted {
                foreign_key: None,
                columns: vec![column],
                parent: Some(parent),
                parent_columns: vec![target],
                parent_name: schema.tables[parent].name.to_string(),
                fan_out: relation.fan_out.clone(),
                copied: lookup::wanted(draft, &schema, &[column], Some(parent)),
                kinds: Vec::new(),
                when: kinds::when(&schema.tables[table], &relation.when),
            });
        }
    }
    wanted
}

/// The table and column that `table.column` names.
pub(super) fn resolve(schema: &Schema, name: &str) -> Option<(usize, usize)> {
    let (table, column) = name.rsplit_once('.')?;
    let table = schema.find(table)?;
    Some((table, schema.tables[table].column(column)?))
}
