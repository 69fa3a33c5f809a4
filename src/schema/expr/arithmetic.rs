//! `+ - * / % & |`, negation and rounding under each dialect, never beyond a type's range: what
//! does not fit becomes a float.
//!
//! Must not know: expressions. Start reading at [`binary`].

use std::borrow::Cow;

use super::ast::BinaryOp;
use super::eval::Unsupported;
use super::{Dialect, cast};
use crate::data::Value;

/// `left op right` for an arithmetic operator; NULL where one is NULL.
pub fn binary(op: BinaryOp, left: &Value, right: &Value, dialect: Dialect) -> Result<Value, Unsupported> {
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    let fail = || Unsupported::new(format!("{op:?} of {left:?} and {right:?}"));
    if let Some(days) = days(op, left, right, dialect) {
        return Ok(days);
    }
    let whole = bits(left, right, dialect);
    let number = |value| cast::number(value, dialect).ok_or_else(fail);
    let (left, right) = (number(left)?, number(right)?);
    let result = match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => ring(op, &left, &right),
        BinaryOp::Div => divide(&left, &right, dialect),
        BinaryOp::Rem if dialect == Dialect::Sqlite => {
            whole.map(|whole| sqlite_remainder(whole, &left, &right))
        }
        BinaryOp::Rem => remainder(&left, &right, dialect),
        BinaryOp::BitAnd => whole.map(|(a, b)| Value::Int(i128::from(a & b))),
        BinaryOp::BitOr => whole.map(|(a, b)| Value::Int(i128::from(a | b))),
        _ => None,
    };
    Ok(fitted(result.ok_or_else(fail)?, dialect))
}

/// `-value`.
pub fn negate(value: &Value, dialect: Dialect) -> Result<Value, Unsupported> {
    binary(BinaryOp::Sub, &Value::Int(0), value, dialect)
}

/// SQLite's integers end at 64 bits and it has no NaN.
fn fitted(value: Value, dialect: Dialect) -> Value {
    match value {
        Value::Float(f) if f.is_nan() => Value::Null,
        Value::Int(i) if dialect == Dialect::Sqlite && i64::try_from(i).is_err() => Value::Float(i as f64),
        other => other,
    }
}

/// PostgreSQL's days and spans: `date - date`, `date + n`, `moment + span`, `moment - moment`.
fn days(op: BinaryOp, left: &Value, right: &Value, dialect: Dialect) -> Option<Value> {
    if dialect != Dialect::Postgres {
        return None;
    }
    match (op, left, right) {
        (BinaryOp::Sub, Value::Date(a), Value::Date(b)) => Some(Value::Int(i128::from(*a) - i128::from(*b))),
        (BinaryOp::Add, Value::Date(a), Value::Int(n)) => {
            a.checked_add(i64::try_from(*n).ok()?).map(Value::Date)
        }
        (BinaryOp::Sub, Value::Date(a), Value::Int(n)) => {
            a.checked_sub(i64::try_from(*n).ok()?).map(Value::Date)
        }
        (BinaryOp::Sub, Value::Timestamp(a), Value::Timestamp(b)) => a.checked_sub(*b).map(Value::Time),
        (BinaryOp::Add, Value::Timestamp(_) | Value::Date(_), Value::Time(span)) => {
            cast::micros(left)?.checked_add(*span).map(Value::Timestamp)
        }
        (BinaryOp::Sub, Value::Timestamp(_) | Value::Date(_), Value::Time(span)) => {
            cast::micros(left)?.checked_sub(*span).map(Value::Timestamp)
        }
        _ => None,
    }
}

fn ring(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    exact_ring(op, left, right).or_else(|| {
        let (a, b) = (left.as_f64()?, right.as_f64()?);
        Some(Value::Float(match op {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            _ => a * b,
        }))
    })
}

fn exact_ring(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    let ((a, a_scale), (b, b_scale)) = (exact(left)?, exact(right)?);
    let (unscaled, scale) = if op == BinaryOp::Mul {
        (a.checked_mul(b)?, a_scale.checked_add(b_scale)?)
    } else {
        let scale = a_scale.max(b_scale);
        let widen = |v: i128, from: u8| v.checked_mul(10_i128.checked_pow(u32::from(scale - from))?);
        let (a, b) = (widen(a, a_scale)?, widen(b, b_scale)?);
        (if op == BinaryOp::Add { a.checked_add(b)? } else { a.checked_sub(b)? }, scale)
    };
    Some(if scale == 0 { Value::Int(unscaled) } else { Value::Decimal { unscaled, scale } })
}

fn exact(value: &Value) -> Option<(i128, u8)> {
    match value {
        Value::Int(i) => Some((*i, 0)),
        Value::Decimal { unscaled, scale } => Some((*unscaled, *scale)),
        _ => None,
    }
}

/// Division by zero is NULL in SQLite and MySQL and an error in PostgreSQL.
fn divide(left: &Value, right: &Value, dialect: Dialect) -> Option<Value> {
    if right.as_f64()? == 0.0 {
        return (dialect != Dialect::Postgres).then_some(Value::Null);
    }
    match (left, right) {
        (Value::Int(a), Value::Int(b)) if dialect != Dialect::Mysql => a.checked_div(*b).map(Value::Int),
        _ => Some(Value::Float(left.as_f64()? / right.as_f64()?)),
    }
}

/// The remainder of whole numbers, as a float where one of the operands was none.
fn sqlite_remainder((a, b): (i64, i64), left: &Value, right: &Value) -> Value {
    let float = matches!(left, Value::Float(_)) || matches!(right, Value::Float(_));
    match a.checked_rem(b).or((b == -1).then_some(0)) {
        None => Value::Null,
        Some(rest) if float => Value::Float(rest as f64),
        Some(rest) => Value::Int(i128::from(rest)),
    }
}

fn remainder(left: &Value, right: &Value, dialect: Dialect) -> Option<Value> {
    if right.as_f64()? == 0.0 {
        return (dialect == Dialect::Mysql).then_some(Value::Null);
    }
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => a.checked_rem(*b).map(Value::Int),
        _ if dialect == Dialect::Mysql => Some(Value::Float(libm::fmod(left.as_f64()?, right.as_f64()?))),
        _ => None,
    }
}

/// Two whole numbers of 64 bits; SQLite cuts other numbers and text to one.
fn bits(left: &Value, right: &Value, dialect: Dialect) -> Option<(i64, i64)> {
    let whole = |value: &Value| match value {
        Value::Int(i) => i64::try_from(*i).ok(),
        _ if dialect != Dialect::Sqlite => None,
        other => {
            let whole = cast::convert(Cow::Borrowed(other), cast::Target::Integer, dialect);
            i64::try_from(whole.ok()?.as_int()?).ok()
        }
    };
    Some((whole(left)?, whole(right)?))
}

/// ROUND, half away from zero; `places` behind the point.
pub fn round(value: &Value, places: i128, dialect: Dialect) -> Option<Value> {
    let number = cast::number(value, dialect)?;
    if let Value::Int(_) = number
        && places >= 0
        && dialect != Dialect::Sqlite
    {
        return Some(number);
    }
    let f = number.as_f64()?;
    let places = usize::try_from(places.clamp(0, 30)).ok()?;
    if f.abs() >= 4e15 {
        return Some(Value::Float(f));
    }
    // Through decimal digits, as both the server and a reader see the number.
    let shifted = format!("{f:.20}");
    let (digits, scale) = crate::data::parse_decimal(&shifted)?;
    let drop = u32::from(scale).saturating_sub(u32::try_from(places).ok()?);
    let unit = 10_i128.checked_pow(drop)?;
    let rounded = (digits + digits.signum() * unit / 2) / unit;
    Some(Value::Float(rounded as f64 / libm::pow(10.0, f64::from(u32::from(scale) - drop))))
}
