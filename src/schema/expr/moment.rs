//! SQLite's functions of dates and times, for one argument in ISO form: no modifiers and no clock.
//!
//! Must not know: expressions. Start reading at [`call`].

use super::cast;
use crate::data::{MICROS_PER_DAY, MICROS_PER_SECOND, Value, civil_from_days, write_date, write_time};

const JULIAN_DAY_OF_1970: f64 = 2_440_587.5;

/// `name(value)`; NULL for a text that cannot be a moment, `None` where only the server knows.
pub fn call(name: &str, value: &Value) -> Option<Value> {
    let Some(micros) = micros(value) else {
        return never_a_moment(value).then_some(Value::Null);
    };
    Some(match name {
        "julianday" => Value::Float(micros as f64 / MICROS_PER_DAY as f64 + JULIAN_DAY_OF_1970),
        "unixepoch" => Value::Int(i128::from(micros.div_euclid(MICROS_PER_SECOND))),
        "date" => written("%Y-%m-%d", micros)?,
        "time" => written("%H:%M:%S", micros)?,
        "datetime" => written("%Y-%m-%d %H:%M:%S", micros)?,
        _ => return None,
    })
}

/// `strftime(pattern, value)`.
pub fn strftime(pattern: &str, value: &Value) -> Option<Value> {
    match micros(value) {
        Some(micros) => written(pattern, micros),
        None => never_a_moment(value).then_some(Value::Null),
    }
}

/// A moment in exactly the digits that the server asks for.
fn micros(value: &Value) -> Option<i64> {
    if let Value::Text(text) = value {
        // A zone of UTC and parts of a second may stand behind.
        let text = text.strip_suffix(['Z', 'z']).filter(|text| text.len() > 10).unwrap_or(text);
        let parts = text.get(19..).unwrap_or_default();
        let exact = parts
            .strip_prefix('.')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
        let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let date = [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit);
        let time = text.len() == 10 || [11, 12, 14, 15].into_iter().all(digit);
        let seconds = text.len() <= 16 || [17, 18].into_iter().all(digit);
        let plain = (text.len() <= 19 || exact) && date && time && seconds;
        return if plain { cast::micros(&Value::Text(text.to_owned())) } else { None };
    }
    cast::micros(value)
}

/// Text that begins like no form the server reads: not a digit, a sign, a blank, `now` or `subsec`.
fn never_a_moment(value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            let possible = |c: char| c.is_ascii_digit() || "+-. \t\nnNsS".contains(c);
            text.chars().next().is_some_and(|c| !possible(c))
        }
        other => other.is_null(),
    }
}

fn written(pattern: &str, micros: i64) -> Option<Value> {
    let days = micros.div_euclid(MICROS_PER_DAY);
    if !(0..=9999).contains(&civil_from_days(days).0) {
        return None;
    }
    let (mut date, mut time) = (Vec::new(), Vec::new());
    write_date(&mut date, days);
    write_time(&mut time, micros.rem_euclid(MICROS_PER_DAY), 0);
    let mut out = Vec::new();
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        match bytes.next()? {
            b'Y' => out.extend(&date[0..4]),
            b'm' => out.extend(&date[5..7]),
            b'd' => out.extend(&date[8..10]),
            b'F' => out.extend(&date),
            b'H' => out.extend(&time[0..2]),
            b'M' => out.extend(&time[3..5]),
            b'S' => out.extend(&time[6..8]),
            // The server rounds to milliseconds; only what is whole is sure.
            b'f' if micros % 1000 == 0 => {
                out.extend(&time[6..8]);
                let millis = micros.rem_euclid(MICROS_PER_SECOND) / 1000;
                out.extend(format!(".{millis:03}").bytes());
            }
            b'R' => out.extend(&time[0..5]),
            b'T' => out.extend(&time),
            b's' => out.extend(micros.div_euclid(MICROS_PER_SECOND).to_string().bytes()),
            b'%' => out.push(b'%'),
            _ => return None,
        }
    }
    String::from_utf8(out).ok().map(Value::Text)
}
