//! Columns of spans that must not overlap: every row takes a window of its own.
//!
//! Must not know what the bounds of a span are. Start reading at [`keep_apart`].

use super::build::Builder;
use super::column;
use super::table::{Chosen, Draft};
use crate::data::{LogicalType, Value};
use crate::generate::{Params, windows};
use crate::schema::KeyPart;
use crate::schema::expr::{BinaryOp, Dialect, Expr, parse};

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

/// Gives the two columns of which a part makes its spans windows that do not overlap: the slot of the lower bound,
/// which tells rows apart; none where there are no such columns.
pub(super) fn bounds_apart(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    part: &KeyPart,
    dialect: Dialect,
) -> Option<usize> {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let span = parse(part.expression.as_deref()?, dialect, &names).ok()?;
    let Expr::Function { name, args } = span.uncast() else { return None };
    let [low, high, ..] = args.as_slice() else { return None };
    let (low, high) = (bound(draft, low)?, bound(draft, high)?);
    let type_of = |slot: usize| &draft.schema.columns[draft.slots[slot].column].logical_type;
    let logical_type = type_of(low).clone();
    if !name.ends_with("range") || low == high || logical_type != *type_of(high) {
        return None;
    }
    let free = |slot: usize| {
        let slot = &draft.slots[slot];
        // What CHECKs or partitions leave of it is no place for windows.
        let bounded = draft.domains.contains_key(&slot.column) || slot.cases.is_some();
        let decided = draft.wish(slot.column).is_some_and(|wish| wish.decides());
        slot.reference.is_none() && !decided && !bounded
    };
    if !free(low) || !free(high) {
        return None;
    }
    let made = windows(&logical_type, builder.inputs.now)?;
    for (slot, generator) in [low, high].into_iter().zip(made) {
        draft.slots[slot].chosen = Some(Chosen {
            definition: None,
            params: Params::new(),
            prefix: String::new(),
            generator,
            reads: if slot == high { vec![low] } else { Vec::new() },
            logical_type: logical_type.clone(),
            fits: logical_type.clone(),
            reason: "spans that do not overlap".to_owned(),
            generic: false,
        });
        // A bound that is missing is none.
        draft.slots[slot].null_share = 0.0;
        draft.slots[slot].valued = None;
        draft.slots[slot].cases = None;
    }
    Some(low)
}

/// The column of a bound, also where something stands for its NULL.
fn bound(draft: &Draft<'_>, expr: &Expr) -> Option<usize> {
    match expr.uncast() {
        Expr::Column(name) => draft.slot(draft.schema.column(name)?),
        Expr::Function { name, args } if name == "coalesce" => bound(draft, args.first()?),
        // A day later: the windows leave room for that.
        Expr::Binary { op: BinaryOp::Add, left, right } if **right == Expr::Literal(Value::Int(1)) => {
            bound(draft, left)
        }
        _ => None,
    }
}
