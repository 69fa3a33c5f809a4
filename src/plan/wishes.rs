//! Wishes of the configuration that are wrong for the schema, or could have no effect: they are problems,
//! never ignored.
//!
//! Start reading at [`wrong`].

use super::lookup;
use super::relation;
use super::select::selected;
use super::weights as shares;
use crate::config::{
    ColumnConfig, Config, Distribution, DuplicateConfig, DuplicateStrategy, Rows, TableConfig, Wrong, unknown,
};
use crate::schema::{Generated, Identity, Schema, Table};

/// Everything that is wrong whatever the target holds.
pub(super) fn wrong(schema: &Schema, config: &Config) -> Vec<Wrong> {
    let mut problems = Vec::new();
    if let Some(version) = config.version.filter(|version| *version != 1) {
        let what = format!("{version} is not known; this program reads version 1");
        problems.push(Wrong::new(["version"], what));
    }
    if let Some(share) = config.defaults.null_share.filter(|share| !is_share(*share)) {
        problems.push(Wrong::new(["defaults", "null_share"], format!("{share} is not between 0 and 1")));
    }
    if let Some(scale) = config.defaults.scale.filter(|scale| !scale.is_finite() || *scale < 0.0) {
        problems.push(Wrong::new(["defaults", "scale"], format!("{scale} is no factor; write 2 or 0.1")));
    }
    of_duplicates(&config.duplicates, &["duplicates"], &mut problems);
    for (name, wishes) in &config.tables {
        of_table(schema, config, name, wishes, &mut problems);
    }
    selected(schema, config, &mut problems);
    relation::wrong(schema, config, &mut problems);
    problems
}

/// Figures of repeating values that mean nothing.
fn of_duplicates(wish: &DuplicateConfig, place: &[&str], problems: &mut Vec<Wrong>) {
    let mut wrong = |key: &str, what: String| problems.push(Wrong::new([place, &[key]].concat(), what));
    if let Some(share) = wish.probability.filter(|share| !is_share(*share)) {
        wrong("probability", format!("{share} is not between 0 and 1"));
    }
    for (key, size) in [
        ("pool_size", wish.pool_size),
        ("pool_size_small", wish.pool_size_small),
        ("pool_size_medium", wish.pool_size_medium),
        ("pool_size_large", wish.pool_size_large),
        ("sample_size", wish.sample_size),
    ] {
        if size.is_some_and(|size| !(1..=1_000_000).contains(&size)) {
            wrong(key, "must be from 1 to 1000000".to_owned());
        }
    }
    let Some(weights) = &wish.weights else { return };
    let usable = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    if weights.is_empty() || !usable || weights.iter().sum::<f64>() <= 0.0 {
        wrong("weights", "must be numbers from 0 on, one of them above 0".to_owned());
    }
    if wish.strategy == Some(DuplicateStrategy::SmartDuplicates) && weights.len() != 3 {
        wrong("weights", "smart_duplicates has three: of head, middle and new values".to_owned());
    }
}

fn is_share(share: f64) -> bool {
    (0.0..=1.0).contains(&share)
}

fn of_table(schema: &Schema, config: &Config, name: &str, wishes: &TableConfig, problems: &mut Vec<Wrong>) {
    let Some(table) = schema.find(name).map(|at| &schema.tables[at]) else {
        let known = schema.tables.iter().map(|table| table.name.to_string());
        problems.push(Wrong::new(["tables", name], unknown("table", name, known)));
        return;
    };
    if let Some(wish) = &wishes.duplicates {
        of_duplicates(wish, &["tables", name, "duplicates"], problems);
    }
    problems.extend(shares::wrong(table, wishes, schema.dialect, ["tables", name]));
    for (column, wish) in &wishes.columns {
        let place = ["tables", name, "columns", column.as_str()];
        let Some(at) = table.column(column) else {
            let known = table.columns.iter().map(|column| column.name.clone());
            problems.push(Wrong::new(place, unknown("column", column, known)));
            continue;
        };
        if let Some(wish) = &wish.duplicates {
            of_duplicates(wish, &["tables", name, "columns", column.as_str(), "duplicates"], problems);
        }
        let found = of_column((schema, config), table, at, wish, wishes.rows.as_ref());
        problems
            .extend(found.into_iter().map(|(key, what)| Wrong::new(place.into_iter().chain([key]), what)));
    }
}

/// Keys of a column's wish, with what is wrong there.
fn of_column(
    (schema, config): (&Schema, &Config),
    table: &Table,
    at: usize,
    wish: &ColumnConfig,
    rows: Option<&Rows>,
) -> Vec<(&'static str, String)> {
    let column = &table.columns[at];
    let mut problems: Vec<(&str, String)> = weights(wish).map(|what| ("weights", what)).into_iter().collect();
    let mut say = |key, what: &str| problems.push((key, what.to_owned()));
    if let Some(share) = wish.null_share {
        if !is_share(share) {
            say("null_share", &format!("{share} is not between 0 and 1"));
        } else if share > 0.0 && !column.nullable {
            say("null_share", "the column is NOT NULL");
        }
    }
    if column.generated != Generated::No {
        wish.keys().for_each(|key| say(key, "the database computes the column"));
        return problems;
    }
    if let Some(what) = wish.lookup.as_ref().and_then(|one| lookup::wrong(schema, config, table, at, one)) {
        say("lookup", &what);
    }
    let key = table.foreign_keys.iter().find(|key| key.columns.contains(&at));
    match (key, &wish.distribution) {
        (Some(key), distribution) => {
            for maker in wish.makers().filter(|maker| *maker != "weights" || wish.values.is_some()) {
                say(maker, &format!("the values come from {}; this would have no effect", key.parent_name));
            }
            let what = distribution.as_ref().and_then(|how| relation::not_for(schema, table, key, how, rows));
            what.into_iter().for_each(|what| say("distribution", &what));
        }
        (None, Some(Distribution::RoundRobin)) => say("distribution", "round_robin is for foreign keys"),
        (None, Some(_)) if column.identity != Identity::No => {
            say("distribution", "the column is numbered in order; this would have no effect");
        }
        _ => {}
    }
    if wish.unique == Some(true) && wish.distribution.is_some() {
        say("distribution", "unique values have no distribution");
    }
    problems
}

fn weights(wish: &ColumnConfig) -> Option<String> {
    match (&wish.weights, &wish.values) {
        (Some(_), None) if wish.generator.is_none() => Some("weights are there without values".to_owned()),
        (Some(weights), Some(values)) if weights.len() != values.len() => {
            Some(format!("{} weights for {} values", weights.len(), values.len()))
        }
        _ => None,
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
        let found = weights(&wish(Some(vec![1.0, 2.0]), values.clone()));
        assert_eq!(found.as_deref(), Some("2 weights for 1 values"));
        assert!(weights(&wish(Some(vec![1.0]), None)).is_some());
        assert!(weights(&wish(Some(vec![1.0]), values)).is_none());
    }
}
