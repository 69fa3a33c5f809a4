//! One cell apart from its column: facts, configuration, constants of a CHECK, a preview.

use std::cmp::Ordering;

/// A scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer of any width.
    Int(i128),
    /// An exact number: `unscaled / 10^scale`.
    Decimal {
        /// The digits as an integer.
        unscaled: i128,
        /// Digits behind the point.
        scale: u8,
    },
    /// A float.
    Float(f64),
    /// Text.
    Text(String),
    /// Binary.
    Bytes(Vec<u8>),
    /// Days since 1970-01-01.
    Date(i64),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00:00.
    Timestamp(i64),
    /// A UUID.
    Uuid([u8; 16]),
    /// An array.
    List(Vec<Value>),
}

impl Value {
    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The number, when this is one (or a truth value, as 0 and 1).
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Bool(b) => Some(f64::from(u8::from(b))),
            Self::Int(i) => Some(i as f64),
            Self::Decimal { unscaled, scale } => Some(unscaled as f64 / libm::pow(10.0, f64::from(scale))),
            Self::Float(f) => Some(f),
            _ => None,
        }
    }

    /// The integer, when this is a whole number.
    pub fn as_int(&self) -> Option<i128> {
        match *self {
            Self::Bool(b) => Some(i128::from(b)),
            Self::Int(i) => Some(i),
            Self::Decimal { unscaled, scale } => {
                let unit = 10_i128.checked_pow(u32::from(scale))?;
                (unscaled % unit == 0).then_some(unscaled / unit)
            }
            Self::Float(f) if f == libm::trunc(f) && f.abs() < 1e18 => Some(f as i128),
            _ => None,
        }
    }

    /// The text, when this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Order of two numbers, exact where both are; `None` when one is not a number.
    pub fn compare_numbers(&self, other: &Self) -> Option<Ordering> {
        match (self.exact(), other.exact()) {
            (Some((a, sa)), Some((b, sb))) => {
                let scale = sa.max(sb);
                let widen = |v: i128, s: u8| v.checked_mul(10_i128.checked_pow(u32::from(scale - s))?);
                match (widen(a, sa), widen(b, sb)) {
                    (Some(a), Some(b)) => Some(a.cmp(&b)),
                    _ => self.as_f64()?.partial_cmp(&other.as_f64()?),
                }
            }
            _ => self.as_f64()?.partial_cmp(&other.as_f64()?),
        }
    }

    fn exact(&self) -> Option<(i128, u8)> {
        match *self {
            Self::Bool(b) => Some((i128::from(b), 0)),
            Self::Int(i) => Some((i, 0)),
            Self::Decimal { unscaled, scale } => Some((unscaled, scale)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_across_kinds() {
        let a = Value::Decimal { unscaled: 150, scale: 2 };
        assert_eq!(a.compare_numbers(&Value::Int(1)), Some(Ordering::Greater));
        assert_eq!(a.compare_numbers(&Value::Float(1.5)), Some(Ordering::Equal));
        assert_eq!(a.compare_numbers(&Value::Text("1".into())), None);
        assert_eq!(Value::Decimal { unscaled: 200, scale: 2 }.as_int(), Some(2));
    }
}
