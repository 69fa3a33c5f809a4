//! Unique keys of several columns: one column carries the key, or all are digits of one permuted number.
//!
//! Start reading at [`carrier`] and [`combine`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Builder;
use super::domain::Domain;
use super::free::{Sampled, USED_ROWS, typed, unlisted, used_ordinals};
use super::group::{Group, distinct};
use super::model::{Parent, ReferencePlan, Source};
use super::ordinals::{FanOut, Ordinals};
use super::radix::{Difference, Pair, Radix};
use super::table::Draft;
use super::unique::{alone, chained, decided, needed, one_to_one, parents, parts_of, types_of};
use crate::data::{LogicalType, Question, Value};
use crate::schema::expr::Comparison;

/// A space from which a key's one column is distinct without looking at the others.
const WIDE: u128 = 1 << 31;

/// Most children of a row of a tree.
const CHILDREN_MAX: u128 = 8;

/// A part of a composite key: a column, or all columns of one reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Component {
    Column(usize),
    Reference(usize, usize),
}

impl Component {
    /// Its column, or the first one of its reference.
    fn slot(self) -> usize {
        match self {
            Self::Column(slot) | Self::Reference(_, slot) => slot,
        }
    }

    fn fills(self, draft: &Draft<'_>, at: usize) -> bool {
        match self {
            Self::Column(slot) => slot == at,
            Self::Reference(reference, _) => draft.slots[at].reference.is_some_and(|(of, _)| of == reference),
        }
    }

    fn is_free(self, draft: &Draft<'_>) -> bool {
        draft.slots[self.slot()].composite.is_none()
    }

    /// Whether it refers to rows of its own table.
    fn is_own(self, draft: &Draft<'_>) -> bool {
        match self {
            Self::Reference(at, _) => matches!(draft.references[at].ordinals, Ordinals::Earlier { .. }),
            Self::Column(_) => false,
        }
    }

    fn name(self, draft: &Draft<'_>) -> String {
        draft.schema.columns[draft.slots[self.slot()].column].name.clone()
    }

    fn take(self, draft: &mut Draft<'_>, ordinals: Ordinals) {
        match self {
            Self::Column(slot) => draft.slots[slot].ordinals = Some(ordinals),
            Self::Reference(reference, _) => draft.references[reference].ordinals = ordinals,
        }
    }

    /// Its columns belong to the number that begins at slot `first`.
    fn join(self, draft: &mut Draft<'_>, first: Option<usize>) {
        for at in 0..draft.slots.len() {
            if self.fills(draft, at) {
                draft.slots[at].composite = first;
            }
        }
    }
}

/// The columns of a key, those of one reference together.
pub(super) fn components(draft: &Draft<'_>, key: &BTreeSet<usize>) -> Vec<Component> {
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

/// The one column that can carry a composite key alone: a wide one, or any where the combinations of the
/// others are too few or serve another key.
pub(super) fn carrier(
    draft: &Draft<'_>,
    components: &[Component],
    shared: &BTreeSet<usize>,
) -> Option<usize> {
    // What a CHECK or a partition decides row by row is left to it.
    let cased = |slot: usize| draft.slots[slot].cases.is_some();
    let free = |component: &Component| match *component {
        Component::Column(slot) if component.is_free(draft) && !cased(slot) => Some(slot),
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
    let needed_elsewhere =
        components.iter().any(|component| !component.is_free(draft) || shared.contains(&component.slot()));
    // Pairs with a row of the own table would have to look ahead.
    let own = components.iter().any(|component| component.is_own(draft));
    let contended = needed_elsewhere || own || components.iter().any(|component| cased(component.slot()));
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

/// Whether a CHECK leaves a column fewer values than the table has rows.
fn too_narrow(draft: &Draft<'_>, slot: usize) -> bool {
    let chosen = draft.slots[slot].chosen.as_ref();
    chosen.is_some_and(|chosen| {
        // Binary strings of a length have their number in front; all else is narrowed.
        let binary = matches!(chosen.fits, LogicalType::Bytes { .. });
        let ways = draft.domains.get(&draft.slots[slot].column);
        let restricted = ways.is_some_and(|ways| !(binary && ways.iter().all(Domain::is_sized)));
        restricted && chosen.generator.ordinals().is_none_or(|n| n < needed(draft))
    })
}

/// Makes the columns of a composite key digits of one permuted number. A column that is a digit of another
/// number stays one; then a reference among the rest goes one to one.
pub(super) fn combine(builder: &mut Builder<'_>, draft: &mut Draft<'_>, components: &[Component]) {
    if !components.iter().all(|component| component.is_free(draft)) {
        part_alone(builder, draft, components);
        return;
    }
    let first = components.iter().map(|component| component.slot()).min();
    if in_groups(builder, draft, components)
        || within(builder, draft, components, first)
        || tree(builder, draft, components, first)
    {
        return;
    }
    let mut radices: Vec<u128> =
        components.iter().map(|&component| capacity(draft, component).unwrap_or(1).max(1)).collect();
    let pair = compared(builder, draft, components);
    if let Some(pair) = pair {
        (radices[pair.left], radices[pair.right]) = (pair.count(), 1);
    }
    let names: Vec<String> = components.iter().map(|component| component.name(draft)).collect();
    let product = radices.iter().fold(1_u128, |product, &n| product.saturating_mul(n));
    let key = builder.key(&[&draft.schema.key, &names.join(","), "composite"]);
    let Some(used) = used_combinations(builder, draft, components, &radices, pair) else {
        carry_unlisted(builder, draft, components);
        return;
    };
    let free = product - (used.len() as u128).min(product);
    // Where there is no pair at all, the cap below leaves no row.
    let radices = radices.into_iter().map(|radix| radix.max(1)).collect();
    let radix = Arc::new(Radix::new(key, radices, used, pair));
    for (part, &component) in components.iter().enumerate() {
        // A column that cannot be counted is drawn, and the others carry the key.
        if capacity(draft, component).is_some() {
            // Pairs with rows of the own table look ahead: they are checked after the load.
            draft.unenforced |= component.is_own(draft);
            component.take(draft, Ordinals::Digit { radix: Arc::clone(&radix), part });
            component.join(draft, first);
        }
    }
    let table = draft.schema.name.to_string();
    draft.cap(free, || format!("{table} ({}) has {free} combinations left", names.join(", ")));
}

/// Two components that a CHECK compares, with values in one order.
fn compared(builder: &Builder<'_>, draft: &Draft<'_>, components: &[Component]) -> Option<Pair> {
    let at = |column: usize| {
        let slot = draft.slot(column)?;
        components.iter().position(|component| component.fills(draft, slot))
    };
    draft.orders.iter().find_map(|&(left, op, right)| {
        let (mut left, mut right) = (at(left)?, at(right)?);
        let difference = match op {
            Comparison::Ne => Difference::Unequal,
            Comparison::Lt | Comparison::Gt => Difference::Below,
            Comparison::Le | Comparison::Ge => Difference::NotAbove,
            Comparison::Eq => return None,
        };
        if matches!(op, Comparison::Gt | Comparison::Ge) {
            std::mem::swap(&mut left, &mut right);
        }
        let ordered = difference != Difference::Unequal;
        let alike = left != right && alike(builder, draft, components[left], components[right], ordered);
        let n = capacity(draft, components[left])?;
        (alike && capacity(draft, components[right]) == Some(n)).then_some(Pair {
            left,
            right,
            n,
            difference,
        })
    })
}

/// Whether equal ordinals of two components mean equal values, and where `ordered`, smaller ones smaller.
fn alike(builder: &Builder<'_>, draft: &Draft<'_>, left: Component, right: Component, ordered: bool) -> bool {
    match (left, right) {
        (Component::Column(left), Component::Column(right)) => {
            let made = |slot: usize| draft.slots[slot].chosen.as_ref();
            made(left).zip(made(right)).is_some_and(|(left, right)| {
                left.name() == "integer" && right.name() == "integer" && left.params == right.params
            })
        }
        (Component::Reference(left, _), Component::Reference(right, _)) => {
            match (&draft.references[left].parent, &draft.references[right].parent) {
                (
                    Parent::Planned { table, columns },
                    Parent::Planned { table: other, columns: other_columns },
                ) => {
                    let counted = |column: &usize| {
                        let plan = builder.tables.get(*table).map(|plan| &plan.columns[*column].source);
                        matches!(plan, Some(Source::Distinct { ordinals: Ordinals::Row, .. }))
                    };
                    let single = columns.len() == 1 && table == other && columns == other_columns;
                    single && (!ordered || columns.iter().all(counted))
                }
                // They are sampled in the order of their key.
                (Parent::Sampled { columns }, Parent::Sampled { columns: others }) => {
                    columns.len() == 1 && columns == others
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Where existing combinations are too many to be listed, a column that can go beyond its existing values
/// carries the key; without one, no row is added.
fn carry_unlisted(builder: &mut Builder<'_>, draft: &mut Draft<'_>, components: &[Component]) {
    let columns = components.iter().filter_map(|component| match *component {
        Component::Column(slot) if !decided(draft, slot) && !too_narrow(draft, slot) => Some(slot),
        _ => None,
    });
    match columns.max_by_key(|slot| wideness(draft, *slot)).filter(|slot| wideness(draft, *slot) >= 6) {
        Some(slot) => alone(builder, draft, slot),
        None => {
            let names: Vec<String> = components.iter().map(|component| component.name(draft)).collect();
            let place = format!("{} ({})", draft.schema.name, names.join(", "));
            draft.cap(0, || unlisted(&place));
        }
    }
}

/// Makes one component that is no digit yet distinct by itself, rather a reference.
fn part_alone(builder: &mut Builder<'_>, draft: &mut Draft<'_>, components: &[Component]) {
    let free = components.iter().copied().filter(|component| component.is_free(draft));
    let part = free.min_by_key(|component| matches!(component, Component::Column(_)));
    match part {
        Some(Component::Reference(reference, _)) => one_to_one(builder, draft, reference),
        Some(Component::Column(slot)) => alone(builder, draft, slot),
        None => builder.problems.impossible(format!(
            "{}: its unique keys share all their columns; fill one of them from the configuration",
            draft.schema.name
        )),
    }
}

/// Where one component picks a parent of the row's group, all are distinct together within each group.
pub(super) fn in_groups(builder: &Builder<'_>, draft: &mut Draft<'_>, components: &[Component]) -> bool {
    let references = components.iter().filter_map(|component| match component {
        Component::Reference(reference, _) => Some(*reference),
        Component::Column(_) => None,
    });
    if references.collect::<Vec<usize>>().into_iter().any(|reference| chained(draft, reference)) {
        return true;
    }
    let group = |component: &Component| match *component {
        Component::Reference(reference, _) => match &draft.references[reference].ordinals {
            Ordinals::Grouped(group) if !group.is_own() => Some(group.clone()),
            _ => None,
        },
        Component::Column(_) => None,
    };
    // A component of another kind that cannot be counted is drawn; one of another parent is distinct too.
    let counted: Vec<Component> = components
        .iter()
        .copied()
        .filter(|component| group(component).is_some() || capacity(draft, *component).is_some())
        .collect();
    let parts: Vec<Result<Group, u128>> = counted
        .iter()
        .map(|component| group(component).ok_or_else(|| capacity(draft, *component).unwrap_or(1)))
        .collect();
    if !parts.iter().any(Result::is_ok) {
        return false;
    }
    let names: Vec<String> = components.iter().map(|component| component.name(draft)).collect();
    let key = builder.key(&[&draft.schema.key, &names.join(","), "composite"]);
    let Some((digits, free)) = distinct(&parts, key, draft.rows) else { return false };
    let first = counted.iter().map(|component| component.slot()).min();
    for (component, digit) in counted.into_iter().zip(digits) {
        component.take(draft, Ordinals::Grouped(digit));
        component.join(draft, first);
    }
    let table = draft.schema.name.to_string();
    draft.cap(free, || format!("{table} ({}) has {free} combinations left", names.join(", ")));
    true
}

/// Where so many rows were wished for each row of a parent, another component is distinct among the children
/// of one parent, and the shares stay as they were wished. Parents of the run have no other children.
fn within(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    components: &[Component],
    first: Option<usize>,
) -> bool {
    let shares = components.iter().find_map(|&component| match component {
        Component::Reference(reference, _) => match &draft.references[reference] {
            ReferencePlan {
                ordinals: Ordinals::FanOut(shares, _), parent: Parent::Planned { .. }, ..
            } => Some((component, *shares)),
            _ => None,
        },
        Component::Column(_) => None,
    });
    let Some((parent, shares)) = shares else { return false };
    let other = components.iter().copied().find(|&component| {
        component != parent && capacity(draft, component).is_some_and(|n| n >= u128::from(shares.most()))
    });
    let Some(other) = other else { return false };
    let n = capacity(draft, other).unwrap_or(1);
    let key = builder.key(&[&draft.schema.key, &other.name(draft), "within"]);
    let counted = matches!(other, Component::Column(slot)
        if draft.schema.columns[draft.slots[slot].column].logical_type.is_numeric());
    let order = (!counted).then_some((key, n));
    other.take(draft, Ordinals::Within { shares, order });
    other.join(draft, first);
    parent.join(draft, first);
    true
}

/// Where rows refer to rows of their own table, each gets so many children, in order: a tree that is as deep
/// as the logarithm of its rows. Another component is distinct among the children of one row.
fn tree(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    components: &[Component],
    first: Option<usize>,
) -> bool {
    let own = components.iter().copied().find_map(|component| match component {
        Component::Reference(at, _) => match draft.references[at].ordinals {
            Ordinals::Earlier { rooted, .. } => Some((component, rooted)),
            _ => None,
        },
        Component::Column(_) => None,
    });
    let Some((parent, rooted)) = own else { return false };
    let mut others = components.iter().copied().filter(|&component| component != parent);
    let several = |component: &Component| capacity(draft, *component).is_some_and(|n| n > 1);
    let Some(other) = others.find(several) else { return false };
    let n = capacity(draft, other).unwrap_or(1);
    let each = n.min(CHILDREN_MAX) as u64;
    let key = builder.key(&[&draft.schema.key, &other.name(draft), "within"]);
    let shares = FanOut::new(each, each, key);
    other.take(draft, Ordinals::Within { shares, order: Some((key, n)) });
    parent.take(draft, Ordinals::Tree { shares, rooted });
    other.join(draft, first);
    parent.join(draft, first);
    // A parent may lie in a chunk that is loaded at the same time.
    draft.unenforced = true;
    true
}

/// Combinations that exist already, `None` when they are too many to be listed. Where one component is a
/// parent of this run there are none.
fn used_combinations(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    components: &[Component],
    radices: &[u128],
    pair: Option<Pair>,
) -> Option<Vec<u128>> {
    let fresh = components.iter().any(|component| match component {
        Component::Reference(reference, _) => {
            matches!(draft.references[*reference].parent, Parent::Planned { .. })
        }
        Component::Column(_) => false,
    });
    if fresh {
        return Some(Vec::new());
    }
    let digits: Vec<Digit<'_>> = components.iter().map(|&component| Digit::of(draft, component)).collect();
    let names = digits.iter().flat_map(|digit| &digit.slots);
    let columns = names.map(|&at| draft.schema.columns[draft.slots[at].column].name.clone()).collect();
    let question = Question::Tuples { table: draft.schema.key.clone(), columns, limit: USED_ROWS };
    let number = |row: &[Value]| {
        let mut rest = row;
        let mut numbers: Vec<u128> = digits
            .iter()
            .map(|digit| {
                let (cells, others) = rest.split_at_checked(digit.slots.len())?;
                rest = others;
                (digit.read)(cells)
            })
            .collect::<Option<_>>()?;
        if let Some(pair) = pair {
            let joined = pair.join(numbers[pair.left], numbers[pair.right])?;
            (numbers[pair.left], numbers[pair.right]) = (joined, 0);
        }
        let mut stride = 1;
        numbers.iter().zip(radices).try_fold(0, |number, (&digit, radix)| {
            let number = number + Some(digit).filter(|digit| digit < radix)? * stride;
            stride *= radix;
            Some(number)
        })
    };
    used_ordinals(builder.ask(question), number, u128::MAX)
}

/// The digit that a component of an existing row stands for.
type ReadDigit<'d> = Box<dyn Fn(&[Value]) -> Option<u128> + 'd>;

/// How one component of a composite key is read back from existing rows.
struct Digit<'d> {
    slots: Vec<usize>,
    read: ReadDigit<'d>,
}

impl<'d> Digit<'d> {
    fn of(draft: &'d Draft<'_>, component: Component) -> Self {
        match component {
            Component::Column(slot) => {
                let logical_type = &draft.schema.columns[draft.slots[slot].column].logical_type;
                let generator = draft.slots[slot].chosen.as_ref().map(|chosen| &chosen.generator);
                let read = move |cells: &[Value]| generator?.ordinal_of(&typed(&cells[0], logical_type));
                Self { slots: vec![slot], read: Box::new(read) }
            }
            Component::Reference(reference, _) => {
                let slots = parts_of(draft, reference);
                let sampled = match &draft.references[reference].parent {
                    Parent::Sampled { columns } => Some(Sampled::new(columns, types_of(draft, &slots))),
                    Parent::Planned { .. } => None,
                };
                Self { slots, read: Box::new(move |cells| sampled.as_ref()?.find(cells)) }
            }
        }
    }
}
