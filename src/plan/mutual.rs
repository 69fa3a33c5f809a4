//! Two tables whose keys refer to each other through columns that they share: row by row they are partners.
//!
//! The table that comes first fills the shared columns; the other one takes them from its row of the same number,
//! and gives that row what it alone has. Must not know other circles. Start reading at [`plan`].

use super::build::{Builder, written_positions};
use super::model::{DataPlan, Parent, ReferencePlan};
use super::ordinals::Ordinals;
use super::reference::close_later;
use super::table::Draft;
use super::wanted::Wanted;
use crate::schema::ForeignKey;

/// Plans a reference to a table that comes later and refers back through the same columns; false when it is
/// none.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &Wanted) -> bool {
    let Some((parent, back)) = partner(builder, draft, wanted) else { return false };
    let schema = std::sync::Arc::clone(builder.inputs.schema);
    let places = written_positions(&schema, parent);
    let shared = shared(&schema.tables[parent].foreign_keys[back], wanted);
    let own = wanted.columns.iter().zip(&wanted.parent_columns).filter(|pair| !shared.contains(pair.0));
    let parts: Option<Vec<(usize, usize)>> =
        own.map(|(&column, of_parent)| Some((draft.slot(column)?, *places.get(of_parent)?))).collect();
    let Some(parts) = parts else { return false };
    let taken = parts.iter().any(|(slot, _)| draft.slots[*slot].reference.is_some());
    let Some(&table) = builder.positions.get(&parent).filter(|_| !taken) else { return false };
    let slots: Vec<usize> = parts.iter().map(|(slot, _)| *slot).collect();
    draft.references.push(ReferencePlan {
        parent: Parent::Planned { table, columns: parts.iter().map(|(_, column)| *column).collect() },
        ordinals: Ordinals::Row,
        bound: None,
        among: None,
    });
    for (part, &at) in slots.iter().enumerate() {
        draft.slots[at].reference = Some((draft.references.len() - 1, part));
        draft.slots[at].null_share = 0.0;
    }
    builder.partners.insert((parent, back));
    close_later(builder, draft, wanted, &slots);
    true
}

/// The later table, and its foreign key that refers back.
fn partner(builder: &Builder<'_>, draft: &Draft<'_>, wanted: &Wanted) -> Option<(usize, usize)> {
    let parent = wanted.parent.filter(|&parent| parent != draft.table)?;
    let keys = &builder.inputs.schema.tables[parent].foreign_keys;
    let back = keys.iter().position(|key| {
        let shared = shared(key, wanted);
        let own = wanted.columns.iter().zip(&wanted.parent_columns).filter(|pair| !shared.contains(pair.0));
        // A wider key that fills the same columns would decide them instead.
        let wider = keys.iter().any(|other| {
            other.columns.len() > key.columns.len()
                && other.columns.iter().any(|column| key.columns.contains(column))
        });
        key.parent == Some(draft.table)
            && !wider
            && !shared.is_empty()
            // What the row takes of its partner, the partner must have of itself.
            && own.into_iter().all(|(_, of_parent)| !key.columns.contains(of_parent))
            && shared.iter().all(|&column| {
                draft.slot(column).is_some_and(|at| draft.slots[at].reference.is_none())
            })
    })?;
    Some((parent, back))
}

/// The columns of a reference that the partner takes from here.
fn shared(back: &ForeignKey, wanted: &Wanted) -> Vec<usize> {
    let pairs = wanted.columns.iter().zip(&wanted.parent_columns);
    let returns = |(column, of_parent): (&usize, &usize)| {
        let mut parts = back.columns.iter().zip(&back.parent_columns);
        parts.any(|(theirs, ours)| theirs == of_parent && ours == column).then_some(*column)
    };
    pairs.filter_map(returns).collect()
}

impl DataPlan {
    /// Tables that have rows without a partner, with how many have one and the reason.
    pub(super) fn alone(&self) -> Vec<(usize, u64, String)> {
        let partner = |at: usize, reference: &ReferencePlan| match (&reference.parent, &reference.ordinals) {
            (Parent::Planned { table, .. }, Ordinals::Row) if *table > at => Some(*table),
            _ => None,
        };
        let mut alone = Vec::new();
        for (at, plan) in self.tables.iter().enumerate() {
            let partners = plan.references.iter().filter_map(|reference| partner(at, reference));
            if let Some(fewest) = partners.min_by_key(|&table| self.tables[table].rows) {
                let partner = &self.tables[fewest];
                if partner.rows < plan.rows {
                    let why =
                        format!("it refers row by row to {}, which gets {}", partner.name, partner.rows);
                    alone.push((plan.table, partner.rows, why));
                }
            }
        }
        alone
    }
}
