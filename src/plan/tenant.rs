//! Foreign keys that share columns, such as two composite ones with one `tenant_id`: rows of all tables
//! concerned belong to groups, one for each row of the table that the shared columns come from.
//!
//! Row r of a table with modulus m belongs to group r mod m, so that the rows of a group are known in closed
//! form: g, g + m, g + 2m … Must not know values. Start reading at [`groups`], then [`Group`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Builder;
use super::ordinals::numbered;
use super::table::Draft;
use super::words::Words;
use crate::config::Rows;
use crate::random::{Key, Permutation, bounded};
use crate::schema::{ForeignKey, Schema};

/// What groups the rows of a table: columns of it, and the table and columns that they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grouping {
    /// The shared columns.
    pub(super) columns: BTreeSet<usize>,
    root: (usize, Vec<usize>),
}

/// The tables whose rows have to be grouped, by position.
pub(super) fn groups(schema: &Schema) -> BTreeMap<usize, Grouping> {
    let mut found = BTreeMap::new();
    for table in 0..schema.tables.len() {
        for shared in overlaps(schema, table) {
            let mut tried = found.clone();
            if let Some(root) = ensure(schema, table, &shared, &mut tried, &mut BTreeSet::new()) {
                if root == (table, shared.clone()) && makes_own(schema, table, &shared) {
                    tried.insert(table, Grouping { columns: shared.into_iter().collect(), root });
                }
                found = tried;
            }
        }
    }
    found
}

/// Sets of columns that several foreign keys of a table share while no one implies the others.
fn overlaps(schema: &Schema, table: usize) -> BTreeSet<Vec<usize>> {
    let keys = &schema.tables[table].foreign_keys;
    let mut shared = BTreeSet::new();
    for (at, one) in keys.iter().enumerate() {
        let of_own = one.parent == Some(table);
        let kept: Vec<usize> =
            pairs(one).filter(|(column, parent)| column == parent).map(|(c, _)| c).collect();
        if of_own && !kept.is_empty() && kept.len() < one.columns.len() {
            shared.insert(sorted(kept));
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
/// end. `None` when they come from several places, or a table would need two groupings.
fn ensure(
    schema: &Schema,
    table: usize,
    columns: &[usize],
    found: &mut BTreeMap<usize, Grouping>,
    open: &mut BTreeSet<usize>,
) -> Option<(usize, Vec<usize>)> {
    let covering = |key: &&ForeignKey| key.parent.is_some_and(|parent| parent != table);
    let keys = schema.tables[table].foreign_keys.iter().filter(covering);
    let parents: Vec<(usize, Vec<usize>)> =
        keys.filter_map(|key| Some((key.parent?, mapped(key, columns)?))).collect();
    if parents.is_empty() {
        let here = (table, columns.to_vec());
        return found.get(&table).is_none_or(|known| known.root == here).then_some(here);
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
    let grouping = Grouping { columns: columns.iter().copied().collect(), root: root.clone() };
    let known = found.entry(table).or_insert_with(|| grouping.clone());
    (*known == grouping).then_some(root)
}

/// The row of a parent that lies in the same group, or a number that is distinct within the group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Groups of the table itself.
    own: u64,
    /// The part that is picked.
    part: Size,
    pick: Pick,
}

/// How many there are to pick from.
#[derive(Clone, Copy, Debug)]
enum Size {
    /// Rows of a parent, which has so many groups.
    Rows { rows: u64, groups: u64 },
    /// Values, the same for all groups.
    Values(u128),
}

impl Size {
    fn of(self, group: u64) -> u128 {
        match self {
            Self::Rows { rows, groups } => u128::from(rows.saturating_sub(group).div_ceil(groups)),
            Self::Values(n) => n,
        }
    }
}

#[derive(Clone, Debug)]
enum Pick {
    /// Any.
    Drawn(Words),
    /// Any row before the own one; the first one of a group is itself or, as a root, nobody.
    Earlier { rooted: bool, words: Words },
    /// The first.
    First,
    /// The other row of two.
    Partner,
    /// A digit of a number that is permuted within the group: distinct together with the other digits.
    Digit { key: Key, sizes: Arc<[Size]>, part: usize },
}

impl Grouping {
    /// Whether the groups are those of the table itself.
    fn is_own(&self, table: usize) -> bool {
        self.root.0 == table
    }
}

impl Group {
    /// The group itself, of so many.
    pub(super) fn of_own(groups: u64) -> Self {
        Self { own: groups, part: Size::Rows { rows: groups, groups }, pick: Pick::First }
    }

    /// A row of the own table before the own one.
    pub(super) fn earlier(groups: u64, rooted: bool, words: Words) -> Self {
        let part = Size::Rows { rows: u64::MAX, groups };
        Self { own: groups, part, pick: Pick::Earlier { rooted, words } }
    }

    /// Rows of the own table, two by two.
    pub(super) fn partners(groups: u64) -> Self {
        Self { own: groups, part: Size::Rows { rows: u64::MAX, groups }, pick: Pick::Partner }
    }

    /// Rows of the parent.
    pub(super) fn rows(&self) -> u64 {
        match self.part {
            Size::Rows { rows, .. } => rows,
            Size::Values(n) => u64::try_from(n).unwrap_or(u64::MAX),
        }
    }

    /// Whether it looks at rows of its own table.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.pick, Pick::Earlier { .. } | Pick::Partner)
    }

    /// Whether the first row of a group has no parent.
    pub(super) fn is_rooted(&self) -> bool {
        matches!(self.pick, Pick::Earlier { rooted: true, .. })
    }

    /// One ordinal per row.
    pub(super) fn fill(
        &self,
        rows: crate::generate::Rows<'_>,
        attempt: u32,
        words: &mut Vec<u64>,
        out: &mut Vec<u128>,
    ) {
        if let Pick::Drawn(source) | Pick::Earlier { words: source, .. } = &self.pick {
            source.fill(rows, attempt, words);
        }
        out.extend((0..rows.len()).map(|i| self.at(rows.at(i), words.get(i).copied().unwrap_or(0))));
    }

    fn at(&self, row: u64, word: u64) -> u128 {
        let (group, turn) = (row % self.own, row / self.own);
        let within = |number: u128| match self.part {
            Size::Rows { groups, .. } => u128::from(group) + number * u128::from(groups),
            Size::Values(_) => number,
        };
        match &self.pick {
            Pick::Drawn(_) => within(bounded(word, (self.part.of(group) as u64).max(1)).into()),
            Pick::Earlier { rooted: true, .. } if turn == 0 => u64::MAX.into(),
            Pick::Earlier { .. } => within(bounded(word, turn.max(1)).into()),
            Pick::First => within(0),
            Pick::Partner => within(u128::from(turn ^ 1)),
            Pick::Digit { key, sizes, part } => {
                let all = sizes.iter().fold(1_u128, |all, size| all.saturating_mul(size.of(group)));
                let number = Permutation::new(numbered(*key, group), all).forward(u128::from(turn));
                let below: u128 = sizes[..*part].iter().map(|size| size.of(group)).product();
                within(number / below % sizes[*part].of(group))
            }
        }
    }
}

/// How a reference over the shared columns of a grouped table picks its parent; `None` where the table is
/// not grouped, or its parents are not all part of the run.
pub(super) fn grouped(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    columns: &[usize],
    parent: Option<usize>,
    words: impl Fn() -> Words,
) -> Option<Group> {
    let grouping = builder.groups.get(&draft.table)?;
    let per = draft.wishes.is_some_and(|wishes| matches!(wishes.rows, Some(Rows::Per { .. })));
    if per || !grouping.columns.iter().all(|column| columns.contains(column)) {
        return None;
    }
    let own = modulus(builder, draft.table)?;
    let parent = parent?;
    if parent == draft.table {
        let optional = columns
            .iter()
            .any(|&at| draft.schema.columns[at].nullable && !builder.referenced.contains(&(draft.table, at)));
        return Some(Group::earlier(own, optional, words()));
    }
    let rows = builder.tables.get(*builder.positions.get(&parent)?)?.rows;
    let groups = if builder.groups.contains_key(&parent) { modulus(builder, parent)? } else { rows };
    Some(Group { own, part: Size::Rows { rows, groups }, pick: Pick::Drawn(words()) })
}

/// Whether a reference waits until the columns of its table are chosen, which makes the groups itself.
pub(super) fn waits(builder: &Builder<'_>, table: usize, columns: &[usize], parent: Option<usize>) -> bool {
    parent == Some(table)
        && builder.groups.get(&table).is_some_and(|grouping| {
            grouping.is_own(table) && grouping.columns.iter().all(|column| columns.contains(column))
        })
}

/// Groups of a table: no more than any of its parents has rows for. `None` where a parent is not planned.
fn modulus(builder: &Builder<'_>, table: usize) -> Option<u64> {
    let grouping = builder.groups.get(&table)?;
    if grouping.is_own(table) {
        return builder.own_groups.get(&table).copied();
    }
    let columns: Vec<usize> = grouping.columns.iter().copied().collect();
    let mut least = u64::MAX;
    for key in &builder.inputs.schema.tables[table].foreign_keys {
        let Some(parent) = key.parent.filter(|&parent| parent != table) else { continue };
        if mapped(key, &columns).is_none() {
            continue;
        }
        let rows = builder.tables.get(*builder.positions.get(&parent)?)?.rows;
        let groups = if builder.groups.contains_key(&parent) { modulus(builder, parent)? } else { rows };
        least = least.min(rows).min(groups);
    }
    (least > 0 && least < u64::MAX).then_some(least)
}

/// Parts that are made distinct together within each group: the groups of references, or the numbers of
/// values of columns. Gives each its ordinals, and the rows that there is room for.
pub(super) fn distinct(parts: &[Result<Group, u128>], key: Key) -> Option<(Vec<Group>, u128)> {
    let own = parts.iter().find_map(|part| part.as_ref().ok().map(|group| group.own))?;
    let sizes: Arc<[Size]> = parts
        .iter()
        .map(|part| match part {
            Ok(group) => group.part,
            Err(values) => Size::Values((*values).max(1)),
        })
        .collect();
    let digit =
        |(at, &part)| Group { own, part, pick: Pick::Digit { key, sizes: Arc::clone(&sizes), part: at } };
    let digits = sizes.iter().enumerate().map(digit).collect();
    // Later groups have no more rows than earlier ones.
    let least = sizes.iter().fold(1_u128, |all, size| all.saturating_mul(size.of(own - 1)));
    Some((digits, least.saturating_mul(own.into())))
}
