//! Foreign keys: whose rows, and which row. Start reading at [`plan`].

use std::sync::Arc;

use super::build::{Builder, written_positions};
use super::domain::same;
use super::free;
use super::group::Group;
use super::kinds;
use super::model::{Parent, ReferencePlan, Subset};
use super::mutual;
use super::ordinals::{FanOut, Ordinals};
use super::polymorphic;
use super::table::{Draft, Slot};
use super::tenant;
use super::wanted::{self, Wanted, resolve};
use super::words::Words;
use crate::config::{Distribution, Rows, Strategy};
use crate::data::{Column, Data, LogicalType, Question, Value};
use crate::generate::cells_of;
use crate::random::{Sampler, Zipf};
use crate::schema::{Schema, Table};

/// Most parent keys that are sampled where the parent is not part of the run.
pub(super) const SAMPLE_ROWS: u64 = 100_000;

/// Plans all references of a table.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    tenant::settle(builder, draft);
    let (wanted, switched) = wanted::all(builder, draft);
    for reference in wanted {
        plan_one(builder, draft, &reference);
    }
    for references in switched {
        polymorphic::plan(builder, draft, &references);
    }
}

fn plan_one(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted) {
    let slots: Option<Vec<usize>> = wanted.columns.iter().map(|&column| draft.slot(column)).collect();
    let Some(slots) = slots else { return }; // the server computes a column of it
    let free = slots.iter().filter(|&&at| draft.slots[at].reference.is_none()).count();
    if wanted.parent == Some(draft.table) && wanted.columns == wanted.parent_columns {
        return; // every row is its own parent
    }
    if free == 0 {
        return; // implied by the reference that fills them, or the check afterwards says so
    }
    if free == slots.len() && tenant::waits(builder, draft.table, &wanted.columns, wanted.parent) {
        draft.within.push(wanted.clone());
        return;
    }
    if let Some(group) = in_group(builder, draft, wanted) {
        attach_in_group(builder, draft, wanted, &slots, group);
        return;
    }
    if free < slots.len() {
        shared(builder, draft, wanted, &slots);
        return;
    }
    if circular(builder, draft, wanted) {
        if !mutual::plan(builder, draft, wanted) {
            leave_out(builder, draft, wanted, &slots);
        }
        return;
    }
    match parent_of(builder, draft, wanted) {
        Some(from) => attach(builder, draft, wanted, &slots, from),
        None => without_parent(builder, draft, wanted, &slots),
    }
}

/// Whether the parent's key would be computed from this table's own key: a reference to a table that is
/// planned later (or to the own one) through columns that others reference.
fn circular(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> bool {
    let closes = wanted.foreign_key.is_some_and(|at| builder.closing.contains(&(draft.table, at)));
    let own = wanted.parent == Some(draft.table);
    (closes || own)
        && wanted.columns.iter().any(|&column| builder.referenced.contains(&(draft.table, column)))
}

/// A reference that is not made: NULL where it may be, else its columns are filled without it and the check
/// afterwards decides.
pub(super) fn leave_out(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted, slots: &[usize]) {
    let optional = slots.iter().copied().find(|&at| {
        let column = draft.slots[at].column;
        draft.schema.columns[column].nullable && !builder.referenced.contains(&(draft.table, column))
    });
    match optional {
        Some(at) => set_null(draft, at),
        None => {
            draft.unenforced = true;
            builder.notes.push(format!(
                "{}: the reference to {} goes round in a circle of keys; it is checked after the load",
                draft.place(wanted.columns[0]),
                wanted.parent_name
            ));
        }
    }
}

/// Columns that another reference fills already.
fn shared(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted, slots: &[usize]) {
    let nullable = slots.iter().copied().find(|&at| {
        draft.slots[at].reference.is_none() && draft.schema.columns[draft.slots[at].column].nullable
    });
    match nullable {
        Some(at) => {
            builder.notes.push(format!(
                "{}: NULL in every row, since the reference to {} shares a column with another one",
                draft.place(draft.slots[at].column),
                wanted.parent_name
            ));
            set_null(draft, at);
        }
        None => {
            let place = draft.place(wanted.columns[0]);
            let open: Vec<usize> =
                slots.iter().copied().filter(|&at| draft.slots[at].reference.is_none()).collect();
            placeholder(draft, &open);
            draft.cap(0, || {
                format!(
                    "{place}: references to {} and another parent share a column, which is not solved",
                    wanted.parent_name
                )
            });
        }
    }
}

/// How a reference of a grouped table picks a parent of its group.
fn in_group(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> Option<Group> {
    let pairs = (wanted.columns.as_slice(), wanted.parent_columns.as_slice());
    tenant::grouped(builder, draft, pairs, wanted.parent?, || words(builder, draft, wanted))
}

/// Columns that another reference fills already have the same values by the group.
fn attach_in_group(
    builder: &mut Builder<'_>,
    draft: &mut Draft<'_>,
    wanted: &Wanted,
    slots: &[usize],
    group: Group,
) {
    let schema = Arc::clone(builder.inputs.schema);
    let Some(parent) = wanted.parent else { return };
    let Some(&table) = builder.positions.get(&parent) else { return };
    let positions = written_positions(&schema, parent);
    let columns: Option<Vec<usize>> = wanted.parts().map(|column| positions.get(&column).copied()).collect();
    let Some(columns) = columns else { return };
    let bound = group.has_gaps().then_some(u64::MAX);
    let ordinals = Ordinals::Grouped(group);
    draft.references.push(ReferencePlan {
        parent: Parent::Planned { table, columns },
        ordinals,
        bound,
        among: None,
    });
    let reference = draft.references.len() - 1;
    // Only the columns that it does not share say whether it may be NULL.
    let groupings = builder.groups.get(&draft.table);
    let grouping: Vec<usize> =
        groupings.iter().flat_map(|all| all.iter()).flat_map(|one| one.columns.clone()).collect();
    let shared = |column: &usize| grouping.contains(column);
    let beyond: Vec<usize> = wanted.columns.iter().copied().filter(|column| !shared(column)).collect();
    let alone = beyond.is_empty();
    let own = Wanted { columns: if alone { wanted.columns.clone() } else { beyond }, ..wanted.clone() };
    let share = null_share(builder, draft, &own);
    for (part, &at) in slots.iter().enumerate() {
        if draft.slots[at].reference.is_none() {
            let column = draft.slots[at].column;
            let nullable = draft.schema.columns[column].nullable && (alone || !shared(&column));
            draft.slots[at].reference = Some((reference, part));
            draft.slots[at].null_share = if nullable { share } else { 0.0 };
        }
    }
    copy(draft, wanted, reference, share);
    close_later(builder, draft, wanted, slots);
}

/// Rows that a reference picks from.
pub(super) struct From {
    parent: Parent,
    /// How many there are.
    rows: u64,
    /// Which of the parent's, where not all.
    among: Option<Subset>,
}

/// The parent's rows; `None` when there is none.
pub(super) fn parent_of(builder: &mut Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> Option<From> {
    let parent = wanted.parent?;
    let schema = Arc::clone(builder.inputs.schema);
    let own = parent == draft.table;
    // Asked in any case: what is there already is not made again.
    let existing = strategy(builder, draft) == Some(Strategy::Existing) && !own;
    let there = (existing || !wanted.kinds.is_empty()).then(|| sampled(builder, &schema, parent, wanted));
    if existing {
        return there.flatten();
    }
    if let Some(rows) = builder.parent_rows(parent).filter(|rows| own || rows.rows > 0) {
        let positions = written_positions(&schema, parent);
        let columns: Option<Vec<usize>> =
            wanted.parts().map(|column| positions.get(&column).copied()).collect();
        let planned = rows.table < builder.tables.len() && !wanted.kinds.is_empty();
        let among = planned.then(|| kinds::subset(builder, parent, rows.rows, &wanted.kinds)).flatten();
        let count = among.as_ref().map_or(rows.rows, |among| among.count(rows.rows));
        if let Some(columns) = columns.filter(|_| count > 0) {
            let parent = Parent::Planned { table: rows.table, columns };
            return Some(From { parent, rows: count, among });
        }
    }
    there.unwrap_or_else(|| sampled(builder, &schema, parent, wanted))
}

/// Rows of the parent that are there already.
fn sampled(builder: &Builder<'_>, schema: &Schema, parent: usize, wanted: &Wanted) -> Option<From> {
    let table = &schema.tables[parent];
    let also = wanted.kinds.iter().map(|kind| &kind.column);
    let parts: Vec<usize> = wanted.parts().collect();
    let also: Vec<usize> = also.filter(|column| !parts.contains(column)).copied().collect();
    let asked: Vec<usize> = parts.iter().copied().chain(also).collect();
    let columns = asked.iter().map(|&column| table.columns[column].name.clone()).collect();
    let answer = builder.ask(Question::Tuples { table: table.key.clone(), columns, limit: SAMPLE_ROWS })?;
    let taken: Vec<&Vec<Value>> =
        answer.rows.iter().filter(|row| is_of(row, &asked, table, wanted)).collect();
    let rows = taken.len() as u64;
    let sampled: Vec<Column> = parts
        .iter()
        .enumerate()
        .map(|(part, &column)| {
            column_of(taken.iter().map(|row| &row[part]), &table.columns[column].logical_type)
        })
        .collect();
    let parent = Parent::Sampled { columns: Arc::new(sampled) };
    (rows > 0).then_some(From { parent, rows, among: None })
}

/// Whether a row of a parent, of which some columns were asked, is of the kinds that a reference takes.
fn is_of(row: &[Value], asked: &[usize], table: &Table, wanted: &Wanted) -> bool {
    wanted.kinds.iter().all(|kind| {
        let at = asked.iter().position(|&column| column == kind.column);
        let cell = at.map(|at| free::typed(&row[at], &table.columns[kind.column].logical_type));
        cell.is_some_and(|cell| kind.values.iter().any(|value| same(value, &cell)))
    })
}

fn without_parent(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted, slots: &[usize]) {
    let nullable = slots.iter().copied().find(|&at| draft.schema.columns[draft.slots[at].column].nullable);
    let place = draft.place(wanted.columns[0]);
    match (nullable, wanted.parent) {
        (Some(at), _) => set_null(draft, at),
        (None, None) => {
            draft.unenforced = true;
            builder.notes.push(format!("{place}: references {}, which does not exist", wanted.parent_name));
        }
        (None, Some(parent)) if builder.positions.contains_key(&parent) => {
            let why = match strategy(builder, draft) {
                Some(Strategy::Existing) => "which had no row before, and others are not to be taken",
                _ => of_none(wanted),
            };
            draft.cap(0, || format!("{place} references {}, {why}", wanted.parent_name));
            placeholder(draft, slots);
        }
        (None, Some(_)) => {
            placeholder(draft, slots);
            builder.problems.impossible(format!(
                "{place}: references {}, which is empty and not part of this run; include it",
                wanted.parent_name
            ));
        }
    }
}

/// Why a parent of this run has no row for a reference.
fn of_none(wanted: &Wanted) -> &'static str {
    match wanted.kinds.as_slice() {
        [] => "which gets no row",
        _ => "which gets no row of the kind that a CHECK, a partition or a computed column wants",
    }
}

/// A reference to nobody: the column is NULL in every row.
fn set_null(draft: &mut Draft<'_>, at: usize) {
    placeholder(draft, &[at]);
    draft.slots[at].null_share = 1.0;
}

/// Gives slots a reference to a parent without rows, so that they are planned at all.
fn placeholder(draft: &mut Draft<'_>, slots: &[usize]) {
    let types: Vec<LogicalType> =
        slots.iter().map(|&at| draft.schema.columns[draft.slots[at].column].logical_type.clone()).collect();
    let columns = types.iter().map(|logical_type| column_of([Value::Null].iter(), logical_type)).collect();
    draft.references.push(ReferencePlan {
        parent: Parent::Sampled { columns: Arc::new(columns) },
        ordinals: Ordinals::Turn { n: 1 },
        bound: None,
        among: None,
    });
    for (part, &at) in slots.iter().enumerate() {
        draft.slots[at].reference = Some((draft.references.len() - 1, part));
    }
}

/// The reference to some rows, as its way of picking parents wants it.
pub(super) fn planned(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    wanted: &Wanted,
    From { parent, rows, among }: From,
) -> ReferencePlan {
    let own = wanted.parent == Some(draft.table);
    let ordinals = ordinals(builder, draft, wanted, own, rows);
    // What is beyond the last row of all is nobody.
    let bound = matches!(ordinals, Ordinals::Earlier { rooted: true, .. }).then_some(u64::MAX);
    ReferencePlan { parent, ordinals, bound, among }
}

fn attach(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted, slots: &[usize], from: From) {
    let partner = wanted.foreign_key.is_some_and(|at| builder.partners.contains(&(draft.table, at)));
    let rows = from.rows;
    let mut reference = planned(builder, draft, wanted, from);
    if partner {
        let place = draft.place(wanted.columns[0]);
        draft.cap(rows.into(), || format!("{place} refers row by row to {}", wanted.parent_name));
        (reference.ordinals, reference.bound) = (Ordinals::Row, None);
    }
    draft.references.push(reference);
    let reference = draft.references.len() - 1;
    let share = if partner { 0.0 } else { null_share(builder, draft, wanted) };
    for (part, &at) in slots.iter().enumerate() {
        let nullable = draft.schema.columns[draft.slots[at].column].nullable;
        draft.slots[at].reference = Some((reference, part));
        draft.slots[at].null_share = if nullable { share } else { 0.0 };
    }
    copy(draft, wanted, reference, share);
    close_later(builder, draft, wanted, slots);
}

/// Columns that have what the parent has.
fn copy(draft: &mut Draft<'_>, wanted: &Wanted, reference: usize, share: f64) {
    for (at, (column, _)) in wanted.copied.iter().enumerate() {
        let Some(slot) = draft.slot(*column).filter(|&slot| draft.slots[slot].reference.is_none()) else {
            continue;
        };
        let schema = &draft.schema.columns[*column];
        draft.slots[slot].copied = Some((reference, wanted.parent_columns.len() + at));
        draft.slots[slot].chosen = Some(polymorphic::nothing(&schema.logical_type));
        draft.slots[slot].null_share = if schema.nullable { share } else { 0.0 };
    }
}

pub(super) fn null_share(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> f64 {
    let wished =
        wanted.columns.iter().find_map(|&column| draft.wish(column).and_then(|wish| wish.null_share));
    let referenced = is_referenced(builder, draft, wanted);
    let default = builder.inputs.config.defaults.null_share.unwrap_or(super::table::DEFAULT_NULL_SHARE);
    if referenced { 0.0 } else { wished.unwrap_or(default) }
}

fn is_referenced(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> bool {
    wanted.columns.iter().any(|&column| builder.referenced.contains(&(draft.table, column)))
}

/// What the parents of a reference are drawn from.
pub(super) fn words(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> Words {
    let columns: Vec<&str> =
        wanted.columns.iter().map(|&at| draft.schema.columns[at].name.as_str()).collect();
    let key = builder.key(&[&draft.schema.key, &columns.join(","), "reference"]);
    if is_referenced(builder, draft, wanted) { Words::anywhere(key) } else { Words::bulk(key) }
}

fn ordinals(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted, own: bool, rows: u64) -> Ordinals {
    let words = words(builder, draft, wanted);
    let referenced = is_referenced(builder, draft, wanted);
    if own {
        let optional = wanted.columns.iter().all(|&at| draft.schema.columns[at].nullable);
        return Ordinals::Earlier { rooted: optional && !referenced, words };
    }
    if let Some((low, high)) = per_parent(builder, draft, wanted) {
        return Ordinals::FanOut(fan_out(builder, draft.table, low, high), rows);
    }
    let wished = draft.wish(wanted.columns[0]).and_then(|wish| wish.distribution.clone());
    let relations = builder.inputs.config.all_relations();
    let relation = relations.iter().map(|(_, relation)| relation).find(|relation| {
        resolve(builder.inputs.schema, &relation.from) == Some((draft.table, wanted.columns[0]))
    });
    let declared = wanted.fan_out.clone().or_else(|| relation.and_then(|relation| relation.fan_out.clone()));
    let strategy = match strategy(builder, draft) {
        Some(Strategy::Smart) => Some(Distribution::RoundRobin),
        Some(Strategy::Weighted) => Some(Distribution::Zipf(WEIGHTED)),
        _ => None,
    };
    match wished.or(declared).or(strategy) {
        Some(Distribution::RoundRobin) => Ordinals::Turn { n: rows },
        Some(Distribution::Zipf(s)) if s > 0.0 => {
            Ordinals::Drawn { sampler: Sampler::Zipf(Zipf::new(rows, s)), words }
        }
        _ => Ordinals::Drawn { sampler: Sampler::Uniform { n: rows }, words },
    }
}

/// How uneven the weights of parents are where nobody says.
const WEIGHTED: f64 = 1.1;

/// How the table's references pick parents, where the configuration says.
fn strategy(builder: &Builder<'_>, draft: &Draft<'_>) -> Option<Strategy> {
    let own = draft.wishes.and_then(|wishes| wishes.foreign_key_strategy);
    own.or(builder.inputs.config.defaults.foreign_key_strategy)
}

/// Whether the table's rows are counted per row of this parent.
fn per_parent(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> Option<(u64, u64)> {
    match draft.wishes?.rows.as_ref()? {
        Rows::Per { per, count } if builder.inputs.schema.find(per) == wanted.parent => {
            crate::config::parse_range(count).ok()
        }
        _ => None,
    }
}

/// Children of a table per parent.
pub(super) fn fan_out(builder: &Builder<'_>, table: usize, low: u64, high: u64) -> FanOut {
    FanOut::new(low, high, builder.key(&[&builder.inputs.schema.tables[table].key, "fan-out"]))
}

/// A parent later in the order: nullable columns are set once it is there; else the load is not enforced.
pub(super) fn close_later(
    builder: &mut Builder<'_>,
    draft: &mut Draft<'_>,
    wanted: &Wanted,
    slots: &[usize],
) {
    let closes = wanted.foreign_key.is_some_and(|at| builder.closing.contains(&(draft.table, at)))
        && wanted.parent.is_some_and(|parent| builder.positions.contains_key(&parent));
    if !closes {
        return;
    }
    let nullable: Vec<usize> =
        slots.iter().copied().filter(|&at| draft.schema.columns[draft.slots[at].column].nullable).collect();
    let key = draft.schema.primary_key().and_then(crate::schema::Key::columns);
    let identified =
        key.is_some_and(|key| !key.is_empty() && key.iter().all(|column| !wanted.columns.contains(column)));
    if nullable.is_empty() || !identified {
        draft.unenforced = true;
    } else {
        draft.closing.extend(nullable);
    }
}

/// The type that a referencing cell is encoded as: the parent's.
pub(super) fn part_type(builder: &Builder<'_>, draft: &Draft<'_>, slot: &Slot) -> LogicalType {
    let own = || draft.schema.columns[slot.column].logical_type.clone();
    let Some((at, part)) = slot.reference.or(slot.copied) else { return own() };
    match &draft.references[at].parent {
        Parent::Planned { table, columns } => match builder.tables.get(*table) {
            Some(plan) => plan.columns[columns[part]].logical_type.clone(),
            None => later_type(builder, *table, columns[part]).unwrap_or_else(own),
        },
        Parent::Sampled { .. } => own(),
    }
}

/// The declared type of a column of a table that is planned later (or now, for a self-reference).
fn later_type(builder: &Builder<'_>, position: usize, column: usize) -> Option<LogicalType> {
    let (table, _) = builder.positions.iter().find(|(_, at)| **at == position)?;
    let column = *super::build::written(builder.inputs.schema, *table).get(column)?;
    Some(builder.inputs.schema.tables[*table].columns[column].logical_type.clone())
}

/// Whose rows a reference picks from, for people.
pub(super) fn parent_name(builder: &Builder<'_>, reference: &ReferencePlan) -> String {
    match &reference.parent {
        Parent::Planned { table, .. } => builder
            .positions
            .iter()
            .find(|(_, at)| *at == table)
            .map_or_else(String::new, |(table, _)| builder.inputs.schema.tables[*table].name.to_string()),
        Parent::Sampled { columns } => {
            format!("{} sampled rows", columns.first().map_or(0, Column::len))
        }
    }
}

/// How a reference is made, for people.
pub(super) fn describe(builder: &Builder<'_>, reference: &ReferencePlan) -> String {
    let whose = parent_name(builder, reference);
    let how = match (&reference.ordinals, reference.bound) {
        (Ordinals::Free { .. } | Ordinals::Segments { .. } | Ordinals::Row | Ordinals::Next(..), _) => {
            "one to one"
        }
        (Ordinals::Before, _) => "the row before",
        (Ordinals::Digit { .. } | Ordinals::Within { .. }, _) => "pairs",
        (Ordinals::Turn { .. }, _) => "in turn",
        (Ordinals::Earlier { .. } | Ordinals::Tree { .. }, _) => "an earlier row",
        (Ordinals::Grouped(..), _) => "of the same group",
        (Ordinals::FanOut(..), _) => "so many each",
        (Ordinals::Drawn { sampler: Sampler::Zipf(_), .. }, _) => "zipf",
        (Ordinals::Drawn { .. }, _) => "any",
    };
    format!("reference to {whose} ({how})")
}

/// A column of scalars in the layout of a type.
pub(super) fn column_of<'v>(values: impl Iterator<Item = &'v Value>, logical_type: &LogicalType) -> Column {
    let values: Vec<&Value> = values.collect();
    let mut column = Column::default();
    if let Some(cells) = fixed(&values, logical_type) {
        return cells;
    }
    let numbers: Option<Vec<i64>> = values.iter().map(|value| as_cell(value, logical_type)).collect();
    if let (Some(numbers), true) = (numbers, integral(logical_type)) {
        column.as_i64().extend(numbers);
    } else if values.iter().all(|value| matches!(value, Value::Float(_))) {
        column.as_f64().extend(values.iter().filter_map(|value| value.as_f64()));
    } else {
        let bytes = column.as_bytes();
        values.iter().for_each(|value| bytes.push(&as_text(value)));
    }
    debug_assert!(!matches!(column.data, Data::List(..)), "keys are scalars");
    column
}

/// Cells of a type whose layout is its own, NULL being anything.
fn fixed(values: &[&Value], logical_type: &LogicalType) -> Option<Column> {
    let nothing = match logical_type {
        LogicalType::Uuid => Value::Uuid([0; 16]),
        LogicalType::Bool => Value::Bool(false),
        LogicalType::Interval => Value::Int(0),
        _ => return None,
    };
    let filled = values.iter().map(|value| if value.is_null() { nothing.clone() } else { (*value).clone() });
    cells_of(&filled.collect::<Vec<_>>(), logical_type).ok()
}

fn integral(logical_type: &LogicalType) -> bool {
    matches!(
        logical_type,
        LogicalType::Int { .. }
            | LogicalType::Decimal { .. }
            | LogicalType::Date
            | LogicalType::Time { .. }
            | LogicalType::Timestamp { .. }
            | LogicalType::Year
    )
}

fn as_cell(value: &Value, logical_type: &LogicalType) -> Option<i64> {
    match (value, logical_type) {
        (Value::Null, _) => Some(0),
        (Value::Date(n) | Value::Time(n) | Value::Timestamp(n), _) => Some(*n),
        (_, LogicalType::Decimal { scale, .. }) => {
            let unit = libm::pow(10.0, f64::from(*scale));
            value.as_f64().map(|number| libm::round(number * unit) as i64)
        }
        _ => value.as_int().and_then(|number| i64::try_from(number).ok()),
    }
}

fn as_text(value: &Value) -> Vec<u8> {
    match value {
        Value::Text(text) => text.clone().into_bytes(),
        Value::Bytes(bytes) => bytes.clone(),
        Value::Int(number) => number.to_string().into_bytes(),
        Value::Float(number) => number.to_string().into_bytes(),
        _ => Vec::new(),
    }
}
