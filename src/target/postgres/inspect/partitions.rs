//! Partitions: where each one belongs, and which rows any of them takes.

use std::collections::HashMap;

use tokio_postgres::{Client, Error, Row};

use super::super::quote;
use super::checks::bare;
use super::relations::{IN_DEFAULT, OF_USERS, RELATIONS, table_name};
use super::{Place, Places};
use crate::schema::{Check, Partitioning, Table};

/// Partitions with their parents, bounds and conditions.
pub(super) async fn rows(client: &Client) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT c.oid, i.inhparent, n.nspname::text, c.relname::text, {IN_DEFAULT}, c.relkind = 'p', \
         pg_catalog.pg_get_expr(c.relpartbound, c.oid), pg_catalog.pg_get_partition_constraintdef(c.oid) \
         FROM {RELATIONS} JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid \
         WHERE {OF_USERS} AND c.relispartition AND c.relkind IN ('r', 'p', 'f') \
         ORDER BY n.nspname, c.relname"
    );
    client.query_typed(&sql, &[]).await
}

/// Strategies and keys of partitioned tables.
pub(super) async fn strategies(client: &Client) -> Result<Vec<Row>, Error> {
    let sql =
        "SELECT p.partrelid, p.partstrat::text, p.partattrs::int2[] FROM pg_catalog.pg_partitioned_table p";
    client.query_typed(sql, &[]).await
}

/// Gives every partition its place: that of the table at the top.
pub(super) fn place(rows: &[Row], places: &mut Places) -> Result<(), Error> {
    let parent = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?));
    let parents: HashMap<u32, u32> = rows.iter().map(parent).collect::<Result<_, Error>>()?;
    for (&partition, &parent) in &parents {
        let mut top = parent;
        while let Some(&above) = parents.get(&top) {
            top = above;
        }
        if let Some(table) = places.get(&top).map(|place| place.table) {
            places.insert(partition, Place { table, partition: true, columns: HashMap::new() });
        }
    }
    Ok(())
}

/// Gives partitioned tables their partitions, and a CHECK where these do not take every row.
pub(super) fn fill(
    tables: &mut [Table],
    places: &Places,
    rows: &[Row],
    strategies: &[Row],
) -> Result<(), Error> {
    let tree = Tree::read(rows, strategies)?;
    for (relation, (strategy, key)) in &tree.strategies {
        let Some(place) = places.get(relation).filter(|place| !place.partition) else { continue };
        let table = &mut tables[place.table];
        let mut leaves = Vec::new();
        tree.leaves(*relation, &mut leaves);
        if leaves.is_empty() {
            let none = "it has no partition for any row: CREATE TABLE … PARTITION OF it first";
            table.options.closed.get_or_insert_with(|| none.to_owned());
        } else {
            let column = place.positions(key).and_then(|columns| match columns[..] {
                [only] => {
                    Some((quote::name(&table.columns[only].name), table.columns[only].declared.clone()))
                }
                _ => None,
            });
            let check = tree
                .accepted(*relation, column.as_ref())
                .map(|expression| Check { name: Some(format!("partitions of {}", table.name)), expression });
            table.checks.extend(check);
        }
        table.partitioning = Some(Partitioning {
            strategy: strategy_name(strategy).to_owned(),
            columns: key.iter().filter_map(|number| place.columns.get(number).copied()).collect(),
            leaves,
        });
    }
    Ok(())
}

fn strategy_name(letter: &str) -> &'static str {
    match letter {
        "r" => "RANGE",
        "l" => "LIST",
        _ => "HASH",
    }
}

/// A partition.
#[derive(Debug)]
struct Part {
    oid: u32,
    name: String,
    /// Whether it is partitioned itself.
    branches: bool,
    bound: String,
    condition: String,
}

impl Part {
    fn is_default(&self) -> bool {
        self.bound == "DEFAULT"
    }

    /// What only the server can tell: it hashes by numbers of its own.
    fn hashed(&self) -> bool {
        self.condition.contains("satisfies_hash_partition(")
    }
}

/// Partitions by their parents, and how each parent tells them apart.
#[derive(Debug, Default)]
struct Tree {
    children: HashMap<u32, Vec<Part>>,
    strategies: HashMap<u32, (String, Vec<i16>)>,
}

impl Tree {
    fn read(rows: &[Row], strategies: &[Row]) -> Result<Self, Error> {
        let mut tree = Self::default();
        for row in rows {
            let name = table_name(row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
            let text = |at: usize| Ok::<_, Error>(row.try_get::<_, Option<String>>(at)?.unwrap_or_default());
            let part = Part {
                oid: row.try_get(0)?,
                name: name.to_string(),
                branches: row.try_get(5)?,
                bound: text(6)?,
                condition: bare(&text(7)?).to_owned(),
            };
            tree.children.entry(row.try_get(1)?).or_default().push(part);
        }
        for row in strategies {
            tree.strategies.insert(row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?));
        }
        Ok(tree)
    }

    fn children(&self, of: u32) -> &[Part] {
        self.children.get(&of).map_or(&[], Vec::as_slice)
    }

    /// The partitions that rows end in.
    fn leaves(&self, of: u32, leaves: &mut Vec<(String, Option<String>)>) {
        for part in self.children(of) {
            if part.branches {
                self.leaves(part.oid, leaves);
            } else {
                let told = !part.is_default() && !part.hashed();
                leaves.push((part.name.clone(), told.then(|| part.condition.clone())));
            }
        }
    }

    /// Whether every row finds a partition, as far as this level goes.
    fn is_total(&self, of: u32) -> bool {
        let hashed = self.strategies.get(&of).is_some_and(|(strategy, _)| strategy == "h");
        hashed || self.children(of).iter().any(Part::is_default)
    }

    /// The rows that any partition takes; `None` when that is all of them, or cannot be told. `column` is
    /// the quoted name and type of the lone column of the key.
    fn accepted(&self, of: u32, column: Option<&(String, String)>) -> Option<String> {
        if self.is_total(of) {
            return None;
        }
        let parts = self.children(of);
        let plain = |part: &Part| !part.branches || self.is_total(part.oid);
        if let Some(column) = column.filter(|_| parts.iter().all(plain))
            && let Some(spans) = parts.iter().map(|part| span(&part.bound)).collect::<Option<Vec<_>>>()
        {
            return Some(join_spans(spans, column));
        }
        let conditions: Vec<String> = parts
            .iter()
            .filter_map(|part| {
                if plain(part) { Some(part.condition.clone()) } else { self.accepted(part.oid, None) }
            })
            .map(|condition| format!("({condition})"))
            .collect();
        Some(conditions.join(" OR "))
            .filter(|text| !text.is_empty() && !text.contains("satisfies_hash_partition("))
    }
}

/// The two ends of `FOR VALUES FROM (a) TO (b)` over one column.
fn span(bound: &str) -> Option<(String, String)> {
    let (from, to) = bound.strip_prefix("FOR VALUES FROM (")?.strip_suffix(')')?.split_once(") TO (")?;
    Some((from.to_owned(), to.to_owned()))
}

/// The condition of all spans, where those that meet are one: months in a row make one branch, not hundreds.
fn join_spans(spans: Vec<(String, String)>, (column, type_name): &(String, String)) -> String {
    let mut joined: Vec<(String, String)> = Vec::new();
    for (mut from, mut to) in spans {
        if let Some(at) = joined.iter().position(|(_, end)| *end == from) {
            from = joined.swap_remove(at).0;
        }
        if let Some(at) = joined.iter().position(|(start, _)| *start == to) {
            to = joined.swap_remove(at).1;
        }
        joined.push((from, to));
    }
    joined.sort_unstable();
    let condition = |(from, to): &(String, String)| {
        let mut all = vec![format!("({column} IS NOT NULL)")];
        if from != "MINVALUE" {
            all.push(format!("({column} >= ({from})::{type_name})"));
        }
        if to != "MAXVALUE" {
            all.push(format!("({column} < ({to})::{type_name})"));
        }
        all.join(" AND ")
    };
    match &joined[..] {
        [only] => condition(only),
        many => many.iter().map(|span| format!("({})", condition(span))).collect::<Vec<_>>().join(" OR "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(oid: u32, bound: &str, branches: bool) -> Part {
        Part { oid, name: format!("p{oid}"), branches, bound: bound.to_owned(), condition: format!("c{oid}") }
    }

    fn tree(parts: Vec<(u32, Part)>) -> Tree {
        let mut tree = Tree::default();
        for (parent, part) in parts {
            tree.children.entry(parent).or_default().push(part);
        }
        tree
    }

    fn column() -> (String, String) {
        ("\"at\"".to_owned(), "date".to_owned())
    }

    #[test]
    fn spans_that_meet_are_one() {
        let bounds = ["('2')", "('1')", "('5')", "('3')"];
        let parts = bounds.iter().zip(["('3')", "('2')", "(MAXVALUE)", "('4')"]).enumerate();
        let parts = parts.map(|(at, (from, to))| {
            (0, part(at as u32 + 1, &format!("FOR VALUES FROM {from} TO {to}"), false))
        });
        let found = tree(parts.collect()).accepted(0, Some(&column()));
        let expected = "((\"at\" IS NOT NULL) AND (\"at\" >= ('1')::date) AND (\"at\" < ('4')::date)) OR \
             ((\"at\" IS NOT NULL) AND (\"at\" >= ('5')::date))";
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn conditions_of_leaves_are_alternatives_unless_one_takes_the_rest() {
        let mut parts =
            vec![(0, part(1, "FOR VALUES IN (1)", false)), (0, part(2, "FOR VALUES IN (2)", true))];
        parts.push((2, part(3, "FOR VALUES IN (3)", false)));
        assert_eq!(tree(parts).accepted(0, Some(&column())).as_deref(), Some("(c1) OR ((c3))"));
        let rest = tree(vec![(0, part(1, "FOR VALUES IN (1)", false)), (0, part(2, "DEFAULT", false))]);
        assert_eq!(rest.accepted(0, Some(&column())), None);
        let mut leaves = Vec::new();
        rest.leaves(0, &mut leaves);
        assert_eq!(leaves, [("p1".to_owned(), Some("c1".to_owned())), ("p2".to_owned(), None)]);
    }

    #[test]
    fn hashed_partitions_take_every_row() {
        let mut hashed = tree(vec![(0, part(1, "FOR VALUES WITH (modulus 2, remainder 0)", false))]);
        hashed.strategies.insert(0, ("h".to_owned(), vec![1]));
        assert_eq!(hashed.accepted(0, None), None);
    }
}
