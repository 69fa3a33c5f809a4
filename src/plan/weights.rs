//! How often rows go one way or another: weights that the configuration gives to conditions and to partitions.
//!
//! Must not know how a way is picked. Start reading at [`Weights`].

use super::domain::Domain;
use super::table::Draft;
use super::ways::{Choice, Way};
use crate::config::{TableConfig, Wrong, unknown};
use crate::data::Value;
use crate::schema::Table;
use crate::schema::expr::{Dialect, branches, parse};

/// Conditions with their weights.
#[derive(Clone, Debug, Default)]
pub(super) struct Weights(Vec<(Vec<Way>, f64)>);

impl Weights {
    /// The weights that a table's configuration sets.
    pub(super) fn of(draft: &Draft<'_>, dialect: Dialect) -> Self {
        let Some(wishes) = draft.wishes else { return Self::default() };
        let ways = wishes.ways.iter().map(|way| (way.when.as_str(), way.weight));
        let leaves = draft.schema.partitioning.iter().flat_map(|parts| &parts.leaves);
        let partitions = leaves.filter_map(|(name, condition)| {
            let weight = wishes.partitions.iter().find(|(wished, _)| is_called(name, wished))?.1;
            Some((condition.as_deref()?, *weight))
        });
        let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
        let read = |(condition, weight): (&str, f64)| {
            let expr = parse(condition, dialect, &names).ok()?;
            Some((Choice::of(draft, &branches(&expr, dialect)).ways, weight))
        };
        Self(ways.chain(partitions).filter_map(read).collect())
    }

    /// The weights of some ways; none where all are alike.
    pub(super) fn of_ways<'w>(&self, ways: impl Iterator<Item = &'w Way>) -> Vec<f64> {
        // A condition over other columns says nothing of a way.
        let about =
            |way: &Way, condition: &Way| condition.needs.keys().any(|column| way.needs.contains_key(column));
        let met = |way: &Way, conditions: &[Way]| {
            conditions.iter().any(|condition| about(way, condition) && way.and(condition).is_some())
        };
        let weight = |way: &Way| {
            let met = self.0.iter().filter(|(conditions, _)| met(way, conditions));
            met.map(|(_, weight)| weight).product()
        };
        let weights: Vec<f64> = ways.map(weight).collect();
        let all_alike = weights.windows(2).all(|pair| pair[0] == pair[1]);
        if all_alike { Vec::new() } else { weights }
    }

    /// The weights of a column's domains.
    pub(super) fn of_domains(&self, column: usize, domains: &[Domain]) -> Vec<f64> {
        let ways: Vec<Way> = domains.iter().map(|domain| Way::of_column(column, domain.clone())).collect();
        self.of_ways(ways.iter())
    }

    /// The weights of values that a column is one of.
    pub(super) fn of_values(&self, column: usize, values: &[Value]) -> Vec<f64> {
        let domains: Vec<Domain> = values.iter().map(|value| Domain::listing(vec![value.clone()])).collect();
        self.of_domains(column, &domains)
    }
}

/// Whether a partition is called so, with or without its schema.
fn is_called(name: &str, wished: &str) -> bool {
    name == wished || name.rsplit('.').next() == Some(wished)
}

/// What is wrong with the weights of a table, below its place.
pub(super) fn wrong(table: &Table, wishes: &TableConfig, dialect: Dialect, place: [&str; 2]) -> Vec<Wrong> {
    let mut problems = Vec::new();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let bad = |weight: f64| {
        (!weight.is_finite() || weight < 0.0).then(|| format!("{weight} is no weight; write 3, 0.5 or 0"))
    };
    for (at, way) in wishes.ways.iter().enumerate() {
        let at = at.to_string();
        let mut say = |key: &str, what| {
            let path = place.into_iter().chain(["ways", at.as_str(), key]);
            problems.push(Wrong::new(path, what));
        };
        match parse(&way.when, dialect, &names) {
            Err(error) => say("when", format!("{error}")),
            Ok(expr) => {
                let known = || names.iter().map(|name| (*name).to_owned());
                let lost = expr.columns().into_iter().find(|name| table.column(name).is_none());
                lost.into_iter().for_each(|name| say("when", unknown("column", name, known())));
            }
        }
        bad(way.weight).into_iter().for_each(|what| say("weight", what));
    }
    for (name, weight) in &wishes.partitions {
        let leaves = table.partitioning.iter().flat_map(|parts| &parts.leaves);
        let known: Vec<String> = leaves.map(|(leaf, _)| leaf.clone()).collect();
        let path = || place.into_iter().chain(["partitions", name.as_str()]);
        if !known.iter().any(|leaf| is_called(leaf, name)) {
            problems.push(Wrong::new(path(), unknown("partition", name, known.into_iter())));
        }
        problems.extend(bad(*weight).map(|what| Wrong::new(path(), what)));
    }
    problems
}
