//! Bounds of PostgreSQL's ranges, which are text here: `[2024-01-01,2024-02-01)`.
//!
//! Must not know: expressions, and which texts are ranges by their type. Start reading at [`bound`].

use crate::data::{MICROS_PER_DAY, Value, parse_decimal, parse_timestamp};

/// The lower or the upper bound of a text that is written as a range, NULL where it has none; `None` for other texts.
pub(super) fn bound(text: &str, upper: bool) -> Option<Value> {
    let inside = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let (low, high) = inside.split_once(',').filter(|(_, high)| !high.contains(','))?;
    let side = (if upper { high } else { low }).trim().trim_matches('"');
    Some(match (side, parse_decimal(side)) {
        ("" | "infinity" | "-infinity", _) => Value::Null,
        (_, Some((number, 0))) => Value::Int(number),
        (_, Some((unscaled, scale))) => Value::Decimal { unscaled, scale },
        _ => moment(side)?,
    })
}

fn moment(side: &str) -> Option<Value> {
    let micros = parse_timestamp(side)?;
    Some(match side.len() {
        10 => Value::Date(micros.div_euclid(MICROS_PER_DAY)),
        _ => Value::Timestamp(micros),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_by_their_look() {
        assert_eq!(bound("[1970-01-02,1970-02-01)", false), Some(Value::Date(1)));
        assert_eq!(bound("[1970-01-02,)", true), Some(Value::Null));
        assert_eq!(bound("(10,25]", true), Some(Value::Int(25)));
        assert_eq!(
            bound("[\"1970-01-01 00:00:01\",\"1970-01-02 00:00:00\")", false),
            Some(Value::Timestamp(1_000_000))
        );
        assert_eq!(bound("Lower", false), None);
    }
}
