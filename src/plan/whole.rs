//! Foreign keys of MATCH FULL: their columns are NULL together, or none of them is.
//!
//! Must not know why a column is NULL. Start reading at [`keep`].

use super::model::{Case, Cases};
use super::table::Draft;

/// Makes the columns of such keys alike in their NULLs: none where one of them may not be NULL, and the same ones
/// where the way of a row decides.
pub(super) fn keep(draft: &mut Draft<'_>) {
    for key in draft.schema.foreign_keys.iter().filter(|key| key.match_full && key.columns.len() > 1) {
        let slots: Option<Vec<usize>> = key.columns.iter().map(|&column| draft.slot(column)).collect();
        let Some(slots) = slots else { continue };
        let one = draft.slots[slots[0]].reference.map(|(reference, _)| reference);
        let alike = slots.iter().all(|&at| draft.slots[at].reference.map(|(reference, _)| reference) == one);
        // What unique keys have put aside comes back.
        let share = |at: usize| draft.slots[at].valued.unwrap_or(draft.slots[at].null_share);
        let shares: Vec<f64> = slots.iter().map(|&at| share(at)).collect();
        let always = shares.contains(&1.0) && key.columns.iter().all(|&at| draft.schema.columns[at].nullable);
        let share = if always { 1.0 } else { shares.iter().copied().fold(1.0, f64::min) };
        // Columns of several references are NULL each for itself.
        let share = if alike || always { share } else { 0.0 };
        let aside = slots.iter().any(|&at| draft.slots[at].valued.is_some());
        for &at in &slots {
            let slot = &mut draft.slots[at];
            (slot.null_share, slot.valued) = if aside { (0.0, Some(share)) } else { (share, None) };
        }
        let decided = slots.iter().find_map(|&at| draft.slots[at].cases.clone().filter(decides));
        if let Some(cases) = decided {
            let of = cases.of.iter().map(|case| Case { null: case.null, generator: None }).collect();
            let cases = Cases { of, ..cases };
            for &at in &slots {
                draft.slots[at].cases.get_or_insert_with(|| cases.clone());
            }
        }
    }
}

fn decides(cases: &Cases) -> bool {
    cases.of.iter().any(|case| case.null.is_some())
}
