//! Unique keys by construction: which columns carry the distinctness of each key, and how far it reaches.
//!
//! A key is met by one column that is distinct alone, or by a mixed-radix number whose digits are its
//! columns. Start reading at [`plan`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Builder;
use super::column;
use super::free::{USED_ROWS, ordinals, typed, used_ordinals};
use super::model::{Parent, ReferencePlan};
use super::number::{number, numbered};
use super::ordinals::{Ordinals, Radix};
use super::table::Draft;
use crate::data::{LogicalType, Question, Value};
use crate::generate::{Generator, Params, distinct};
use crate::random::Permutation;
use crate::schema::Key;
use crate::schema::expr::{Dialect, parse};

/// A space from which a key's one column is distinct without looking at the others.
const WIDE: u128 = 1 << 31;
/// Rows among which one-to-one references are permuted: near, so that a table keyed by them grows at its end.
const NEAR: u128 = 1024;

/// Makes every unique key of a table hold, and caps the rows where values run out.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    let mut keys: Vec<BTreeSet<usize>> = Vec::new();
    for key in &draft.schema.keys {
        match slots_of(draft, key, builder.inputs.schema.dialect) {
            Some(slots) => keys.push(slots),
            None => builder.notes.push(format!(
                "{}: unique key {} is over computed columns; the database decides it",
                draft.schema.name,
                key.name.as_deref().unwrap_or_default()
            )),
        }
    }
    keys.extend(wished(draft));
    keys.sort_by_key(BTreeSet::len);
    keys.dedup();
    // A key holds where one of fewer columns within it holds.
    let all = keys.clone();
    keys.retain(|key| !all.iter().any(|other| other != key && other.is_subset(key)));
    numbered(builder, draft);
    for at in 0..keys.len() {
        let shared: BTreeSet<usize> = keys
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .flat_map(|(_, key)| key.iter().copied())
            .collect();
        satisfy(builder, draft, &keys[at], &shared);
    }
}

/// The slots of a key's columns; for a part that is an expression, of the one column that it reads.
fn slots_of(draft: &Draft<'_>, key: &Key, dialect: Dialect) -> Option<BTreeSet<usize>> {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let mut slots = BTreeSet::new();
    for part in &key.parts {
        let column = part.column.or_else(|| {
            let text = part.expression.as_deref()?;
            let expr = parse(text, dialect, &names).ok()?;
            match expr.columns()[..] {
                [only] => draft.schema.column(only),
                _ => None,
            }
        })?;
        slots.insert(draft.slot(column)?);
    }
    (!slots.is_empty()).then_some(slots)
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
    if let [only] = key.iter().copied().collect::<Vec<_>>()[..] {
        alone(builder, draft, only);
        return;
    }
    let components = components(draft, key);
    if let [Component::Reference(reference, _)] = components[..] {
        one_to_one(builder, draft, reference);
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

/// A part of a composite key: a column, or all columns of one reference.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Component {
    Column(usize),
    Reference(usize, usize),
}

fn components(draft: &Draft<'_>, key: &BTreeSet<usize>) -> Vec<Component> {
    let mut components = Vec::new();
    for &slot in key {
        let component = match draft.slots[slot].reference {
            Some((reference, _)) => Component::Reference(reference, slot),
            None => Component::Column(slot),
        };
        let known = |other: &Component| match (other, component) {
            (Component::Reference(a, _), Component::Reference(b, _)) => *a == b,
            _ => false,
        };
        if !components.iter().any(known) {
            components.push(component);
        }
    }
    components
}

/// Values that a component can take without further ado; `None` when that is not known.
fn capacity(draft: &Draft<'_>, component: Component) -> Option<u128> {
    match component {
        Component::Reference(reference, _) => Some(u128::from(parents(draft, reference))),
        Component::Column(slot) => {
            let chosen = draft.slots[slot].chosen.as_ref()?;
            chosen.generator.ordinals().filter(|_| chosen.reads.is_empty())
        }
    }
}

/// Rows that a key must have room for: those that are there, and those that are wanted.
fn needed(draft: &Draft<'_>) -> u128 {
    u128::from(draft.asked) + u128::from(draft.existing)
}

/// Rows of the parent that a reference picks from.
fn parents(draft: &Draft<'_>, reference: usize) -> u64 {
    draft.references[reference].ordinals.count().unwrap_or(draft.asked)
}

/// The one column that can carry a composite key alone: a wide one, or any where the combinations of the
/// others are too few or serve another key.
fn carrier(draft: &Draft<'_>, components: &[Component], shared: &BTreeSet<usize>) -> Option<usize> {
    let free = |component: &Component| match *component {
        Component::Column(slot) if draft.slots[slot].composite.is_none() => Some(slot),
        _ => None,
    };
    let wide = components.iter().find(|component| {
        free(component).is_some() && capacity(draft, **component).is_some_and(|n| n >= WIDE)
    });
    if let Some(slot) = wide.and_then(free) {
        return Some(slot);
    }
    let product = components.iter().try_fold(1_u128, |product, &component| {
        capacity(draft, component).map(|n| product.saturating_mul(n))
    });
    let slot_of = |component: &Component| match *component {
        Component::Column(slot) | Component::Reference(_, slot) => slot,
    };
    let contended = components
        .iter()
        .map(slot_of)
        .any(|slot| draft.slots[slot].composite.is_some() || shared.contains(&slot));
    // Pairs with a row of the own table would have to look ahead.
    let own = components.iter().any(|component| match *component {
        Component::Reference(at, _) => matches!(draft.references[at].ordinals, Ordinals::Earlier { .. }),
        Component::Column(_) => false,
    });
    let contended = contended || own;
    if product.is_some_and(|product| product >= needed(draft)) && !contended {
        return None;
    }
    let least = if contended { 3 } else { 6 };
    components
        .iter()
        .filter_map(free)
        .filter(|slot| !decided(draft, *slot) && !too_narrow(draft, *slot))
        .max_by_key(|slot| wideness(draft, *slot))
        .filter(|slot| wideness(draft, *slot) >= least)
}

/// How far a column can be widened: text without end, numbers as far as their type goes.
fn wideness(draft: &Draft<'_>, slot: usize) -> u32 {
    match &draft.schema.columns[draft.slots[slot].column].logical_type {
        LogicalType::Text { max, .. } | LogicalType::Bytes { max } => max.map_or(u32::MAX, |max| max),
        LogicalType::Int { bits, .. } => u32::from(*bits) / 5,
        LogicalType::Decimal { precision, .. } => u32::from(*precision),
        LogicalType::Float { .. } | LogicalType::Timestamp { .. } | LogicalType::Uuid => 8,
        LogicalType::Bool => 0,
        _ => 3,
    }
}

/// Whether the slots are all digits of one number, so that they are distinct together already.
fn one_number(draft: &Draft<'_>, key: &BTreeSet<usize>) -> bool {
    let first = key.iter().next().and_then(|&at| draft.slots[at].composite);
    let digits =
        draft.slots.iter().enumerate().filter(|(_, slot)| slot.composite == first && first.is_some());
    digits.map(|(at, _)| at).all(|at| key.contains(&at))
}

/// Whether CHECKs or the user decided a column's values.
fn decided(draft: &Draft<'_>, slot: usize) -> bool {
    let slot = &draft.slots[slot];
    slot.chosen.as_ref().is_some_and(|chosen| chosen.reason == "CHECK" || chosen.reason == "configuration")
}

/// Whether a CHECK leaves a column fewer values than the table has rows.
fn too_narrow(draft: &Draft<'_>, slot: usize) -> bool {
    let chosen = draft.slots[slot].chosen.as_ref();
    chosen.is_some_and(|chosen| {
        let restricted = draft.domains.contains_key(&draft.slots[slot].column);
        restricted && chosen.generator.ordinals().is_none_or(|n| n < needed(draft))
    })
}

/// Makes a column distinct by itself.
fn alone(builder: &mut Builder<'_>, draft: &mut Draft<'_>, at: usize) {
    if let Some((reference, _)) = draft.slots[at].reference {
        one_to_one(builder, draft, reference);
        return;
    }
    widen(builder, draft, at);
    let column = draft.slots[at].column;
    let place = draft.place(column);
    let Some(chosen) = draft.slots[at].chosen.clone() else { return };
    if column::numbered(draft, column) {
        number(builder, draft, at);
        return;
    }
    let space = chosen.generator.ordinals().unwrap_or(0);
    if space == 0 {
        builder
            .problems
            .push(format!("{place}: is unique, and no generator of its type makes distinct values"));
        return;
    }
    let key =
        builder.key(&[&draft.schema.key, &draft.schema.columns[column].name.to_lowercase(), "distinct"]);
    let (ordinals, free) = ordinals(builder, draft, at, chosen.generator.as_ref(), space, key);
    draft.slots[at].ordinals = Some(ordinals);
    draft.slots[at].alone = true;
    draft.cap(free, || format!("{place} has {free} distinct values left"));
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
    let base = if reads { column::by_type(builder, draft, column, "unique") } else { chosen.clone() };
    let logical_type = draft.schema.columns[column].logical_type.clone();
    if enough(&base.generator) {
        draft.slots[at].chosen = Some(base);
    } else if let Some(generator) = distinct(&base.generator, &base.fits, need) {
        draft.slots[at].chosen = Some(super::table::Chosen { generator, ..base });
    } else if let Some(wide) = widest(builder, draft, column, &logical_type) {
        draft.slots[at].chosen = Some(wide);
    }
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

/// Every row of the parent is taken once at most; where the columns may be NULL, rows beyond are NULL.
fn one_to_one(builder: &mut Builder<'_>, draft: &mut Draft<'_>, reference: usize) {
    let parents = parents(draft, reference);
    let slots: Vec<usize> = (0..draft.slots.len())
        .filter(|&at| draft.slots[at].reference.is_some_and(|(of, _)| of == reference))
        .collect();
    let Some(&first) = slots.first() else { return };
    let place = draft.place(draft.slots[first].column);
    if let Some(trigger) = writing_trigger(builder, draft, reference) {
        draft.cap(0, || format!("the trigger {trigger} writes one row for each of its parent's"));
    }
    let key = builder.key(&[
        &draft.schema.key,
        &draft.schema.columns[draft.slots[first].column].name,
        "one-to-one",
    ]);
    let used = used_parents(builder, draft, reference, &slots);
    let free = u128::from(parents).saturating_sub(used.len() as u128);
    let optional = slots.iter().any(|&at| draft.slots[at].null_share > 0.0);
    let own_row = matches!(draft.references[reference].ordinals, Ordinals::Earlier { .. });
    let domain = if optional { free.max(u128::from(draft.rows)) } else { free };
    draft.references[reference].ordinals = match (own_row, domain, used.is_empty()) {
        (true, ..) | (_, 0, _) => Ordinals::Row,
        // Segments keep keys in near order; where some rows are NULL, these are spread over all.
        (_, _, true) if !optional => Ordinals::Segments { base: 0, segment: NEAR, end: domain, key },
        (_, _, true) => Ordinals::Segments { base: 0, segment: domain, end: domain, key },
        _ => Ordinals::Free { permutation: Permutation::new(key, domain), used: used.into() },
    };
    if optional && !own_row {
        draft.references[reference].bound = Some(parents);
    }
    for &at in &slots {
        draft.slots[at].alone = true;
        draft.slots[at].null_share = if own_row { draft.slots[at].null_share } else { 0.0 };
    }
    if !optional {
        draft.cap(free, || format!("{place} is one to one, and its parent has {free} free rows"));
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

/// Sampled parents that existing rows refer to already; parents of this run are new to everybody.
fn used_parents(builder: &Builder<'_>, draft: &Draft<'_>, reference: usize, slots: &[usize]) -> Vec<u128> {
    let Parent::Sampled { columns } = &draft.references[reference].parent else { return Vec::new() };
    let names = slots.iter().map(|&at| draft.schema.columns[draft.slots[at].column].name.clone()).collect();
    let question = Question::Tuples { table: draft.schema.key.clone(), columns: names, limit: USED_ROWS };
    let types: Vec<&LogicalType> =
        slots.iter().map(|&at| &draft.schema.columns[draft.slots[at].column].logical_type).collect();
    let sampled: std::collections::HashMap<String, u128> =
        (0..columns.first().map_or(0, |column| column.len()))
            .map(|row| {
                let cells: Vec<Value> = columns
                    .iter()
                    .zip(&types)
                    .map(|(column, logical_type)| column.value(row, logical_type))
                    .collect();
                (format!("{cells:?}"), row as u128)
            })
            .collect();
    used_ordinals(builder.ask(question), |row| sampled.get(&format!("{row:?}")).copied(), u128::MAX)
}

/// Makes the columns of a composite key digits of one permuted number. A column that is a digit of another
/// number stays one; then a reference among the rest goes one to one.
fn combine(builder: &mut Builder<'_>, draft: &mut Draft<'_>, components: &[Component]) {
    let taken = |component: &Component| match *component {
        Component::Column(slot) | Component::Reference(_, slot) => draft.slots[slot].composite.is_some(),
    };
    if components.iter().any(taken) {
        let reference = components.iter().find_map(|component| match *component {
            Component::Reference(reference, slot) if draft.slots[slot].composite.is_none() => Some(reference),
            _ => None,
        });
        let column = components.iter().find_map(|component| match *component {
            Component::Column(slot) if draft.slots[slot].composite.is_none() => Some(slot),
            _ => None,
        });
        match (reference, column) {
            (Some(reference), _) => one_to_one(builder, draft, reference),
            (None, Some(slot)) => alone(builder, draft, slot),
            (None, None) => builder.problems.push(format!(
                "{}: its unique keys share all their columns; fill one of them from the configuration",
                draft.schema.name
            )),
        }
        return;
    }
    let first = components.iter().map(|component| match *component {
        Component::Column(slot) | Component::Reference(_, slot) => slot,
    });
    let first = first.min();
    if within(builder, draft, components, first) {
        return;
    }
    let radices: Vec<u128> =
        components.iter().map(|&component| capacity(draft, component).unwrap_or(1).max(1)).collect();
    let names: Vec<String> = components
        .iter()
        .map(|&component| match component {
            Component::Column(slot) | Component::Reference(_, slot) => {
                draft.schema.columns[draft.slots[slot].column].name.clone()
            }
        })
        .collect();
    let product = radices.iter().fold(1_u128, |product, &n| product.saturating_mul(n));
    let key = builder.key(&[&draft.schema.key, &names.join(","), "composite"]);
    let used = used_combinations(builder, draft, components, &radices, &names);
    let free = product - (used.len() as u128).min(product);
    let radix = Arc::new(Radix::new(key, radices, used));
    for (part, &component) in components.iter().enumerate() {
        let ordinals = Ordinals::Digit { radix: Arc::clone(&radix), part };
        match component {
            Component::Reference(reference, _) => {
                draft.references[reference].ordinals = ordinals;
                for slot in &mut draft.slots {
                    if slot.reference.is_some_and(|(of, _)| of == reference) {
                        slot.composite = first;
                    }
                }
            }
            // A column that cannot be counted is drawn, and the others carry the key.
            Component::Column(_) if capacity(draft, component).is_none() => {}
            Component::Column(slot) => {
                draft.slots[slot].ordinals = Some(ordinals);
                draft.slots[slot].composite = first;
            }
        }
    }
    let table = draft.schema.name.to_string();
    draft.cap(free, || format!("{table} ({}) has {free} combinations left", names.join(", ")));
}

/// Where so many rows were wished for each row of a parent, another component is distinct among the children
/// of one parent, and the shares stay as they were wished. Parents of the run have no other children.
fn within(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    components: &[Component],
    first: Option<usize>,
) -> bool {
    let shares = components.iter().find_map(|component| match *component {
        Component::Reference(reference, _) => match &draft.references[reference] {
            ReferencePlan {
                ordinals: Ordinals::FanOut(shares, _), parent: Parent::Planned { .. }, ..
            } => Some((reference, *shares)),
            _ => None,
        },
        Component::Column(_) => None,
    });
    let Some((parent, shares)) = shares else { return false };
    let other = components.iter().copied().find(|component| {
        let itself = matches!(component, Component::Reference(reference, _) if *reference == parent);
        !itself && capacity(draft, *component).is_some_and(|n| n >= u128::from(shares.most()))
    });
    let Some(other) = other else { return false };
    let n = capacity(draft, other).unwrap_or(1);
    let slot_of = |component: Component| match component {
        Component::Column(slot) | Component::Reference(_, slot) => slot,
    };
    let name = &draft.schema.columns[draft.slots[slot_of(other)].column].name;
    let key = builder.key(&[&draft.schema.key, name, "within"]);
    let counted = matches!(other, Component::Column(slot)
        if draft.schema.columns[draft.slots[slot].column].logical_type.is_numeric());
    let order = (!counted).then_some((key, n));
    let ordinals = Ordinals::Within { shares, order };
    match other {
        Component::Column(slot) => draft.slots[slot].ordinals = Some(ordinals),
        Component::Reference(reference, _) => draft.references[reference].ordinals = ordinals,
    }
    for at in 0..draft.slots.len() {
        let part = |component: Component| match component {
            Component::Column(slot) => slot == at,
            Component::Reference(of, _) => draft.slots[at].reference.is_some_and(|(known, _)| known == of),
        };
        if part(other) || draft.slots[at].reference.is_some_and(|(known, _)| known == parent) {
            draft.slots[at].composite = first;
        }
    }
    true
}

/// Combinations that exist already. Where one component is a parent of this run there are none.
fn used_combinations(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    components: &[Component],
    radices: &[u128],
    names: &[String],
) -> Vec<u128> {
    let fresh = components.iter().any(|component| match component {
        Component::Reference(reference, _) => {
            matches!(draft.references[*reference].parent, Parent::Planned { .. })
        }
        Component::Column(_) => false,
    });
    if fresh {
        return Vec::new();
    }
    let table = draft.schema.key.clone();
    let answer = builder.ask(Question::Tuples { table, columns: names.to_vec(), limit: USED_ROWS });
    let digit = |component: Component, value: &Value| match component {
        Component::Column(slot) => {
            let logical_type = &draft.schema.columns[draft.slots[slot].column].logical_type;
            draft.slots[slot].chosen.as_ref()?.generator.ordinal_of(&typed(value, logical_type))
        }
        Component::Reference(reference, slot) => {
            let (_, part) = draft.slots[slot].reference?;
            let Parent::Sampled { columns } = &draft.references[reference].parent else { return None };
            let logical_type = &draft.schema.columns[draft.slots[slot].column].logical_type;
            (0..columns[part].len())
                .find(|&row| columns[part].value(row, logical_type) == *value)
                .map(|row| row as u128)
        }
    };
    let number = |row: &[Value]| {
        let mut stride = 1;
        components.iter().zip(radices).zip(row).try_fold(0, |number, ((&component, radix), value)| {
            let digit = digit(component, value).filter(|digit| digit < radix)?;
            let number = number + digit * stride;
            stride *= radix;
            Some(number)
        })
    };
    used_ordinals(answer, number, u128::MAX)
}
