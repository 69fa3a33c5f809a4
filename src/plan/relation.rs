//! What may be wished of references: relations of the configuration, and how children spread over parents.
//!
//! Start reading at [`wrong`].

use super::wanted::resolve;
use crate::config::{Config, Distribution, Relation, Rows, Wrong, unknown};
use crate::schema::{ForeignKey, Schema, Table};

/// Everything that is wrong with the relations of a configuration.
pub(super) fn wrong(schema: &Schema, config: &Config, problems: &mut Vec<Wrong>) {
    let relations = config.all_relations();
    for (at, (place, relation)) in relations.iter().enumerate() {
        let mut say = |key: &str, what| {
            let key = match (place[0].as_str(), key) {
                ("relations", key) => Some(key),
                (_, "to") => Some("values_from"),
                (_, "fan_out") => Some("distribution"),
                _ => None,
            };
            let path: Vec<&str> = place.iter().map(String::as_str).chain(key).collect();
            problems.push(Wrong::new(path, what));
        };
        let (from, to) = (resolve(schema, &relation.from), resolve(schema, &relation.to));
        for (key, name, found) in [("from", &relation.from, from), ("to", &relation.to, to)] {
            if found.is_none() {
                say(key, no_column(schema, name));
            }
        }
        let (Some(from), Some(to)) = (from, to) else { continue };
        let table = &schema.tables[from.0];
        if let Some(other) = contradicted(schema, from, to) {
            say(
                "to",
                format!(
                    "{} refers to {other} by a declared foreign key, not to {}",
                    relation.from, relation.to
                ),
            );
        }
        let again = |other: &Relation| {
            let both = !other.when.is_empty() && !relation.when.is_empty();
            resolve(schema, &other.from) == Some(from) && !both
        };
        if relations[..at].iter().any(|(_, other)| again(other)) {
            say("from", format!("{} is there twice", relation.from));
        }
        if let Some(what) = wrong_rows(table, relation) {
            say("when", what);
        }
        let Some(fan_out) = &relation.fan_out else { continue };
        let rows =
            super::table::config_of(schema, config, from.0).and_then(|(_, wishes)| wishes.rows.as_ref());
        let what = not_for_parents(fan_out).or_else(|| {
            let own = from.0 == to.0;
            if own { not_for_self(fan_out) } else { not_beside(schema, to.0, &table.name.to_string(), rows) }
        });
        if let Some(what) = what {
            say("fan_out", what);
        }
    }
}

/// What is wrong with the rows that a relation holds for.
fn wrong_rows(table: &Table, relation: &Relation) -> Option<String> {
    let mut columns = relation.when.iter();
    let (name, value) = columns.next()?;
    let own = relation.from.rsplit_once('.').map(|(_, column)| column);
    if columns.next().is_some() {
        return Some("one column of the row decides, not several".to_owned());
    }
    let known = table.columns.iter().map(|column| column.name.clone());
    match table.column(name) {
        None => return Some(format!("{}: {}", table.name, unknown("column", name, known))),
        Some(column) if own.is_some_and(|own| table.column(own) == Some(column)) => {
            return Some(format!("{name} is the column that refers itself"));
        }
        Some(_) => {}
    }
    let listed = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let plain = listed.iter().all(|value| value.is_string() || value.is_number() || value.is_boolean());
    (listed.is_empty() || !plain).then(|| "a value of the column, or a list of values".to_owned())
}

/// Why `table.column` is none.
fn no_column(schema: &Schema, name: &str) -> String {
    let Some((table, column)) = name.rsplit_once('.') else {
        return format!("`{name}` is no table.column");
    };
    let Some(at) = schema.find(table) else {
        return unknown("table", table, schema.tables.iter().map(|table| table.name.to_string()));
    };
    let columns = &schema.tables[at].columns;
    format!("{table}: {}", unknown("column", column, columns.iter().map(|column| column.name.clone())))
}

/// The column that a declared foreign key refers to instead; `None` when none does, or one to the same.
fn contradicted(schema: &Schema, from: (usize, usize), to: (usize, usize)) -> Option<String> {
    let table = &schema.tables[from.0];
    let mut declared = Vec::new();
    for key in &table.foreign_keys {
        let Some(part) = key.columns.iter().position(|&column| column == from.1) else { continue };
        let column = key.parent_columns.get(part).copied();
        if key.parent == Some(to.0) && column == Some(to.1) {
            return None;
        }
        let column =
            key.parent.zip(column).map(|(parent, column)| &schema.tables[parent].columns[column].name);
        declared.push(match column {
            Some(column) => format!("{}.{column}", key.parent_name),
            None => key.parent_name.clone(),
        });
    }
    (!declared.is_empty()).then(|| declared.join(" and "))
}

/// Why a distribution has no place at a declared foreign key; `rows` are those wished for its table.
pub(super) fn not_for(
    schema: &Schema,
    table: &Table,
    key: &ForeignKey,
    distribution: &Distribution,
    rows: Option<&Rows>,
) -> Option<String> {
    let parent = key.parent.map(|parent| &schema.tables[parent]);
    let own = parent.is_some_and(|parent| parent.key == table.key);
    not_for_parents(distribution).or_else(|| {
        if own {
            not_for_self(distribution)
        } else {
            not_beside(schema, key.parent?, &table.name.to_string(), rows)
        }
    })
}

/// Why a distribution cannot spread children over parents.
fn not_for_parents(distribution: &Distribution) -> Option<String> {
    match distribution {
        Distribution::Uniform | Distribution::RoundRobin => None,
        Distribution::Zipf(exponent) if *exponent > 0.0 => None,
        Distribution::Zipf(exponent) => Some(format!("zipf needs an exponent above 0, not {exponent}")),
        Distribution::Normal | Distribution::Exponential | Distribution::LogNormal => {
            Some("parents are picked by uniform, zipf or round_robin".to_owned())
        }
    }
}

/// Rows of a table that refers to itself pick any earlier row.
fn not_for_self(distribution: &Distribution) -> Option<String> {
    (*distribution != Distribution::Uniform)
        .then(|| "the table refers to itself: any earlier row is the parent, which is uniform".to_owned())
}

/// Rows that are counted per parent are spread already.
fn not_beside(schema: &Schema, parent: usize, table: &str, rows: Option<&Rows>) -> Option<String> {
    let Some(Rows::Per { per, count }) = rows else { return None };
    (schema.find(per) == Some(parent))
        .then(|| format!("the rows of {table} are {count} per {per} already; leave one of both out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_distributions_pick_parents() {
        assert!(not_for_parents(&Distribution::Zipf(1.1)).is_none());
        assert!(not_for_parents(&Distribution::Zipf(0.0)).is_some());
        assert!(not_for_parents(&Distribution::Normal).is_some());
    }
}
