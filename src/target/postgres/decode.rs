//! Cells of a result as values: how each type is asked for, and how it is read.
//!
//! Types that have no value of their own travel as text, as the server writes it.

use tokio_postgres::{Error, Row};

use crate::data::{LogicalType, Value, parse_decimal};

/// SQL for a cell of this type that [`value`] can read.
pub(super) fn cell(sql: &str, of: &LogicalType) -> String {
    match of {
        LogicalType::Bool => sql.to_owned(),
        LogicalType::Int { .. } => format!("({sql})::int8"),
        LogicalType::Float { .. } => format!("({sql})::float8"),
        LogicalType::Date => days(sql),
        // Microseconds as the server keeps them; infinity has none.
        LogicalType::Timestamp { zoned, .. } => {
            let plain = if *zoned { format!("(({sql}) AT TIME ZONE 'UTC')") } else { format!("({sql})") };
            micros(&plain)
        }
        LogicalType::Time { .. } => {
            format!("(pg_catalog.date_part('epoch', ({sql})::interval) * 1000000)::int8")
        }
        LogicalType::Bytes { .. } => format!("({sql})::bytea"),
        _ => format!("({sql})::text"),
    }
}

fn days(sql: &str) -> String {
    format!("CASE WHEN pg_catalog.isfinite({sql}) THEN (({sql}) - '1970-01-01'::date)::int8 END")
}

fn micros(sql: &str) -> String {
    // Days and the rest apart, since an interval of a timestamp would be split into months by none.
    format!(
        "CASE WHEN pg_catalog.isfinite({sql}) THEN (pg_catalog.date_trunc('day', {sql})::date - \
         '1970-01-01'::date)::int8 * 86400000000 + pg_catalog.round((pg_catalog.date_part('epoch', \
         {sql} - pg_catalog.date_trunc('day', {sql})) * 1000000)::numeric)::int8 END"
    )
}

/// SQL to order by: the same on every server.
pub(super) fn ordered(sql: &str, of: &LogicalType) -> String {
    match of {
        LogicalType::Bool
        | LogicalType::Int { .. }
        | LogicalType::Decimal { .. }
        | LogicalType::Float { .. }
        | LogicalType::Bytes { .. }
        | LogicalType::Date
        | LogicalType::Time { .. }
        | LogicalType::Timestamp { .. }
        | LogicalType::Uuid => sql.to_owned(),
        _ => format!("({sql})::text COLLATE \"C\""),
    }
}

/// A cell that was asked for by [`cell`].
pub(super) fn value(row: &Row, at: usize, of: &LogicalType) -> Result<Value, Error> {
    let int = |wrap: fn(i64) -> Value| Ok(row.try_get::<_, Option<i64>>(at)?.map_or(Value::Null, wrap));
    match of {
        LogicalType::Bool => Ok(row.try_get::<_, Option<bool>>(at)?.map_or(Value::Null, Value::Bool)),
        LogicalType::Int { .. } => int(|number| Value::Int(i128::from(number))),
        LogicalType::Float { .. } => Ok(row.try_get::<_, Option<f64>>(at)?.map_or(Value::Null, Value::Float)),
        LogicalType::Date => int(Value::Date),
        LogicalType::Timestamp { .. } => int(Value::Timestamp),
        LogicalType::Time { .. } => int(Value::Time),
        LogicalType::Bytes { .. } => {
            Ok(row.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Value::Null, Value::Bytes))
        }
        _ => {
            let text: Option<String> = row.try_get(at)?;
            Ok(text.map_or(Value::Null, |text| spelled(text, of)))
        }
    }
}

fn spelled(text: String, of: &LogicalType) -> Value {
    let known = match of {
        LogicalType::Decimal { .. } => {
            parse_decimal(&text).map(|(unscaled, scale)| Value::Decimal { unscaled, scale })
        }
        LogicalType::Uuid => uuid(&text).map(Value::Uuid),
        _ => None,
    };
    known.unwrap_or(Value::Text(text))
}

fn uuid(text: &str) -> Option<[u8; 16]> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let number = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32)?;
    Some(number.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travels_as_text_is_read_by_its_type() {
        let decimal = LogicalType::Decimal { precision: 5, scale: 2 };
        assert_eq!(spelled("-1.50".into(), &decimal), Value::Decimal { unscaled: -150, scale: 2 });
        assert_eq!(spelled("NaN".into(), &decimal), Value::Text("NaN".into()));
        let bytes = *b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef";
        assert_eq!(
            spelled("01234567-89ab-cdef-0123-456789abcdef".into(), &LogicalType::Uuid),
            Value::Uuid(bytes)
        );
        assert_eq!(spelled("1 day".into(), &LogicalType::Interval), Value::Text("1 day".into()));
    }
}
