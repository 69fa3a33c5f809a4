//! Foreign keys that share columns, such as two composite ones with one `tenant_id`: rows of all tables
//! concerned belong to groups, one for each row of the table that the shared columns come from. Groups may lie
//! within each other: lists of a project of a tenant.
//!
//! Must not know values, nor where the rows of a group lie. Start reading at [`groups`], then [`settle`].

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::group::{GROUPS_SEEN, Group};
use super::layout::Layout;
use super::reference::fan_out;
use super::table::Draft;
use super::words::Words;
use crate::config::{Rows, parse_range};
use crate::schema::{ForeignKey, Schema};

/// Rows that a group has at least where rows of it refer to each other, if there are so many.
const KIN: u64 = 4;

/// What groups the rows of a table: columns of it, and the table and columns that they come from, in the same
/// order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grouping {
    /// The shared columns.
    pub(super) columns: Vec<usize>,
    root: (usize, Vec<usize>),
}

impl Grouping {
    /// Whether the groups are those of the table itself.
    pub(super) fn is_own(&self, table: usize) -> bool {
        self.root.0 == table
    }

    fn set(&self) -> BTreeSet<usize> {
        self.columns.iter().copied().collect()
    }
}

/// Groupings by table.
pub(super) type Groupings = BTreeMap<usize, Vec<Grouping>>;
/// Where the rows of groups lie, by table and columns.
pub(super) type Layouts = BTreeMap<(usize, BTreeSet<usize>), Layout>;

/// The tables whose rows have to be grouped, by position.
pub(super) fn groups(schema: &Schema) -> Groupings {
    let mut found = Groupings::new();
    for table in 0..schema.tables.len() {
        for shared in overlaps(schema, table) {
            let mut tried = found.clone();
            if let Some(root) = ensure(schema, table, &shared, &mut tried, &mut BTreeSet::new()) {
                let own = root == (table, shared.clone()) && makes_own(schema, table, &shared);
                if !own || add(&mut tried, table, Grouping { columns: shared, root }) {
                    found = tried;
                }
            }
        }
    }
    found
}

/// Groups a table; false where it is grouped otherwise already: groups of one table lie within each other.
fn add(found: &mut Groupings, table: usize, grouping: Grouping) -> bool {
    let all = found.entry(table).or_default();
    let set = grouping.set();
    if let Some(known) = all.iter().find(|known| known.set() == set) {
        let mut pairs: Vec<_> = grouping.columns.iter().zip(&grouping.root.1).collect();
        let mut others: Vec<_> = known.columns.iter().zip(&known.root.1).collect();
        pairs.sort_unstable();
        others.sort_unstable();
        return known.root.0 == grouping.root.0 && pairs == others;
    }
    let nested = |known: &Grouping| known.set().is_subset(&set) || known.set().is_superset(&set);
    let fits = all.iter().all(nested);
    if fits {
        all.push(grouping);
    }
    fits
}

/// Sets of columns that several foreign keys of a table share while no one implies the others.
fn overlaps(schema: &Schema, table: usize) -> BTreeSet<Vec<usize>> {
    let keys = &schema.tables[table].foreign_keys;
    let mut shared = BTreeSet::new();
    for (at, one) in keys.iter().enumerate() {
        let of_own = one.parent == Some(table);
        let kept = kept(one);
        if of_own && !kept.is_empty() && kept.len() < one.columns.len() {
            shared.insert(kept.into_iter().collect());
        }
        for other in keys[at + 1..].iter().filter(|other| !of_own && other.parent != Some(table)) {
            let both: Vec<usize> =
                one.columns.iter().copied().filter(|column| other.columns.contains(column)).collect();
            let beyond = both.len() < one.columns.len() && both.len() < other.columns.len();
            if !both.is_empty() && beyond {
                shared.insert(sorted(both));
            }
        }
    }
    shared
}

/// Whether rows of a table share columns with rows of their own table only.
fn makes_own(schema: &Schema, table: usize, shared: &[usize]) -> bool {
    let touches = |key: &ForeignKey| key.columns.iter().any(|column| shared.contains(column));
    let keys = &schema.tables[table].foreign_keys;
    keys.iter().all(|key| key.parent == Some(table) || !touches(key))
}

fn sorted(mut columns: Vec<usize>) -> Vec<usize> {
    columns.sort_unstable();
    columns
}

fn pairs(key: &ForeignKey) -> impl Iterator<Item = (usize, usize)> {
    key.columns.iter().copied().zip(key.parent_columns.iter().copied())
}

/// The parent's columns of some columns of a reference; `None` when it does not have them all.
fn mapped(key: &ForeignKey, columns: &[usize]) -> Option<Vec<usize>> {
    columns
        .iter()
        .map(|&column| pairs(key).find(|(child, _)| *child == column).map(|(_, parent)| parent))
        .collect()
}

/// Groups a table by some columns, and all the parents that these come from; where they come from in the
/// end. `None` when they come from several places, or groups would cross each other.
fn ensure(
    schema: &Schema,
    table: usize,
    columns: &[usize],
    found: &mut Groupings,
    open: &mut BTreeSet<usize>,
) -> Option<(usize, Vec<usize>)> {
    let covering = |key: &&ForeignKey| key.parent.is_some_and(|parent| parent != table);
    let keys = schema.tables[table].foreign_keys.iter().filter(covering);
    let parents: Vec<(usize, Vec<usize>)> =
        keys.filter_map(|key| Some((key.parent?, mapped(key, columns)?))).collect();
    if parents.is_empty() {
        return Some((table, columns.to_vec()));
    }
    if !open.insert(table) {
        return None;
    }
    let mut root = None;
    for (parent, columns) in parents {
        let here = ensure(schema, parent, &columns, found, open)?;
        if root.get_or_insert_with(|| here.clone()) != &here {
            return None;
        }
    }
    open.remove(&table);
    let root = root?;
    add(found, table, Grouping { columns: columns.to_vec(), root: root.clone() }).then_some(root)
}

/// Lays out the rows of a table by each of its groupings, the finest first; parents were laid out before.
pub(super) fn settle(builder: &mut Builder<'_>, draft: &Draft<'_>) {
    let Some(mut groupings) = builder.groups.get(&draft.table).cloned() else { return };
    groupings.sort_by_key(|grouping| std::cmp::Reverse(grouping.columns.len()));
    for (at, grouping) in groupings.iter().enumerate().filter(|(_, grouping)| !grouping.is_own(draft.table)) {
        if let Some(layout) = lay(builder, draft, grouping, &groupings[..at]) {
            builder.layouts.insert((draft.table, grouping.set()), layout);
        }
    }
}

fn lay(builder: &Builder<'_>, draft: &Draft<'_>, grouping: &Grouping, finer: &[Grouping]) -> Option<Layout> {
    let keys = &draft.schema.foreign_keys;
    let mut parents = Vec::new();
    for key in keys.iter().filter(|key| key.parent != Some(draft.table)) {
        let Some(columns) = mapped(key, &grouping.columns) else { continue };
        let parent = key.parent?;
        let rows = builder.tables.get(*builder.positions.get(&parent)?)?.rows;
        parents.push((parent, rows, layout_of(builder, parent, &columns, &grouping.root)?));
    }
    if let Some((per, low, high)) = per(builder, draft) {
        let (_, rows, _) = parents.iter().find(|(parent, ..)| *parent == per && grouping.root.0 == per)?;
        return Some(Layout::shares(fan_out(builder, draft.table, low, high), *rows));
    }
    let through = finer.iter().find_map(|finer| {
        let rows = builder.layouts.get(&(draft.table, finer.set()))?.period()?;
        let place = |column: &usize| finer.columns.iter().position(|other| other == column);
        let columns: Option<Vec<usize>> =
            grouping.columns.iter().map(|column| Some(finer.root.1[place(column)?])).collect();
        Some((rows, layout_of(builder, finer.root.0, &columns?, &grouping.root)?))
    });
    let skewed = || {
        let (_, rows, layout) = parents.iter().find(|(_, _, layout)| layout.is_skewed())?;
        Some((*rows, layout.clone()))
    };
    if let Some((rows, layout)) = through.or_else(skewed) {
        return (rows > 0).then(|| Layout::through(rows, &layout));
    }
    let least = parents.iter().map(|(_, rows, layout)| layout.groups().min(*rows)).min()?;
    let kin = keys.iter().any(|key| key.parent == Some(draft.table) && kept(key) == grouping.set());
    let least = if kin { least.min((draft.rows / KIN).max(1)) } else { least };
    (least > 0).then(|| Layout::turn(least))
}

/// Where the rows of a parent lie: where each is a group of its own, in turn.
fn layout_of(
    builder: &Builder<'_>,
    table: usize,
    columns: &[usize],
    root: &(usize, Vec<usize>),
) -> Option<Layout> {
    let known = builder.layouts.get(&(table, columns.iter().copied().collect()));
    known.cloned().or_else(|| {
        let rows = builder.tables.get(*builder.positions.get(&table)?)?.rows;
        (root.0 == table && root.1 == columns).then(|| Layout::turn(rows))
    })
}

/// The parent that the table's rows are counted for, and how many each has.
fn per(builder: &Builder<'_>, draft: &Draft<'_>) -> Option<(usize, u64, u64)> {
    match draft.wishes?.rows.as_ref()? {
        Rows::Per { per, count } => {
            let (low, high) = parse_range(count).ok()?;
            Some((builder.inputs.schema.find(per)?, low, high))
        }
        _ => None,
    }
}

/// The columns of a reference to the own table in which both rows have the same.
fn kept(key: &ForeignKey) -> BTreeSet<usize> {
    pairs(key).filter(|(column, parent)| column == parent).map(|(column, _)| column).collect()
}

/// How a reference over the shared columns of a grouped table picks its parent; `None` where the table is
/// not grouped, or its parents are not all part of the run.
pub(super) fn grouped(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    (columns, parent_columns): (&[usize], &[usize]),
    parent: usize,
    words: impl Fn() -> Words,
) -> Option<Group> {
    let groupings = builder.groups.get(&draft.table)?.iter();
    let covered = groupings.filter(|grouping| grouping.columns.iter().all(|column| columns.contains(column)));
    let grouping = covered.max_by_key(|grouping| grouping.columns.len())?;
    let own = builder.layouts.get(&(draft.table, grouping.set()))?.clone();
    if per(builder, draft).is_some_and(|(per, ..)| per == parent) {
        return None;
    }
    let nullable =
        |&at: &usize| draft.schema.columns[at].nullable && !builder.referenced.contains(&(draft.table, at));
    let pairs = || columns.iter().copied().zip(parent_columns.iter().copied());
    if parent == draft.table {
        let kept: BTreeSet<usize> =
            pairs().filter(|(column, parent)| column == parent).map(|(column, _)| column).collect();
        let optional = columns.iter().any(nullable);
        return (kept == grouping.set()).then(|| Group::earlier(own, optional, words()));
    }
    let of_parent = |column: &usize| pairs().find(|(child, _)| child == column).map(|(_, parent)| parent);
    let mapped: Vec<usize> = grouping.columns.iter().filter_map(of_parent).collect();
    let rows = builder.tables.get(*builder.positions.get(&parent)?)?.rows;
    let layout = layout_of(builder, parent, &mapped, &grouping.root)?;
    let used = |group: &u64| own.count(*group, draft.rows) > 0;
    let gaps = (0..own.groups().min(GROUPS_SEEN)).filter(used).any(|group| layout.count(group, rows) == 0);
    let beyond = |at: &&usize| !grouping.columns.contains(at);
    let optional = columns.iter().filter(beyond).any(nullable);
    (!gaps || optional).then(|| Group::drawn(own, (rows, layout), gaps, words()))
}

/// Whether a reference waits until the columns of its table are chosen, which makes the groups itself.
pub(super) fn waits(builder: &Builder<'_>, table: usize, columns: &[usize], parent: Option<usize>) -> bool {
    let own = |grouping: &Grouping| {
        grouping.is_own(table) && grouping.columns.iter().all(|column| columns.contains(column))
    };
    parent == Some(table) && builder.groups.get(&table).is_some_and(|groupings| groupings.iter().any(own))
}
