//! Columns of spans that must not overlap: every row takes a window of its own.
//!
//! Must not know what the bounds of a span are. Start reading at [`keep_apart`].

use super::build::Builder;
use super::column;
use super::table::Draft;
use crate::data::{LogicalType, Value};
use crate::generate::Params;

/// Gives a column of spans a generator whose distinct values do not overlap; false where there is none.
pub(super) fn keep_apart(builder: &Builder<'_>, draft: &mut Draft<'_>, slot: usize) -> bool {
    let column = draft.slots[slot].column;
    let spans = matches!(draft.schema.columns[column].logical_type, LogicalType::Range { .. });
    let wished = draft.wish(column).is_some_and(|wish| wish.decides());
    if !spans || wished || draft.slots[slot].reference.is_some() {
        return false;
    }
    let params = Params::from([("apart".to_owned(), Value::Bool(true))]);
    match column::recompile(builder, draft, column, "range", params) {
        Some(chosen) => {
            draft.slots[slot].chosen = Some(chosen);
            true
        }
        None => false,
    }
}
