//! Values as text and text as numbers, as each dialect writes and reads them.
//!
//! Must not know: expressions. Start reading at [`of`].

use std::borrow::Cow;

use super::Dialect;
use crate::data::{
    MICROS_PER_DAY, MICROS_PER_SECOND, Value, days_from_civil, write_date, write_decimal, write_time,
    write_timestamp,
};

/// The value as its dialect's text; `None` for NULL, arrays, binary that is not UTF-8 and
/// years of more than four digits.
pub fn of(value: &Value, dialect: Dialect) -> Option<String> {
    Some(match value {
        Value::Null | Value::List(_) => return None,
        Value::Bool(truth) if dialect == Dialect::Postgres => truth.to_string(),
        Value::Bool(truth) => u8::from(*truth).to_string(),
        Value::Int(i) => i.to_string(),
        Value::Decimal { unscaled, scale } => written(|out| write_decimal(out, *unscaled, *scale)),
        Value::Float(f) => float(*f, dialect)?,
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok()?.to_owned(),
        Value::Date(days) if has_year(*days) => written(|out| write_date(out, *days)),
        Value::Time(micros) => written(|out| write_time(out, *micros, fraction(*micros))),
        Value::Timestamp(micros) if has_year(micros.div_euclid(MICROS_PER_DAY)) => {
            written(|out| write_timestamp(out, *micros, fraction(*micros)))
        }
        Value::Date(_) | Value::Timestamp(_) => return None,
        Value::Uuid(bytes) => uuid(bytes),
    })
}

/// The same without a copy where the value is text.
pub fn borrow(value: &Value, dialect: Dialect) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => Some(Cow::Borrowed(text)),
        other => of(other, dialect).map(Cow::Owned),
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Whether a day's year has four digits.
fn has_year(days: i64) -> bool {
    (days_from_civil(0, 1, 1)..days_from_civil(10_000, 1, 1)).contains(&days)
}

fn fraction(micros: i64) -> u8 {
    if micros % MICROS_PER_SECOND == 0 { 0 } else { 6 }
}

fn uuid(bytes: &[u8; 16]) -> String {
    let mut out = hex(bytes).to_ascii_lowercase();
    for at in [20, 16, 12, 8] {
        out.insert(at, '-');
    }
    out
}

/// Upper-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Bytes of hexadecimal digits.
pub fn parse_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let even = digits.len().is_multiple_of(2);
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| even.then(|| Some(digit(pair[0])? << 4 | digit(pair[1])?))?)
        .collect()
}

/// Floats whose text is the same everywhere only: PostgreSQL and MySQL differ beyond these.
fn float(f: f64, dialect: Dialect) -> Option<String> {
    match dialect {
        Dialect::Sqlite => Some(sqlite_float(f)),
        _ => (f.abs() < 1e15 && (f == 0.0 || f.abs() >= 1e-4)).then(|| format!("{f}")),
    }
}

/// 15 significant digits, a point always, an exponent of two digits where there is one.
fn sqlite_float(f: f64) -> String {
    if f.is_infinite() {
        return if f > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{:.14e}", f.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let sign = if f < 0.0 { "-" } else { "" };
    if !(-4..15).contains(&exponent) {
        let (first, rest) = digits.split_at_checked(1).unwrap_or(("0", ""));
        let rest = if rest.is_empty() { "0" } else { rest };
        let mark = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}.{rest}e{mark}{:02}", exponent.abs());
    }
    let digits = if digits.is_empty() { "0" } else { digits };
    let (whole, rest) = match usize::try_from(exponent + 1) {
        Ok(places) if places > 0 => {
            let padded = format!("{digits:0<places$}");
            (padded[..places].to_owned(), padded[places..].to_owned())
        }
        _ => ("0".to_owned(), format!("{}{digits}", "0".repeat((-exponent - 1).unsigned_abs() as usize))),
    };
    let rest = if rest.is_empty() { "0" } else { &rest };
    format!("{sign}{whole}.{rest}")
}

/// A number at the start of a text.
pub struct Prefix {
    /// The number: 0 where there is none.
    pub number: Value,
    /// The digits before any point, as an integer.
    pub integer: i128,
    /// Whether the text holds that number and nothing else but blanks around it.
    pub complete: bool,
}

/// The number that a text starts with, as SQLite and MySQL read text where a number is wanted.
pub fn number_prefix(text: &str) -> Prefix {
    let blank = |c: char| c.is_ascii_whitespace() || c == '\u{b}';
    let text = text.trim_start_matches(blank);
    let bytes = text.as_bytes();
    let digits_from =
        |at: usize| bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole_end = sign + digits_from(sign);
    let mut end = whole_end;
    if bytes.get(end) == Some(&b'.') && (whole_end > sign || digits_from(end + 1) > 0) {
        end += 1 + digits_from(end + 1);
    }
    if end > sign && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let mark = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits_from(end + 1 + mark);
        end += if exponent > 0 { 1 + mark + exponent } else { 0 };
    }
    let negative = bytes.first() == Some(&b'-');
    let limit = if negative { i128::from(i64::MIN) } else { i128::from(i64::MAX) };
    let integer = match &text[sign..whole_end] {
        "" => 0,
        digits => digits.parse::<i128>().map_or(limit, |i| if negative { -i } else { i }),
    };
    let small = i64::try_from(integer).is_ok() && whole_end - sign <= 19;
    let number = match &text[..end] {
        _ if end == sign => Value::Int(0),
        _ if end == whole_end && small => Value::Int(integer),
        float => Value::Float(float.parse().unwrap_or(0.0)),
    };
    let complete = end > sign && text[end..].trim_start_matches(blank).is_empty();
    Prefix { number, integer: integer.clamp(i64::MIN.into(), i64::MAX.into()), complete }
}
