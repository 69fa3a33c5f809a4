//! The text of one cell as a value of its type: the other way round.

use dbmocker::data::{LogicalType, Value, parse_decimal, parse_timestamp};

/// Reads a cell. Binary strings are read by whoever knows their escape.
pub fn cell(text: &[u8], logical_type: &LogicalType) -> Value {
    let string = || String::from_utf8(text.to_vec()).expect("UTF-8");
    match logical_type {
        LogicalType::Bool => Value::Bool(match text {
            b"t" | b"1" | b"true" => true,
            b"f" | b"0" | b"false" => false,
            _ => panic!("{} is no truth", string()),
        }),
        LogicalType::Int { .. } | LogicalType::Year => Value::Int(string().parse().expect("an integer")),
        LogicalType::Decimal { scale, .. } => {
            let (unscaled, read) = parse_decimal(&string()).expect("a decimal");
            assert_eq!(read, *scale, "{}", string());
            Value::Decimal { unscaled, scale: read }
        }
        LogicalType::Float { bits: 32 } => Value::Float(string().parse::<f32>().expect("a float").into()),
        LogicalType::Float { .. } => Value::Float(string().parse().expect("a float")),
        LogicalType::Date => Value::Date(moment(&string()).div_euclid(86_400_000_000)),
        LogicalType::Time { .. } => Value::Time(moment(&format!("1970-01-01 {}", string()))),
        LogicalType::Timestamp { .. } => Value::Timestamp(moment(string().trim_end_matches("+00"))),
        LogicalType::Interval => Value::Int(span(&string()).into()),
        LogicalType::Uuid => {
            assert_eq!(string().len(), 36);
            Value::Uuid(hex(string().replace('-', "").as_bytes()).try_into().expect("16 bytes"))
        }
        LogicalType::Bytes { .. } => match text.strip_prefix(b"\\x") {
            Some(digits) => Value::Bytes(hex(digits)),
            None => panic!("{} is not hexadecimal", string()),
        },
        LogicalType::Array { element } => {
            let mut rest = text;
            let list = array(&mut rest, element);
            assert!(rest.is_empty(), "{}", string());
            list
        }
        _ => Value::Text(string()),
    }
}

fn moment(text: &str) -> i64 {
    parse_timestamp(text).unwrap_or_else(|| panic!("{text} is no moment"))
}

fn span(text: &str) -> i64 {
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |body| (-1, body));
    let parts: Vec<&str> = body.split([':', '.']).collect();
    let part = |at: usize| parts[at].parse::<i64>().expect("digits");
    assert!(parts.len() == 4 && parts[3].len() == 6, "{text}");
    sign * (((part(0) * 60 + part(1)) * 60 + part(2)) * 1_000_000 + part(3))
}

/// Bytes of pairs of hexadecimal digits.
pub fn hex(digits: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a hexadecimal digit") as u8;
    assert_eq!(digits.len() % 2, 0);
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// An array literal by section 8.15.6 of PostgreSQL's manual.
fn array(rest: &mut &[u8], element: &LogicalType) -> Value {
    take(rest, b'{');
    let mut list = Vec::new();
    while rest[0] != b'}' {
        if !list.is_empty() {
            take(rest, b',');
        }
        list.push(array_element(rest, element));
    }
    take(rest, b'}');
    Value::List(list)
}

fn array_element(rest: &mut &[u8], element: &LogicalType) -> Value {
    if rest[0] != b'"' {
        let end = rest.iter().position(|byte| b",}".contains(byte)).expect("an end");
        let (text, behind) = rest.split_at(end);
        *rest = behind;
        let clear = !text.is_empty() && !text.iter().any(|byte| b"{\\\" ".contains(byte));
        assert!(clear, "{}", String::from_utf8_lossy(text));
        return if text.eq_ignore_ascii_case(b"null") { Value::Null } else { cell(text, element) };
    }
    take(rest, b'"');
    let mut text = Vec::new();
    while rest[0] != b'"' {
        if rest[0] == b'\\' {
            *rest = &rest[1..];
        }
        text.push(rest[0]);
        *rest = &rest[1..];
    }
    take(rest, b'"');
    cell(&text, element)
}

/// Takes one byte that must be there.
pub fn take(rest: &mut &[u8], byte: u8) {
    assert_eq!(char::from(rest[0]), char::from(byte), "{}", String::from_utf8_lossy(rest));
    *rest = &rest[1..];
}
