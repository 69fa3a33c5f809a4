//! How two values compare under each dialect.
//!
//! Must not know: expressions. Start reading at [`compare`].

use std::cmp::Ordering;

use super::ast::Comparison;
use super::cast;
use super::eval::Unsupported;
use super::{Dialect, text};
use crate::data::Value;

/// `left op right`; `None` where one is NULL.
pub fn compare(
    op: Comparison,
    left: &Value,
    right: &Value,
    dialect: Dialect,
) -> Result<Option<bool>, Unsupported> {
    if left.is_null() || right.is_null() {
        return Ok(None);
    }
    let order = match dialect {
        Dialect::Sqlite => sqlite_order(left, right),
        _ if matches!(op, Comparison::Eq | Comparison::Ne) => equality(left, right, dialect),
        _ => order(left, right, dialect),
    };
    let fail = || Unsupported::new(format!("comparison of {left:?} and {right:?}"));
    Ok(Some(op.holds(order.ok_or_else(fail)?)))
}

/// Order of two values that are not NULL; `None` where the dialect has none or it depends on a collation.
pub fn order(left: &Value, right: &Value, dialect: Dialect) -> Option<Ordering> {
    match dialect {
        Dialect::Sqlite => sqlite_order(left, right),
        Dialect::Postgres | Dialect::Mysql => typed_order(left, right, dialect, ordered_texts),
    }
}

/// Numbers come before text, text before binary.
fn sqlite_order(left: &Value, right: &Value) -> Option<Ordering> {
    let class = |value: &Value| match value {
        Value::Bool(_) | Value::Int(_) | Value::Decimal { .. } | Value::Float(_) => Some(0),
        Value::Bytes(_) => Some(2),
        Value::Null | Value::List(_) => None,
        _ => Some(1),
    };
    let (left_class, right_class) = (class(left)?, class(right)?);
    if left_class != right_class {
        return Some(left_class.cmp(&right_class));
    }
    match (left, right) {
        (Value::Bytes(left), Value::Bytes(right)) => Some(left.cmp(right)),
        _ if left_class == 0 => numbers(left, right),
        _ => Some(text::borrow(left, Dialect::Sqlite)?.cmp(&text::borrow(right, Dialect::Sqlite)?)),
    }
}

/// Exact also between an integer and a float that cannot hold it.
fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(i), Value::Float(f)) => integer_and_float(*i, *f),
        (Value::Float(f), Value::Int(i)) => integer_and_float(*i, *f).map(Ordering::reverse),
        _ => left.compare_numbers(right),
    }
}

fn integer_and_float(i: i128, f: f64) -> Option<Ordering> {
    if f.is_nan() || f.abs() >= 1e38 {
        return 0.0.partial_cmp(&f);
    }
    let whole = libm::floor(f);
    Some(i.cmp(&(whole as i128)).then(whole.partial_cmp(&f)?))
}

/// Equality alone needs no collation's order.
fn equality(left: &Value, right: &Value, dialect: Dialect) -> Option<Ordering> {
    typed_order(left, right, dialect, |left, right, dialect| {
        let equal = match dialect {
            Dialect::Mysql => fold(left) == fold(right),
            _ => left == right,
        };
        Some(if equal { Ordering::Equal } else { Ordering::Less })
    })
}

fn fold(text: &str) -> String {
    text.to_lowercase()
}

fn typed_order(
    left: &Value,
    right: &Value,
    dialect: Dialect,
    texts: impl Fn(&str, &str, Dialect) -> Option<Ordering> + Copy,
) -> Option<Ordering> {
    use Value as V;
    let is_number = |value: &Value| matches!(value, V::Int(_) | V::Decimal { .. } | V::Float(_));
    let is_time = |value: &Value| matches!(value, V::Date(_) | V::Timestamp(_));
    match (left, right) {
        (V::Text(left), V::Text(right)) => texts(left, right, dialect),
        (V::Bytes(left), V::Bytes(right)) => Some(left.cmp(right)),
        (V::Uuid(left), V::Uuid(right)) => Some(left.cmp(right)),
        (V::Time(left), V::Time(right)) => Some(left.cmp(right)),
        (V::List(left), V::List(right)) => lists(left, right, dialect),
        (V::Uuid(_), V::Text(right)) => Some(text::of(left, dialect)?.cmp(&right.to_ascii_lowercase())),
        (V::Text(_), V::Uuid(_)) => typed_order(right, left, dialect, texts).map(Ordering::reverse),
        _ if is_time(left) || is_time(right) => Some(cast::micros(left)?.cmp(&cast::micros(right)?)),
        (V::Bool(left), right) if dialect == Dialect::Postgres && !is_number(right) => {
            Some(left.cmp(&cast::boolean(right, dialect)?))
        }
        (left, V::Bool(right)) if dialect == Dialect::Postgres && !is_number(left) => {
            Some(cast::boolean(left, dialect)?.cmp(right))
        }
        _ => numbers(&cast::number(left, dialect)?, &cast::number(right, dialect)?),
    }
}

fn lists(left: &[Value], right: &[Value], dialect: Dialect) -> Option<Ordering> {
    for (left, right) in left.iter().zip(right) {
        match order(left, right, dialect)? {
            Ordering::Equal => {}
            other => return Some(other),
        }
    }
    Some(left.len().cmp(&right.len()))
}

/// Texts whose order is the same under any collation: one case of letters and digits, or one layout.
fn ordered_texts(left: &str, right: &str, dialect: Dialect) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let folded = |text: &str| match dialect {
        Dialect::Mysql => text.to_ascii_lowercase(),
        _ => text.to_owned(),
    };
    let (left, right) = (folded(left), folded(right));
    let both = |test: fn(u8) -> bool| left.bytes().chain(right.bytes()).all(test);
    let plain = both(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        || both(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let same_layout = left.len() == right.len()
        && left.bytes().zip(right.bytes()).all(|(a, b)| a == b || (a.is_ascii_digit() && b.is_ascii_digit()));
    (plain || same_layout || left.is_empty() || right.is_empty()).then(|| left.cmp(&right))
}
