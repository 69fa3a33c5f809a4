//! Wishes of the configuration that could have no effect: they are problems, never ignored.
//!
//! Start reading at [`without_effect`].

use crate::config::{ColumnConfig, Config, Distribution};
use crate::schema::{Identity, Schema, Table};

/// One line for every wish that nothing would read.
pub(super) fn without_effect(schema: &Schema, config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    if let Some(version) = config.version.filter(|version| *version != 1) {
        problems.push(format!("version: {version} is not known; this program reads version 1"));
    }
    for (name, wishes) in &config.tables {
        let Some(table) = schema.find(name).map(|at| &schema.tables[at]) else { continue };
        for (column, wish) in &wishes.columns {
            if let Some(at) = table.column(column) {
                let place = format!("{}.{}", table.name, table.columns[at].name);
                problems
                    .extend(of_column(table, at, wish).into_iter().map(|what| format!("{place}: {what}")));
            }
        }
    }
    for relation in &config.relations {
        if let Some(what) = relation.fan_out.as_ref().and_then(not_for_parents) {
            problems.push(format!("relations: {}: {what}", relation.from));
        }
    }
    problems
}

fn of_column(table: &Table, at: usize, wish: &ColumnConfig) -> Vec<String> {
    let column = &table.columns[at];
    let key = table.foreign_keys.iter().find(|key| key.columns.contains(&at));
    let mut problems = weights(wish);
    if let Some(key) = key {
        if decides_values(wish) {
            problems
                .push(format!("its values come from {}; a generator would have no effect", key.parent_name));
        }
        problems.extend(wish.distribution.as_ref().and_then(not_for_parents));
        if wish.null_share.is_some_and(|share| share > 0.0) && !column.nullable {
            problems.push("null_share is set, but the column is NOT NULL".to_owned());
        }
    } else if wish.distribution == Some(Distribution::RoundRobin) {
        problems.push("round_robin is for foreign keys".to_owned());
    }
    if column.identity != Identity::No && key.is_none() && wish.distribution.is_some() {
        problems.push("it is numbered in order; a distribution would have no effect".to_owned());
    }
    if wish.unique == Some(true) && wish.distribution.is_some() {
        problems.push("unique values have no distribution".to_owned());
    }
    problems
}

fn weights(wish: &ColumnConfig) -> Vec<String> {
    match (&wish.weights, &wish.values) {
        (Some(_), None) if wish.generator.is_none() => vec!["weights are there without values".to_owned()],
        (Some(weights), Some(values)) if weights.len() != values.len() => {
            vec![format!("{} weights for {} values", weights.len(), values.len())]
        }
        _ => Vec::new(),
    }
}

fn decides_values(wish: &ColumnConfig) -> bool {
    wish.generator.is_some()
        || wish.values.is_some()
        || wish.pattern.is_some()
        || wish.format.is_some()
        || wish.min.is_some()
        || wish.max.is_some()
        || !wish.params.is_empty()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_need_as_many_values() {
        let values = Some(vec![serde_json::json!("a")]);
        let wish =
            |weights: Option<Vec<f64>>, values| ColumnConfig { weights, values, ..ColumnConfig::default() };
        assert_eq!(weights(&wish(Some(vec![1.0, 2.0]), values.clone())), ["2 weights for 1 values"]);
        assert_eq!(weights(&wish(Some(vec![1.0]), None)).len(), 1);
        assert!(weights(&wish(Some(vec![1.0]), values)).is_empty());
    }

    #[test]
    fn only_some_distributions_pick_parents() {
        assert!(not_for_parents(&Distribution::Zipf(1.1)).is_none());
        assert!(not_for_parents(&Distribution::Zipf(0.0)).is_some());
        assert!(not_for_parents(&Distribution::Normal).is_some());
    }
}
