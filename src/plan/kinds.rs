//! References that take some kinds of parents only: a CHECK, the partitions or a constant computed column leave
//! a child a few values of the parent's column, so that parents must have them and the child must find those.
//!
//! A parent whose column repeats has the values in turn, a unique one in its first rows. Must not know how
//! rows of parents are drawn. Start reading at [`kinds`], then [`subset`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::{Builder, written_positions};
use super::column;
use super::domain::{Domain, same};
use super::model::{DataPlan, Source, Subset};
use super::table::{Chosen, Draft};
use super::wished::scalar;
use crate::config::Config;
use crate::data::{Column, Facts, Lesson, LogicalType, Question, Value};
use crate::generate::{Leading, Turns};
use crate::schema::expr::{Dialect, Expr, branches, evaluate, parse};
use crate::schema::{ForeignKey, Generated, Schema, Table};

/// Why a column has the values that it has in turn.
pub(super) const REASON: &str = "kinds that references go by";
/// Most values that parents are given on behalf of their children.
const VALUES_MAX: usize = 256;
/// Most rows of a parent that are looked at.
const ROWS_MAX: u64 = 1 << 20;

/// The values of a parent's column that a reference takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kind {
    /// The parent's column.
    pub(super) column: usize,
    /// One of these.
    pub(super) values: Vec<Value>,
}

/// Of every schema: which references take which kinds of parents.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    /// By table and foreign key.
    of_references: BTreeMap<(usize, usize), Vec<Kind>>,
    /// What children want of a parent's column, by table and column.
    wanted: BTreeMap<(usize, usize), Vec<Value>>,
}

impl Kinds {
    /// The kinds that a foreign key of a table takes; none where it takes any parent.
    pub(super) fn of(&self, table: usize, key: usize) -> &[Kind] {
        self.of_references.get(&(table, key)).map_or(&[], Vec::as_slice)
    }

    fn want(&mut self, place: (usize, usize), values: &[Value]) {
        let wanted = self.wanted.entry(place).or_default();
        for value in values {
            if !wanted.iter().any(|known| same(known, value)) {
                wanted.push(value.clone());
            }
        }
    }

    /// The values of a column that children want.
    pub(super) fn wanted(&self, table: usize, column: usize) -> &[Value] {
        self.wanted.get(&(table, column)).map_or(&[], Vec::as_slice)
    }
}

/// Reads the kinds off the schema, off what rehearsals showed, and off relations that hold for some rows.
pub(super) fn kinds(schema: &Schema, facts: &Facts, config: &Config) -> Kinds {
    let mut kinds = Kinds::default();
    for (_, relation) in config.all_relations() {
        let told = relation.from.rsplit_once('.').and_then(|(table, _)| {
            let table = schema.find(table)?;
            let (column, values) = when(&schema.tables[table], &relation.when)?;
            Some(((table, column), values))
        });
        if let Some((place, values)) = told {
            kinds.want(place, &values);
        }
    }
    for (at, table) in schema.tables.iter().enumerate() {
        let of_keys: BTreeSet<usize> =
            table.foreign_keys.iter().flat_map(|key| key.columns.iter().copied()).collect();
        let left: BTreeMap<usize, Vec<Value>> = of_keys
            .into_iter()
            .filter_map(|column| Some((column, values_left(table, column, schema.dialect)?)))
            .collect();
        let lesson = facts.lessons.get(&table.key);
        if left.is_empty() && lesson.is_none_or(|lesson| lesson.of_parents.is_empty()) {
            continue;
        }
        for (number, key) in table.foreign_keys.iter().enumerate() {
            let Some(parent) = key.parent else { continue };
            let mut of_key = of_reference(key, &left);
            of_key.extend(lesson.iter().flat_map(|lesson| learnt(schema, table, key, lesson)));
            for kind in &of_key {
                kinds.want((parent, kind.column), &kind.values);
            }
            if !of_key.is_empty() {
                kinds.of_references.insert((at, number), of_key);
            }
        }
    }
    kinds.wanted.retain(|_, values| values.len() <= VALUES_MAX);
    kinds
}

fn of_reference(key: &ForeignKey, left: &BTreeMap<usize, Vec<Value>>) -> Vec<Kind> {
    let parts = key.columns.iter().zip(&key.parent_columns);
    parts
        .filter_map(|(column, &of_parent)| {
            Some(Kind { column: of_parent, values: left.get(column)?.clone() })
        })
        .collect()
}

/// What a rehearsal showed of a reference.
fn learnt(schema: &Schema, table: &Table, key: &ForeignKey, lesson: &Lesson) -> Vec<Kind> {
    let Some(parent) = key.parent.map(|parent| &schema.tables[parent]) else { return Vec::new() };
    let own =
        |columns: &[String]| columns.iter().eq(key.columns.iter().map(|&column| &table.columns[column].name));
    let about = lesson.of_parents.iter().filter(|(columns, _)| own(columns));
    let kind = |(_, wanted): &(Vec<String>, String)| {
        let (column, values) = listed_by(parent, wanted, schema.dialect)?;
        Some(Kind { column, values })
    };
    about.filter_map(kind).collect()
}

/// The few values that a column can have.
fn values_left(table: &Table, column: usize, dialect: Dialect) -> Option<Vec<Value>> {
    let schema = &table.columns[column];
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    if schema.generated != Generated::No {
        let expr = parse(schema.expression.as_deref()?, dialect, &names).ok()?;
        let value = expr.columns().is_empty().then(|| evaluate(&expr, &|_| Value::Null, dialect).ok())??;
        return (!value.is_null()).then(|| vec![value]);
    }
    let about = table.checks.iter().filter(|check| check.expression.contains(&schema.name));
    let mut left = Domain::default();
    for check in about {
        let Ok(expr) = parse(&check.expression, dialect, &names) else { continue };
        if expr.columns().contains(&schema.name.as_str()) {
            left.intersect(&allowed(&expr, &schema.name, dialect));
        }
    }
    let values: Vec<Value> =
        left.one_of.iter().flatten().filter(|value| left.admits(value)).cloned().collect();
    (!values.is_empty() && values.len() <= VALUES_MAX).then_some(values)
}

/// The column of a relation's `when`, and its values.
pub(super) fn when(table: &Table, when: &BTreeMap<String, serde_json::Value>) -> Option<(usize, Vec<Value>)> {
    let (name, value) = when.iter().next()?;
    let values = match scalar(value) {
        Value::List(values) => values,
        value => vec![value],
    };
    Some((table.column(name)?, values))
}

/// The column that a condition lists, and its values.
pub(super) fn listed_by(table: &Table, condition: &str, dialect: Dialect) -> Option<(usize, Vec<Value>)> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let expr = parse(condition, dialect, &names).ok()?;
    expr.columns().into_iter().find_map(|name| {
        let values = allowed(&expr, name, dialect).one_of?;
        Some((table.column(name)?, values))
    })
}

/// What a condition leaves of a column, by lists in each of its branches.
fn allowed(expr: &Expr, column: &str, dialect: Dialect) -> Domain {
    let branches = branches(expr, dialect);
    let of_branch = branches.iter().map(|branch| {
        let mut domain = Domain::default();
        let about = branch.atoms.iter().filter(|atom| super::constraint::column_of(atom) == Some(column));
        about.for_each(|atom| domain.restrict(atom));
        domain
    });
    let listed: Option<Vec<Vec<Value>>> = of_branch.map(|domain| domain.one_of).collect();
    listed.map_or_else(Domain::default, |listed| Domain::listing(listed.into_iter().flatten().collect()))
}

/// A column that repeats has what children want in turn, together with all else that its CHECKs list.
pub(super) fn in_turn(builder: &Builder<'_>, draft: &Draft<'_>, column: usize, chosen: Chosen) -> Chosen {
    let wanted = builder.kinds.wanted(draft.table, column);
    let lone_key =
        draft.schema.keys.iter().any(|key| key.columns().is_some_and(|columns| columns == [column]));
    let decided = draft.wish(column).is_some_and(|wish| wish.decides());
    if wanted.is_empty() || lone_key || decided || column::numbered(draft, column) {
        return chosen;
    }
    let logical_type = &draft.schema.columns[column].logical_type;
    let mut values = listed(draft, column, logical_type);
    if values.is_empty() {
        values = admitted(draft, column, wanted);
    }
    match Turns::new(values, logical_type) {
        Ok(turns) if !turns.values().is_empty() => {
            let (name, mut params) = ("values", crate::generate::Params::new());
            params.insert("values".to_owned(), Value::List(turns.values().to_vec()));
            Chosen {
                definition: crate::generate::find(name),
                params,
                prefix: String::new(),
                generator: Arc::new(turns),
                reads: Vec::new(),
                logical_type: logical_type.clone(),
                fits: logical_type.clone(),
                reason: REASON.to_owned(),
                generic: false,
            }
        }
        _ => chosen,
    }
}

/// All values that a column can have, where its type or a CHECK lists them.
fn listed(draft: &Draft<'_>, column: usize, logical_type: &LogicalType) -> Vec<Value> {
    let by_check = match draft.domains.get(&column).map(Vec::as_slice) {
        Some([domain]) => domain.one_of.as_ref().map(|values| (domain, values)),
        _ => None,
    };
    match (by_check, logical_type) {
        (Some((domain, values)), _) => values.iter().filter(|value| domain.admits(value)).cloned().collect(),
        (None, LogicalType::Enum { labels }) => {
            labels.iter().map(|label| Value::Text(label.clone())).collect()
        }
        (None, LogicalType::Bool) => vec![Value::Bool(false), Value::Bool(true)],
        _ => Vec::new(),
    }
}

/// The values that the CHECKs of their own column leave.
fn admitted(draft: &Draft<'_>, column: usize, values: &[Value]) -> Vec<Value> {
    let ways = draft.domains.get(&column);
    let holds = |value: &Value| ways.is_none_or(|ways| ways.iter().any(|domain| domain.holds(value)));
    values.iter().filter(|value| holds(value)).cloned().collect()
}

/// Unique columns have what children want in their first rows, unless it is there already.
pub(super) fn lead(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    for at in 0..draft.slots.len() {
        let (slot, column) = (&draft.slots[at], draft.slots[at].column);
        let wanted = builder.kinds.wanted(draft.table, column);
        let free = slot.reference.is_none() && slot.alone && !column::numbered(draft, column);
        if wanted.is_empty() || !free || draft.wish(column).is_some_and(|wish| wish.decides()) {
            continue;
        }
        let schema = &draft.schema.columns[column];
        let question = Question::Tuples {
            table: draft.schema.key.clone(),
            columns: vec![schema.name.clone()],
            limit: super::free::USED_ROWS,
        };
        let known = builder.ask(question).map_or(&[][..], |answer| &answer.rows);
        let typed = |value: &Value| super::free::typed(value, &schema.logical_type);
        let mut values = admitted(draft, column, wanted);
        values.retain(|value| !known.iter().any(|row| same(&typed(&row[0]), value)));
        let Some(chosen) = draft.slots[at].chosen.as_mut().filter(|_| !values.is_empty()) else { continue };
        if let Ok(leading) = Leading::new(&values, &chosen.logical_type, Arc::clone(&chosen.generator)) {
            chosen.generator = Arc::new(leading);
            chosen.params.insert("first".to_owned(), Value::List(values));
        }
    }
}

/// The rows of a parent of this run that a reference takes; `rows` are all that there are.
pub(super) fn subset(builder: &mut Builder<'_>, parent: usize, rows: u64, kinds: &[Kind]) -> Option<Subset> {
    let position = *builder.positions.get(&parent)?;
    let places = written_positions(builder.inputs.schema, parent);
    let columns: Vec<(usize, &[Value])> = kinds
        .iter()
        .map(|kind| Some((*places.get(&kind.column)?, kind.values.as_slice())))
        .collect::<Option<_>>()?;
    builder.with_plan(|plan| {
        let period = columns.iter().try_fold(1, |all, (column, _)| {
            let next = period(plan, position, *column)?;
            Some(all / gcd(all, next) * next).filter(|all| *all <= ROWS_MAX)
        });
        let looked_at = period.unwrap_or(ROWS_MAX).min(rows);
        let all: Vec<u64> = (0..looked_at).collect();
        let mut left = all.clone();
        for (column, values) in &columns {
            let mut cells = Column::default();
            plan.cells_at(position, *column, &left, &mut cells);
            let logical_type = &plan.tables[position].columns[*column].logical_type;
            let of_kind = |at: &usize| {
                let cell = cells.value(*at, logical_type);
                values.iter().any(|value| same(value, &cell))
            };
            left = (0..left.len()).filter(of_kind).map(|at| left[at]).collect();
        }
        Some(Subset { rows: left.into(), period: period.filter(|period| *period <= rows) })
    })
}

/// Rows after which a column's cells begin anew.
fn period(plan: &DataPlan, table: usize, column: usize) -> Option<u64> {
    let column = &plan.tables[table].columns[column];
    match &column.source {
        Source::Drawn { generator, .. } if column.nulls.is_none() && column.cases.is_none() => {
            generator.period()
        }
        _ => None,
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
