//! Cells and moments as a skin shows them: text for tables, JSON for machines.
//!
//! Must not know a terminal. Start reading at [`cell_text`] and [`cell_json`].

use serde_json::{Value as Json, json};

use crate::data::{Value, write_date, write_decimal, write_time, write_timestamp};

/// A cell as text; `None` is NULL.
pub fn cell_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Value::Decimal { unscaled, scale } => written(|out| write_decimal(out, *unscaled, *scale)),
        Value::Date(days) => written(|out| write_date(out, *days)),
        Value::Time(micros) => written(|out| write_time(out, *micros, fraction(*micros))),
        Value::Timestamp(micros) => written(|out| write_timestamp(out, *micros, fraction(*micros))),
        Value::Uuid(bytes) => uuid_text(bytes),
        Value::List(_) => cell_json(value).to_string(),
    })
}

/// A cell as JSON; numbers that a double cannot hold are text.
pub fn cell_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => match i64::try_from(*number) {
            Ok(number) => json!(number),
            Err(_) => json!(number.to_string()),
        },
        Value::Float(number) => json!(number),
        Value::List(values) => values.iter().map(cell_json).collect(),
        other => cell_text(other).map_or(Json::Null, Json::String),
    }
}

/// A moment in microseconds since 1970, as `now` in a configuration takes it.
pub fn moment_text(micros: i64) -> String {
    written(|out| write_timestamp(out, micros, fraction(micros)))
}

fn fraction(micros: i64) -> u8 {
    if micros % 1_000_000 == 0 { 0 } else { 6 }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn uuid_text(bytes: &[u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_write_them() {
        let text = |value| cell_text(&value).unwrap_or_default();
        assert_eq!(text(Value::Decimal { unscaled: -1234, scale: 2 }), "-12.34");
        assert_eq!(text(Value::Date(0)), "1970-01-01");
        assert_eq!(text(Value::Timestamp(1_500_000)), "1970-01-01 00:00:01.500000");
        assert_eq!(text(Value::Uuid([0x12; 16])), "12121212-1212-1212-1212-121212121212");
        assert_eq!(text(Value::List(vec![Value::Null, Value::Int(1)])), "[null,1]");
        assert_eq!(cell_text(&Value::Null), None);
        assert_eq!(cell_json(&Value::Int(i128::MAX)), json!(i128::MAX.to_string()));
        assert_eq!(moment_text(crate::app::DEFAULT_NOW), "2026-01-01 00:00:00");
    }
}
