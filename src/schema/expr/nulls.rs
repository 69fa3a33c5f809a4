//! Rewrites what becomes NULL, or stands in for it, to conditions on the columns themselves: COALESCE,
//! NULLIF, IS NULL of a sum, a product that is zero.
//!
//! Must not know: branches and atoms. Start reading at [`is_null`] and [`compare`].

use super::Dialect;
use super::ast::{BinaryOp, Comparison, Expr};
use super::rewrite::constant;
use crate::data::Value;

/// `expr IS NULL` in terms of its operands.
pub fn is_null(expr: &Expr, dialect: Dialect) -> Option<Expr> {
    match expr {
        Expr::Function { name, args } => match (name.as_str(), args.as_slice()) {
            ("nullif", [left, right]) if is_value(right, dialect) => {
                let equal = Expr::compare(Comparison::Eq, left.clone(), right.clone());
                Some(Expr::binary(BinaryOp::Or, Expr::is_null(left.clone(), false), equal))
            }
            ("coalesce" | "ifnull", [_, ..]) => {
                let each = args.iter().map(|arg| Expr::is_null(arg.clone(), false));
                Expr::join(BinaryOp::And, each.collect())
            }
            _ => None,
        },
        Expr::Binary {
            op: BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Concat,
            left,
            right,
        } => {
            let sides = [left, right].into_iter().filter(|side| !is_value(side, dialect));
            let each = sides.map(|side| Expr::is_null((**side).clone(), false));
            Expr::join(BinaryOp::Or, each.collect())
        }
        _ => None,
    }
}

/// A comparison with a constant in terms of the other side's operands.
pub fn compare(op: Comparison, left: &Expr, right: &Expr, dialect: Dialect) -> Option<Expr> {
    if is_value(left, dialect) && !is_value(right, dialect) {
        return compare(op.mirror(), right, left, dialect);
    }
    let value = constant(right, dialect).filter(|value| !value.is_null())?;
    match left {
        Expr::Function { name, args } if name == "coalesce" || name == "ifnull" => {
            coalesced(op, args, right, dialect)
        }
        // Where text is a number by its first digits, a product may be zero without a zero in it.
        Expr::Binary { op: BinaryOp::Mul, left: a, right: b } if dialect == Dialect::Postgres => {
            let zero = value.as_int() == Some(0) && matches!(op, Comparison::Eq | Comparison::Ne);
            let is_zero = |side: &Expr| Expr::compare(Comparison::Eq, side.clone(), right.clone());
            let either = Expr::binary(BinaryOp::Or, is_zero(a), is_zero(b));
            let wanted = if op == Comparison::Eq { either } else { Expr::negation(either) };
            zero.then_some(wanted)
        }
        _ => None,
    }
}

/// `COALESCE(column, constant) op value`: the column has a value that holds, or the constant holds for it.
fn coalesced(op: Comparison, args: &[Expr], value: &Expr, dialect: Dialect) -> Option<Expr> {
    let [first, stand_in] = args else { return None };
    if !is_value(stand_in, dialect) {
        return None;
    }
    let with = |absent: bool, side: &Expr| {
        let holds = Expr::compare(op, side.clone(), value.clone());
        Expr::binary(BinaryOp::And, Expr::is_null(first.clone(), !absent), holds)
    };
    Some(Expr::binary(BinaryOp::Or, with(false, first), with(true, stand_in)))
}

fn is_value(expr: &Expr, dialect: Dialect) -> bool {
    constant(expr, dialect).is_some_and(|value| value != Value::Null)
}
