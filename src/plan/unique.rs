//! Unique keys by construction: which columns carry the distinctness of each key, and how far it reaches.
//!
//! A key is met by one column that is distinct alone, or by a mixed-radix number whose digits are its
//! columns. Start reading at [`plan`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Builder;
use super::column;
use super::composite::{Component, carrier, combine, components, in_groups};
use super::free::{Sampled, USED_ROWS, ordinals, unlisted, used_ordinals};
use super::kinds;
use super::model::Parent;
use super::number::{number, numbered};
use super::ordinals::Ordinals;
use super::server_type;
use super::span;
use super::table::Draft;
use super::telling::{column_of, is_void};
use crate::data::{LogicalType, Question, Value};
use crate::generate::{Generator, Params, distinct};
use crate::random::Permutation;
use crate::schema::expr::{Comparison, Dialect, Expr, parse};
use crate::schema::{Identity, Key, KeyPart};
/// Numbers of keys that children demand begin here.
pub(super) const DEMANDED: usize = 1 << 32;
/// Rows among which one-to-one references are permuted: near, so that a table keyed by them grows at its end.
const NEAR: u128 = 1024;

/// What a key is carried by.
struct Carried {
    slots: BTreeSet<usize>,
    /// The keys of the table that it stands for, by position; none for a wish.
    keys: BTreeSet<usize>,
    /// Whether rows may be kept out of all of these keys.
    partial: bool,
}

/// Makes every unique key of a table hold, and caps the rows where values run out: the keys that do so and
/// that rows may be kept out of.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>) -> BTreeSet<usize> {
    let (keys, mut short) = solvable(builder, draft);
    numbered(builder, draft);
    for at in 0..keys.len() {
        let others = keys.iter().enumerate().filter(|(other, _)| *other != at);
        let shared: BTreeSet<usize> = others.flat_map(|(_, key)| key.slots.iter().copied()).collect();
        let before = draft.rows;
        satisfy(builder, draft, &keys[at].slots, &shared);
        if draft.rows < before && keys[at].partial {
            short.extend(&keys[at].keys);
        }
    }
    short
}

/// The keys that some slots can carry, narrow ones first; and those among the others that rows may be kept
/// out of.
fn solvable(builder: &mut Builder<'_>, draft: &mut Draft<'_>) -> (Vec<Carried>, BTreeSet<usize>) {
    let mut keys: Vec<Carried> = Vec::new();
    let mut short = BTreeSet::new();
    let dialect = builder.inputs.schema.dialect;
    for (at, key) in draft.schema.keys.iter().enumerate() {
        if draft.exempt.contains(&at) {
            continue;
        }
        if is_void(draft, key, dialect) {
            continue;
        }
        let partial = is_partial(draft, key);
        match slots_of(draft, key, dialect) {
            Some(slots) => {
                if !key.nulls_distinct || key.parts.iter().any(|part| fills_in(draft, part, dialect)) {
                    valued(draft, &slots);
                }
                keys.push(Carried { slots, keys: BTreeSet::from([at]), partial });
            }
            None if key.parts.iter().all(|part| part.column.is_some()) => builder.notes.push(format!(
                "{}: unique key {} is over computed columns; the database decides it",
                draft.schema.name,
                key.name.as_deref().unwrap_or_default()
            )),
            None => {
                let name = key.name.clone().unwrap_or_default();
                // One row is always distinct from itself.
                let rows = u128::from(draft.existing == 0);
                if partial && rows < u128::from(draft.rows) {
                    short.insert(at);
                }
                draft.cap(rows, || format!("the expression of unique index {name} is not solved"));
            }
        }
    }
    exclusions(builder, draft, &mut keys, &mut short);
    // Keys that children demand are given up where they leave fewer rows.
    for (at, columns) in demanded(builder, draft) {
        let slots: BTreeSet<usize> = columns.iter().filter_map(|&column| draft.slot(column)).collect();
        if !draft.exempt.contains(&at) && slots.len() == columns.len() {
            keys.push(Carried { slots, keys: BTreeSet::from([at]), partial: true });
        } else {
            builder.unmet.insert((draft.table, columns));
        }
    }
    let wished = wished(draft).into_iter();
    keys.extend(wished.map(|slots| Carried { slots, keys: BTreeSet::new(), partial: false }));
    keys.sort_by_key(|key| key.slots.len());
    (merged(keys), short)
}

/// Constraints by which rows exclude each other, numbered behind the keys: they hold where one of the parts
/// that must not be equal or overlap is distinct.
fn exclusions(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    keys: &mut Vec<Carried>,
    short: &mut BTreeSet<usize>,
) {
    let dialect = builder.inputs.schema.dialect;
    for (at, exclusion) in draft.schema.exclusions.iter().enumerate() {
        let number = draft.schema.keys.len() + at;
        if draft.exempt.contains(&number) {
            continue;
        }
        let mut slots = BTreeSet::new();
        for (part, operator) in &exclusion.parts {
            if operator == "&&"
                && let Some(lower) = span::bounds_apart(builder, draft, part, dialect)
            {
                slots.insert(lower);
                continue;
            }
            let slot = column_of(draft, part, dialect).and_then(|column| draft.slot(column));
            let Some(slot) = slot else { continue };
            if operator == "=" || (operator == "&&" && span::keep_apart(builder, draft, slot)) {
                slots.insert(slot);
            }
        }
        let partial = exclusion.predicate.is_some();
        if slots.is_empty() {
            let rows = u128::from(draft.existing == 0);
            if partial && rows < u128::from(draft.rows) {
                short.insert(number);
            }
            let name = &exclusion.name;
            draft.cap(rows, || format!("any two rows exclude each other by {name}, as far as can be told"));
        } else {
            keys.push(Carried { slots, keys: BTreeSet::from([number]), partial });
        }
    }
}

/// Keys that children demand of the table, numbered behind its own ones.
fn demanded(builder: &Builder<'_>, draft: &Draft<'_>) -> Vec<(usize, BTreeSet<usize>)> {
    let keys = builder.demanded.get(&draft.table).cloned().unwrap_or_default();
    keys.into_iter().enumerate().map(|(at, columns)| (DEMANDED + at, columns)).collect()
}

/// Keys over the same slots are one, and a key holds where one of fewer columns within it holds.
fn merged(keys: Vec<Carried>) -> Vec<Carried> {
    let mut kept: Vec<Carried> = Vec::new();
    for key in keys {
        if let Some(same) = kept.iter_mut().find(|known| known.slots == key.slots) {
            same.partial &= key.partial;
            same.keys.extend(key.keys);
        } else if !kept.iter().any(|known| known.slots.is_subset(&key.slots)) {
            kept.push(key);
        }
    }
    kept
}

/// Whether a key does not hold for every row: it has a predicate, or columns whose NULLs differ.
fn is_partial(draft: &Draft<'_>, key: &Key) -> bool {
    let nullable = |part: &KeyPart| part.column.is_some_and(|column| draft.schema.columns[column].nullable);
    key.predicate.is_some() || (key.nulls_distinct && key.parts.iter().any(nullable))
}

/// The slots that carry a key: its columns, and those that its expressions tell apart. Parts that the server
/// computes otherwise are left out, since a key holds where some of its parts are distinct together.
fn slots_of(draft: &Draft<'_>, key: &Key, dialect: Dialect) -> Option<BTreeSet<usize>> {
    let columns = key.parts.iter().filter_map(|part| column_of(draft, part, dialect));
    let slots: BTreeSet<usize> = columns.filter_map(|column| draft.slot(column)).collect();
    (!slots.is_empty()).then_some(slots)
}

/// Columns of a key for which NULL is a value like any other have none.
fn valued(draft: &mut Draft<'_>, slots: &BTreeSet<usize>) {
    for &at in slots {
        let slot = &mut draft.slots[at];
        if slot.null_share < 1.0 {
            slot.null_share = 0.0;
        }
        if let Some(cases) = &mut slot.cases {
            cases.of.iter_mut().filter(|case| case.null.is_none()).for_each(|case| case.null = Some(false));
        }
        slot.valued = slot.valued.filter(|share| *share == 1.0);
    }
}

/// Whether a part puts a value in the place of NULL.
fn fills_in(draft: &Draft<'_>, part: &KeyPart, dialect: Dialect) -> bool {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let parsed = part.expression.as_deref().and_then(|expression| parse(expression, dialect, &names).ok());
    parsed.is_some_and(
        |expr| matches!(&expr, Expr::Function { name, .. } if name == "coalesce" || name == "ifnull"),
    )
}

/// Columns that the configuration wants unique.
fn wished(draft: &Draft<'_>) -> Vec<BTreeSet<usize>> {
    let unique =
        |at: &usize| draft.wish(draft.slots[*at].column).is_some_and(|wish| wish.unique == Some(true));
    (0..draft.slots.len()).filter(unique).map(|at| BTreeSet::from([at])).collect()
}

/// Makes one key hold; `shared` are the slots that other keys need as well.
fn satisfy(
    builder: &mut Builder<'_>,
    draft: &mut Draft<'_>,
    key: &BTreeSet<usize>,
    shared: &BTreeSet<usize>,
) {
    if key.iter().any(|&at| draft.slots[at].alone) {
        return;
    }
    let key = &without_parts(draft, key);
    if let [only] = key.iter().copied().collect::<Vec<_>>()[..] {
        alone(builder, draft, only);
        if let Some((reference, _)) = draft.slots[only].reference {
            part_distinct(builder, draft, reference, key);
        }
        return;
    }
    let components = components(draft, key);
    if let [Component::Reference(reference, _)] = components[..] {
        one_to_one(builder, draft, reference);
        part_distinct(builder, draft, reference, key);
        return;
    }
    let together = key.iter().all(|&at| draft.slots[at].composite.is_some_and(|first| key.contains(&first)));
    if together && one_number(draft, key) {
        return;
    }
    match carrier(draft, &components, shared) {
        Some(slot) => alone(builder, draft, slot),
        None => combine(builder, draft, &components),
    }
}

/// A key without the columns of references that lie in it by a part only: parents that differ may be alike in
/// that part, so that the other columns have to tell rows apart.
fn without_parts(draft: &Draft<'_>, key: &BTreeSet<usize>) -> BTreeSet<usize> {
    let whole = |at: &usize| match draft.slots[*at].reference {
        Some((reference, _)) => parts_of(draft, reference).iter().all(|part| key.contains(part)),
        None => true,
    };
    let rest: BTreeSet<usize> = key.iter().copied().filter(whole).collect();
    if rest.is_empty() { key.clone() } else { rest }
}

/// Rows that a key must have room for: those that are there, and those that are wanted.
pub(super) fn needed(draft: &Draft<'_>) -> u128 {
    u128::from(draft.asked) + u128::from(draft.existing)
}

/// Rows of the parent that a reference picks from.
pub(super) fn parents(draft: &Draft<'_>, reference: usize) -> u64 {
    draft.references[reference].ordinals.count().unwrap_or(draft.asked)
}

/// Whether the slots are all digits of one number, so that they are distinct together already.
fn one_number(draft: &Draft<'_>, key: &BTreeSet<usize>) -> bool {
    let first = key.iter().next().and_then(|&at| draft.slots[at].composite);
    let digits =
        draft.slots.iter().enumerate().filter(|(_, slot)| slot.composite == first && first.is_some());
    digits.map(|(at, _)| at).all(|at| key.contains(&at))
}

/// Whether CHECKs or the user decided a column's values.
pub(super) fn decided(draft: &Draft<'_>, slot: usize) -> bool {
    let slot = &draft.slots[slot];
    let reasons = ["CHECK", "configuration", kinds::REASON];
    let by_reason = slot.chosen.as_ref().is_some_and(|chosen| reasons.contains(&chosen.reason.as_str()));
    slot.switch.is_some() || by_reason
}

/// Makes a column distinct by itself.
pub(super) fn alone(builder: &mut Builder<'_>, draft: &mut Draft<'_>, at: usize) {
    if let Some((reference, _)) = draft.slots[at].reference {
        one_to_one(builder, draft, reference);
        return;
    }
    widen(builder, draft, at);
    let column = draft.slots[at].column;
    let place = draft.place(column);
    let Some(chosen) = draft.slots[at].chosen.clone() else { return };
    let chosen = match column::numbered(draft, column).then(|| below_zero(builder, draft, at)) {
        Some(None) => return number(builder, draft, at),
        Some(Some(whole)) => {
            draft.slots[at].chosen = Some(whole.clone());
            whole
        }
        None => chosen,
    };
    let space = chosen.generator.ordinals().unwrap_or(0);
    if space == 0 {
        builder.problems.not_distinct(draft, at);
        return;
    }
    let key =
        builder.key(&[&draft.schema.key, &draft.schema.columns[column].name.to_lowercase(), "distinct"]);
    let known = ordinals(builder, draft, at, chosen.generator.as_ref(), space, key);
    let listed = known.is_some();
    let (ordinals, free) = known.unwrap_or((Ordinals::Row, 0));
    draft.slots[at].alone = true;
    if free < u128::from(draft.rows) && draft.slots[at].null_share > 0.0 {
        // Where values run out, NULL is still distinct from NULL.
        draft.slots[at].ordinals = Some(ordinals.beyond(draft.rows, key));
        draft.slots[at].bound = Some(if free == 0 { 0 } else { space });
        return;
    }
    draft.slots[at].ordinals = Some(ordinals);
    draft.cap(free, || match listed {
        true => format!("{place} has {free} distinct values left"),
        false => unlisted(&place),
    });
}

/// A narrow type's whole range, for a key of more rows than there are numbers above 0.
fn below_zero(builder: &Builder<'_>, draft: &Draft<'_>, at: usize) -> Option<super::table::Chosen> {
    let column = draft.slots[at].column;
    let schema = &draft.schema.columns[column];
    let LogicalType::Int { bits: 8 | 16, unsigned: false } = schema.logical_type else { return None };
    if schema.identity != Identity::No || draft.domains.contains_key(&column) {
        return None;
    }
    let columns = vec![schema.name.clone()];
    // Asked in any case: what is there already decides whether the numbers above 0 are enough.
    builder.ask(Question::Tuples { table: draft.schema.key.clone(), columns, limit: USED_ROWS });
    let (low, high) = schema.logical_type.int_range()?;
    if needed(draft) <= high as u128 {
        return None;
    }
    let params = Params::from([("min".to_owned(), Value::Int(low)), ("max".to_owned(), Value::Int(high))]);
    column::recompile(builder, draft, column, "integer", params)
}

/// Gives a column a generator with enough distinct values, where its type has one.
fn widen(builder: &Builder<'_>, draft: &mut Draft<'_>, at: usize) {
    let column = draft.slots[at].column;
    let Some(chosen) = &draft.slots[at].chosen else { return };
    let reads = !chosen.reads.is_empty();
    let need = needed(draft);
    let enough = |generator: &Arc<dyn Generator>| generator.ordinals().is_some_and(|n| n >= need);
    if (enough(&chosen.generator) && !reads) || decided(draft, at) {
        return;
    }
    if let Some(coded) = coded(builder, draft, at) {
        draft.slots[at].chosen = Some(coded);
        return;
    }
    let base = if reads { column::by_type(builder, draft, column, "unique") } else { chosen.clone() };
    let logical_type = draft.schema.columns[column].logical_type.clone();
    let within = server_type::repertoire(&draft.schema.columns[column]);
    if enough(&base.generator) {
        draft.slots[at].chosen = Some(base);
    } else if let Some(generator) = distinct(&base.generator, &base.fits, need, within) {
        draft.slots[at].chosen = Some(super::table::Chosen { generator, ..base });
    } else if let Some(wide) = widest(builder, draft, column, &logical_type) {
        draft.slots[at].chosen = Some(wide);
    }
}

/// Letters and digits, where a CHECK wants texts of one length: nothing can be added to what the name means.
fn coded(builder: &Builder<'_>, draft: &Draft<'_>, at: usize) -> Option<super::table::Chosen> {
    let column = draft.slots[at].column;
    let [domain] = draft.domains.get(&column)?.as_slice() else { return None };
    let (least, most) = domain.length;
    let text = draft.schema.columns[column].logical_type.is_text() && domain.is_sized();
    let pattern = Value::Text(format!("[a-z0-9]{{{least}}}"));
    let params = Params::from([("pattern".to_owned(), pattern)]);
    let exact = text && most == Some(least) && least > 1;
    exact.then(|| column::recompile(builder, draft, column, "pattern", params))?
}

/// A type's whole range.
fn widest(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    logical_type: &LogicalType,
) -> Option<super::table::Chosen> {
    let bounds = |low: Value, high: Value| Params::from([("min".to_owned(), low), ("max".to_owned(), high)]);
    let (name, mut params) = match logical_type {
        LogicalType::Int { .. } => {
            let (_, high) = logical_type.int_range()?;
            ("integer", bounds(Value::Int(1), Value::Int(high.min(i128::from(i64::MAX)))))
        }
        LogicalType::Decimal { precision, scale } => {
            let digits = u32::from((*precision).min(18) - (*scale).min(18));
            ("decimal", bounds(Value::Int(0), Value::Int(10_i128.pow(digits) - 1)))
        }
        LogicalType::Date => {
            ("date", bounds(Value::Text("1900-01-01".into()), Value::Text("2199-12-31".into())))
        }
        LogicalType::Year => ("year", bounds(Value::Int(1901), Value::Int(2155))),
        LogicalType::Interval => ("duration_seconds", bounds(Value::Int(1), Value::Int(3_000_000_000))),
        LogicalType::Timestamp { .. } => {
            ("timestamp", bounds(Value::Text("1970-01-02".into()), Value::Text("2037-12-31".into())))
        }
        _ => return None,
    };
    if let Some([domain]) = draft.domains.get(&column).map(Vec::as_slice) {
        params.retain(|name, _| if name == "min" { domain.low.is_none() } else { domain.high.is_none() });
        domain.narrow(logical_type, &mut params);
    }
    column::recompile(builder, draft, column, name, params)
}

/// Rows that refer to one of their own group each take the one before them, which no other does; where a CHECK
/// looks at what they take, none. False where it is no such reference.
pub(super) fn chained(draft: &mut Draft<'_>, reference: usize) -> bool {
    let slots = parts_of(draft, reference);
    let Ordinals::Grouped(group) = &mut draft.references[reference].ordinals else { return false };
    if !group.is_own() {
        return false;
    }
    group.take_previous();
    let names: Vec<&String> =
        slots.iter().map(|&at| &draft.schema.columns[draft.slots[at].column].name).collect();
    let checked =
        |name: &&String| draft.schema.checks.iter().any(|check| check.expression.contains(name.as_str()));
    let looked_at = names.iter().any(checked);
    for at in slots {
        draft.slots[at].alone = true;
        if looked_at && draft.schema.columns[draft.slots[at].column].nullable {
            draft.slots[at].null_share = 1.0;
        }
    }
    true
}

/// Every row of the parent is taken once at most; where the columns may be NULL, rows beyond are NULL.
pub(super) fn one_to_one(builder: &mut Builder<'_>, draft: &mut Draft<'_>, reference: usize) {
    let parents = parents(draft, reference);
    let slots = parts_of(draft, reference);
    let Some(&first) = slots.first() else { return };
    if in_groups(builder, draft, &[Component::Reference(reference, first)]) {
        return;
    }
    if matches!(draft.references[reference].ordinals, Ordinals::Row) {
        slots.iter().for_each(|&at| draft.slots[at].alone = true);
        return; // row by row already
    }
    if chained(draft, reference) {
        return;
    }
    let place = draft.place(draft.slots[first].column);
    if let Some(trigger) = writing_trigger(builder, draft, reference) {
        draft.cap(0, || format!("the trigger {trigger} writes one row for each of its parent's"));
    }
    let key = builder.key(&[
        &draft.schema.key,
        &draft.schema.columns[draft.slots[first].column].name,
        "one-to-one",
    ]);
    let known = used_parents(builder, draft, reference, &slots);
    let listed = known.is_some();
    // Where not all children are known, every parent may have one.
    let used = known.unwrap_or_else(|| (0..u128::from(parents)).collect());
    let free = u128::from(parents).saturating_sub(used.len() as u128);
    let optional = slots.iter().any(|&at| draft.slots[at].null_share > 0.0);
    let own_row = match draft.references[reference].ordinals {
        Ordinals::Earlier { rooted, .. } => Some(if rooted { Ordinals::Before } else { Ordinals::Row }),
        _ => None,
    };
    let domain = if optional { free.max(u128::from(draft.rows)) } else { free };
    let own = own_row.is_some();
    let apart = used.is_empty().then(|| apart_from(draft, reference, &slots, domain)).flatten();
    draft.references[reference].ordinals = match (own_row.or(apart), domain, used.is_empty()) {
        (Some(decided), ..) => decided,
        (_, 0, _) => Ordinals::Row,
        // Segments keep keys in near order; where some rows are NULL, these are spread over all.
        (_, _, true) if !optional => Ordinals::Segments { base: 0, segment: NEAR, end: domain, key },
        (_, _, true) => Ordinals::Segments { base: 0, segment: domain, end: domain, key },
        _ => Ordinals::Free { permutation: Permutation::new(key, domain), used: used.into() },
    };
    if optional && !own {
        draft.references[reference].bound = Some(parents);
    }
    for &at in &slots {
        draft.slots[at].alone = true;
        draft.slots[at].null_share = if own { draft.slots[at].null_share } else { 0.0 };
    }
    if !optional {
        draft.cap(free, || match listed {
            true => format!("{place} is one to one, and its parent has {free} free rows"),
            false => unlisted(&place),
        });
    }
}

/// The rows of a parent beside those that another reference takes, where a CHECK wants the two to differ.
fn apart_from(draft: &Draft<'_>, reference: usize, slots: &[usize], domain: u128) -> Option<Ordinals> {
    let &[at] = slots else { return None };
    let column = draft.slots[at].column;
    let other = draft.orders.iter().find_map(|&(left, op, right)| match op {
        Comparison::Ne if left == column => Some(right),
        Comparison::Ne if right == column => Some(left),
        _ => None,
    });
    let other = draft.slot(other?).map(|at| &draft.slots[at]).filter(|slot| slot.alone)?;
    let other = &draft.references[other.reference?.0];
    let alike = match (&other.parent, &draft.references[reference].parent) {
        (Parent::Planned { table, columns }, Parent::Planned { table: own, columns: own_columns }) => {
            table == own && columns == own_columns
        }
        _ => false,
    };
    let known = matches!(&other.ordinals, Ordinals::Segments { base: 0, end, .. } if *end == domain);
    (alike && known && domain > 1).then(|| Ordinals::Next(Box::new(other.ordinals.clone()), domain))
}

/// A key over a part of a reference: without parents that differ in it, one row is what is sure.
fn part_distinct(builder: &Builder<'_>, draft: &mut Draft<'_>, reference: usize, key: &BTreeSet<usize>) {
    let parts = parts_of(draft, reference);
    let Parent::Planned { table, columns } = &draft.references[reference].parent else { return };
    let Some(parent) = builder.tables.get(*table) else { return };
    let part =
        |(part, slot): (usize, &usize)| key.contains(slot).then(|| parent.columns[columns[part]].column);
    let asked: BTreeSet<usize> = parts.iter().enumerate().filter_map(part).collect();
    if asked.len() < parts.len() && builder.unmet.contains(&(parent.table, asked)) {
        let place = draft.place(draft.slots[parts[0]].column);
        draft.cap(1, || format!("{place} is unique over a part of its parent's key, which repeats there"));
    }
}

/// The trigger of a parent of this run that inserts into the table itself: it leaves no parent free.
fn writing_trigger(builder: &Builder<'_>, draft: &Draft<'_>, reference: usize) -> Option<String> {
    let Parent::Planned { table, .. } = draft.references[reference].parent else { return None };
    let parent = builder.positions.iter().find(|(_, at)| **at == table).map(|(parent, _)| *parent)?;
    let name = &draft.schema.name.name;
    let triggers = &builder.inputs.schema.tables[parent].triggers;
    let writes = |into: &[String]| into.iter().any(|into| into.eq_ignore_ascii_case(name));
    triggers.iter().find(|trigger| writes(&trigger.inserts_into)).map(|trigger| trigger.name.clone())
}

/// Sampled parents that existing rows refer to already, `None` when not all of these were answered; parents
/// of this run are new to everybody.
fn used_parents(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    reference: usize,
    slots: &[usize],
) -> Option<Vec<u128>> {
    let Parent::Sampled { columns } = &draft.references[reference].parent else { return Some(Vec::new()) };
    let names = slots.iter().map(|&at| draft.schema.columns[draft.slots[at].column].name.clone()).collect();
    let question = Question::Tuples { table: draft.schema.key.clone(), columns: names, limit: USED_ROWS };
    let sampled = Sampled::new(columns, types_of(draft, slots));
    used_ordinals(builder.ask(question), |row| sampled.find(row), u128::MAX)
}

/// The slots that a reference fills, in the order of its parts.
pub(super) fn parts_of(draft: &Draft<'_>, reference: usize) -> Vec<usize> {
    let mut parts: Vec<(usize, usize)> = (0..draft.slots.len())
        .filter_map(|at| {
            draft.slots[at].reference.filter(|(of, _)| *of == reference).map(|(_, part)| (part, at))
        })
        .collect();
    parts.sort_unstable();
    parts.into_iter().map(|(_, at)| at).collect()
}

/// The declared types of slots.
pub(super) fn types_of(draft: &Draft<'_>, slots: &[usize]) -> Vec<LogicalType> {
    slots.iter().map(|&at| draft.schema.columns[draft.slots[at].column].logical_type.clone()).collect()
}
