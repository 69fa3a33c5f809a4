//! One cell as plain text: ISO dates, decimals digit by digit, floats in the fewest digits that read back,
//! UUIDs with hyphens, arrays in braces. Nothing here is quoted or escaped for a protocol; who puts the text
//! into a row does that.
//!
//! Must not know: rows, separators, statements. Start reading at [`write_cell`].

use std::io::Write;

use super::{Column, Data, LogicalType, write_date, write_decimal, write_time, write_timestamp};

const HEX: &[u8; 16] = b"0123456789abcdef";
const MICROS_PER_HOUR: u64 = 3_600_000_000;

/// What readers of otherwise equal text want differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Truth as `t` and `f`; otherwise as `1` and `0`.
    pub truth_letters: bool,
    /// `+00` behind moments that a time zone shifts.
    pub offset: bool,
    /// Binary strings as `\x` and hexadecimal digits; otherwise as they are.
    pub hex: bool,
}

impl Form {
    /// What PostgreSQL reads, whatever the session's time zone is.
    pub const POSTGRES: Self = Self { truth_letters: true, offset: true, hex: true };
    /// What MySQL, MariaDB and SQLite read; the session's time zone has to be UTC.
    pub const PLAIN: Self = Self { truth_letters: false, offset: false, hex: false };
}

/// Appends the cell of a row, which is not NULL, as text.
pub fn write_cell(out: &mut Vec<u8>, column: &Column, row: usize, logical_type: &LogicalType, form: Form) {
    match &column.data {
        Data::I64(cells) => write_i64(out, cells[row], logical_type, form),
        Data::I128(cells) => write_decimal(out, cells[row], scale(logical_type)),
        Data::F64(cells) => write_float(out, cells[row], logical_type),
        Data::Bits(bits) => {
            let letters = form.truth_letters && *logical_type == LogicalType::Bool;
            out.push(if letters { b"ft" } else { b"01" }[usize::from(bits.get(row))]);
        }
        Data::Fixed16(cells) => match logical_type {
            LogicalType::Bytes { .. } => write_bytes(out, &cells[row], logical_type, form),
            _ => write_uuid(out, cells[row]),
        },
        Data::Bytes(cells) => write_bytes(out, cells.get(row), logical_type, form),
        Data::Pooled(codes, pool) => write_bytes(out, pool.get(codes[row]), logical_type, form),
        Data::List(ends, child) => {
            let element = match logical_type {
                LogicalType::Array { element } => element.as_ref(),
                other => other,
            };
            write_array(out, child, ends[row] as usize..ends[row + 1] as usize, element, form);
        }
    }
}

/// Whether cells of byte strings are binary rather than text.
pub fn is_binary(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Bytes { .. })
}

/// Appends two hexadecimal digits for each byte.
pub fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(bytes.iter().flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]));
}

fn write_i64(out: &mut Vec<u8>, cell: i64, logical_type: &LogicalType, form: Form) {
    match logical_type {
        LogicalType::Date => write_date(out, cell),
        LogicalType::Time { fraction } => write_time(out, cell, *fraction),
        LogicalType::Timestamp { fraction, zoned } => {
            write_timestamp(out, cell, *fraction);
            if *zoned && form.offset {
                out.extend_from_slice(b"+00");
            }
        }
        LogicalType::Interval => write_interval(out, cell),
        _ => write_decimal(out, i128::from(cell), scale(logical_type)),
    }
}

fn scale(logical_type: &LogicalType) -> u8 {
    match logical_type {
        LogicalType::Decimal { scale, .. } => *scale,
        _ => 0,
    }
}

/// Hours, minutes, seconds and six digits behind them; hours go beyond 24.
fn write_interval(out: &mut Vec<u8>, micros: i64) {
    if micros < 0 {
        out.push(b'-');
    }
    let (hours, rest) = (micros.unsigned_abs() / MICROS_PER_HOUR, micros.unsigned_abs() % MICROS_PER_HOUR);
    if hours < 10 {
        out.push(b'0');
    }
    write_decimal(out, i128::from(hours), 0);
    let mut clock = Vec::with_capacity(15);
    write_time(&mut clock, rest as i64, 6);
    out.extend_from_slice(&clock[2..]);
}

/// The fewest digits that read back as the same number, of its own width.
fn write_float(out: &mut Vec<u8>, cell: f64, logical_type: &LogicalType) {
    let special = match cell {
        _ if cell.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    };
    if let Some(name) = special {
        out.extend_from_slice(name.as_bytes());
        return;
    }
    let short = cell == 0.0 || (1e-5..1e17).contains(&cell.abs());
    let narrow = matches!(logical_type, LogicalType::Float { bits: 32 });
    let written = match (narrow, short) {
        (true, true) => write!(out, "{}", cell as f32),
        (true, false) => write!(out, "{:e}", cell as f32),
        (false, true) => write!(out, "{cell}"),
        (false, false) => write!(out, "{cell:e}"),
    };
    written.expect("memory can be written to");
}

fn write_uuid(out: &mut Vec<u8>, uuid: [u8; 16]) {
    for (i, part) in [&uuid[..4], &uuid[4..6], &uuid[6..8], &uuid[8..10], &uuid[10..]].iter().enumerate() {
        if i > 0 {
            out.push(b'-');
        }
        write_hex(out, part);
    }
}

fn write_bytes(out: &mut Vec<u8>, cell: &[u8], logical_type: &LogicalType, form: Form) {
    if form.hex && is_binary(logical_type) {
        out.extend_from_slice(b"\\x");
        write_hex(out, cell);
    } else {
        out.extend_from_slice(cell);
    }
}

/// `{1,2,NULL}`, with elements in double quotes wherever they could be mistaken.
fn write_array(
    out: &mut Vec<u8>,
    child: &Column,
    rows: std::ops::Range<usize>,
    element: &LogicalType,
    form: Form,
) {
    // Boxes hold commas, so PostgreSQL separates them otherwise.
    let boxes = matches!(element, LogicalType::Other { name } if name == "box");
    let separator = if boxes { b';' } else { b',' };
    let mut text = Vec::new();
    out.push(b'{');
    for (i, row) in rows.enumerate() {
        if i > 0 {
            out.push(separator);
        }
        if child.is_null(row) {
            out.extend_from_slice(b"NULL");
            continue;
        }
        text.clear();
        write_cell(&mut text, child, row, element, form);
        // A list as an element is one of a domain, and for its list a text like any other.
        write_element(out, &text);
    }
    out.push(b'}');
}

fn write_element(out: &mut Vec<u8>, text: &[u8]) {
    let bare = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    if !text.is_empty() && text.iter().all(bare) && !text.eq_ignore_ascii_case(b"NULL") {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::Bits;

    fn written(column: &Column, logical_type: &LogicalType, form: Form) -> Vec<String> {
        let cell = |row| {
            let mut out = Vec::new();
            write_cell(&mut out, column, row, logical_type, form);
            String::from_utf8(out).expect("text")
        };
        (0..column.len()).map(cell).collect()
    }

    fn numbers(cells: &[i64]) -> Column {
        let mut column = Column::default();
        column.as_i64().extend(cells);
        column
    }

    #[test]
    fn integers_are_read_by_their_type() {
        let moment = LogicalType::Timestamp { fraction: 3, zoned: true };
        let day = numbers(&[86_400_000_000, -1_000]);
        assert_eq!(
            written(&day, &moment, Form::POSTGRES),
            ["1970-01-02 00:00:00.000+00", "1969-12-31 23:59:59.999+00"]
        );
        assert_eq!(written(&day, &moment, Form::PLAIN)[0], "1970-01-02 00:00:00.000");
        let spans = numbers(&[0, -3_723_000_001, 360_000_000_000]);
        assert_eq!(
            written(&spans, &LogicalType::Interval, Form::PLAIN),
            ["00:00:00.000000", "-01:02:03.000001", "100:00:00.000000"]
        );
        let decimal = LogicalType::Decimal { precision: 10, scale: 2 };
        assert_eq!(written(&numbers(&[-5, 1234]), &decimal, Form::PLAIN), ["-0.05", "12.34"]);
    }

    #[test]
    fn floats_read_back_in_their_own_width() {
        let mut column = Column::default();
        column.as_f64().extend([0.1_f32.into(), 1.5e300, 1e-9, -0.0, f64::NEG_INFINITY, 1e15]);
        let narrow = written(&column, &LogicalType::Float { bits: 32 }, Form::PLAIN);
        assert_eq!(narrow[0], "0.1");
        let wide = written(&column, &LogicalType::Float { bits: 64 }, Form::PLAIN);
        assert_eq!(wide[1..], ["1.5e300", "1e-9", "-0", "-Infinity", "1000000000000000"]);
    }

    #[test]
    fn arrays_quote_what_could_be_mistaken() {
        let mut column = Column::default();
        let (ends, child) = column.as_list();
        ends.extend([7, 7]);
        let cells = child.as_bytes();
        for cell in ["plain", "null", "", "a,b", "\"\\", "{}", "gone"] {
            cells.push(cell.as_bytes());
        }
        let mut validity = Bits::filled(7, true);
        validity.set(6, false);
        child.validity = Some(validity);
        let element = Arc::new(LogicalType::Text { max: None, fixed: false });
        let shown = written(&column, &LogicalType::Array { element }, Form::POSTGRES);
        assert_eq!(shown, [r#"{plain,"null","","a,b","\"\\","{}",NULL}"#, "{}"]);
    }

    #[test]
    fn binary_and_truth_have_two_forms() {
        let mut column = Column::default();
        column.as_bytes().push(b"\x00\xff");
        let bytes = LogicalType::Bytes { max: None };
        assert_eq!(written(&column, &bytes, Form::POSTGRES), [r"\x00ff"]);
        let mut raw = Vec::new();
        write_cell(&mut raw, &column, 0, &bytes, Form::PLAIN);
        assert_eq!(raw, b"\x00\xff");
        column.as_bits().fill(1, true);
        assert_eq!(written(&column, &LogicalType::Bool, Form::POSTGRES), ["t"]);
        assert_eq!(written(&column, &LogicalType::Bool, Form::PLAIN), ["1"]);
        column.as_fixed16().push([0x12; 16]);
        assert_eq!(
            written(&column, &LogicalType::Uuid, Form::PLAIN),
            ["12121212-1212-1212-1212-121212121212"]
        );
    }
}
