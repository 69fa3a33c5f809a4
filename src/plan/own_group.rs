//! References of a table to itself through a column that both rows share, such as `(tenant_id, parent_id)`, where
//! the shared columns come from no other table: the table makes groups of its own, and their values.
//!
//! Must not know groups that come from a parent. Start reading at [`plan`].

use std::sync::Arc;

use super::build::{Builder, written_positions};
use super::free;
use super::group::Group;
use super::layout::Layout;
use super::model::{Parent, ReferencePlan};
use super::ordinals::Ordinals;
use super::reference::{close_later, leave_out, null_share, words};
use super::table::Draft;
use super::wanted::Wanted;
use crate::data::Column;
use crate::generate::{Batch, Rows};
use crate::schema::expr::Comparison;

/// Most groups that a table makes of its own.
const GROUPS_MAX: u64 = 10_000;

/// Plans the references that wait for the columns of the table to be chosen.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    let waiting = std::mem::take(&mut draft.within);
    let groupings = builder.groups.get(&draft.table).filter(|_| !waiting.is_empty());
    let own = groupings.into_iter().flatten().filter(|grouping| grouping.is_own(draft.table));
    let all: Vec<Vec<usize>> = own.map(|own| own.columns.clone()).collect();
    // Who has the columns of the finest groups in common has those of the others.
    let Some(columns) = all.iter().max_by_key(|columns| columns.len()) else { return };
    let shared: Option<Vec<usize>> = columns.iter().map(|&column| draft.slot(column)).collect();
    let groups = shared.and_then(|shared| make(builder, draft, &shared, &waiting));
    match groups {
        Some(groups) => {
            let layouts = all.iter().map(|columns| (draft.table, columns.iter().copied().collect()));
            builder.layouts.extend(layouts.map(|of| (of, Layout::turn(groups))));
            waiting.iter().for_each(|wanted| attach(builder, draft, wanted, groups));
        }
        None => {
            builder.groups.remove(&draft.table);
            for wanted in &waiting {
                let slots: Vec<usize> =
                    wanted.columns.iter().filter_map(|&column| draft.slot(column)).collect();
                leave_out(builder, draft, wanted, &slots);
            }
        }
    }
}

/// Gives the shared columns the values of so many groups, in turn.
fn make(
    builder: &mut Builder<'_>,
    draft: &mut Draft<'_>,
    shared: &[usize],
    waiting: &[Wanted],
) -> Option<u64> {
    let room = |at: usize, draft: &Draft<'_>| {
        let chosen = draft.slots[at].chosen.as_ref()?;
        chosen.generator.ordinals().filter(|_| chosen.reads.is_empty())
    };
    let widest = *shared.iter().max_by_key(|&&at| room(at, draft))?;
    let each = waiting.iter().map(|wanted| room_within(draft, wanted)).min()?;
    let enough = draft.rows.isqrt().min(GROUPS_MAX).max(draft.rows.div_ceil(each)).max(1);
    let groups = u64::try_from(room(widest, draft)?).unwrap_or(u64::MAX).min(enough);
    let mut columns = Vec::new();
    for &at in shared {
        let space = room(at, draft)?;
        let generator = Arc::clone(&draft.slots[at].chosen.as_ref()?.generator);
        let key =
            builder.key(&[&draft.schema.key, &draft.schema.columns[draft.slots[at].column].name, "groups"]);
        let words = vec![0; groups as usize];
        let rows = Rows::Range { first: 0, len: groups as usize };
        let mut ordinals = Vec::new();
        if at == widest {
            let (taken, left) = free::ordinals(builder, draft, at, generator.as_ref(), space, key)?;
            if left < groups.into() {
                return None;
            }
            taken.fill(rows, 0, &mut Vec::new(), &mut ordinals);
        } else {
            ordinals.extend((0..u128::from(groups)).map(|group| group % space));
        }
        let mut cells = Column::default();
        generator.fill_ordinals(&ordinals, &Batch { rows, words: &words, siblings: &[] }, &mut cells);
        columns.push(cells);
    }
    draft.references.push(ReferencePlan {
        parent: Parent::Sampled { columns: Arc::new(columns) },
        ordinals: Ordinals::Grouped(Group::of_own(groups)),
        bound: None,
        among: None,
    });
    for (part, &at) in shared.iter().enumerate() {
        draft.slots[at].reference = Some((draft.references.len() - 1, part));
        draft.slots[at].null_share = 0.0;
    }
    Some(groups)
}

/// Most rows of one group, as far as the parent's own columns tell them apart.
fn room_within(draft: &Draft<'_>, wanted: &Wanted) -> u64 {
    let own = beyond(wanted).filter_map(|(_, of_parent)| {
        let chosen = draft.slots[draft.slot(of_parent)?].chosen.as_ref()?;
        u64::try_from(chosen.generator.ordinals()?).ok()
    });
    own.fold(None, |all: Option<u64>, n| Some(all.unwrap_or(1).saturating_mul(n))).unwrap_or(u64::MAX).max(1)
}

/// The columns that the rows do not share: own column and parent's.
fn beyond(wanted: &Wanted) -> impl Iterator<Item = (usize, usize)> {
    let pairs = wanted.columns.iter().copied().zip(wanted.parent_columns.iter().copied());
    pairs.filter(|(column, of_parent)| column != of_parent)
}

/// A row takes a row of its group.
fn attach(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted, groups: u64) {
    let schema = Arc::clone(builder.inputs.schema);
    let positions = written_positions(&schema, draft.table);
    let parts: Option<Vec<(usize, usize)>> = beyond(wanted)
        .map(|(column, of_parent)| Some((draft.slot(column)?, *positions.get(&of_parent)?)))
        .collect();
    let (Some(parts), Some(&table)) = (parts, builder.positions.get(&draft.table)) else { return };
    let nullable = |&(at, _): &(usize, usize)| draft.schema.columns[draft.slots[at].column].nullable;
    let optional = parts.iter().all(nullable);
    let apart = beyond(wanted).any(|pair| is_told_apart(draft, pair));
    let words = words(builder, draft, wanted);
    let group = match apart && !optional {
        true => {
            let rows = draft.rows / (2 * groups) * 2 * groups;
            let place = draft.place(wanted.columns[0]);
            draft.cap(rows.into(), || format!("{place}: rows refer to each other in pairs"));
            draft.unenforced = true;
            Group::partners(groups)
        }
        false => Group::earlier(Layout::turn(groups), optional, words),
    };
    let bound = group.has_gaps().then_some(u64::MAX);
    draft.references.push(ReferencePlan {
        parent: Parent::Planned { table, columns: parts.iter().map(|(_, column)| *column).collect() },
        ordinals: Ordinals::Grouped(group),
        bound,
        among: None,
    });
    let own = Wanted { columns: beyond(wanted).map(|(column, _)| column).collect(), ..wanted.clone() };
    let share = if optional { null_share(builder, draft, &own) } else { 0.0 };
    for (part, &(at, _)) in parts.iter().enumerate() {
        draft.slots[at].reference = Some((draft.references.len() - 1, part));
        draft.slots[at].null_share = share;
    }
    let slots: Vec<usize> = parts.iter().map(|(at, _)| *at).collect();
    close_later(builder, draft, wanted, &slots);
}

/// Whether a CHECK wants two columns to differ.
fn is_told_apart(draft: &Draft<'_>, (column, of_parent): (usize, usize)) -> bool {
    draft.orders.iter().any(|&(left, comparison, right)| {
        let pair = (left, right) == (column, of_parent) || (left, right) == (of_parent, column);
        pair && comparison == Comparison::Ne
    })
}
