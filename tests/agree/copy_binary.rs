//! COPY's binary format, by the receive functions of PostgreSQL.

use dbmocker::data::{LogicalType, Value};
use dbmocker::encode::Wire;

use super::block::Kind;

const EPOCH_DAYS: i64 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS * 86_400_000_000;

/// Takes the next `N` bytes.
fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (head, tail) = rest.split_at(count);
    *rest = tail;
    head
}

fn int(bytes: &[u8]) -> i64 {
    let sign = if bytes[0] & 0x80 != 0 { -1 } else { 0 };
    bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte))
}

/// The rows of a stream.
pub fn read(bytes: &[u8], wires: &[Wire], kinds: &[Kind]) -> Vec<Vec<Value>> {
    let mut rest = bytes;
    assert_eq!(take(&mut rest, 19), b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    let mut rows = Vec::new();
    loop {
        let fields = int(take(&mut rest, 2));
        if fields == -1 {
            assert!(rest.is_empty());
            return rows;
        }
        assert_eq!(fields, wires.len() as i64);
        let cells = wires.iter().zip(kinds);
        rows.push(cells.map(|(wire, kind)| field(&mut rest, wire, &kind.logical_type)).collect());
    }
}

fn field(rest: &mut &[u8], wire: &Wire, logical_type: &LogicalType) -> Value {
    match int(take(rest, 4)) {
        -1 => Value::Null,
        length => cell(take(rest, length as usize), wire, logical_type),
    }
}

fn cell(bytes: &[u8], wire: &Wire, logical_type: &LogicalType) -> Value {
    let length = |expected: usize| assert_eq!(bytes.len(), expected, "{wire:?}");
    match wire {
        Wire::Bool => {
            length(1);
            Value::Bool(bytes[0] == 1)
        }
        Wire::Int2 | Wire::Int4 | Wire::Int8 => {
            length(match wire {
                Wire::Int2 => 2,
                Wire::Int4 => 4,
                _ => 8,
            });
            let number = int(bytes);
            let unsigned = matches!(logical_type, LogicalType::Int { bits: 32, unsigned: true });
            Value::Int(if unsigned { i128::from(number as u32) } else { number.into() })
        }
        Wire::Float4 => Value::Float(f32::from_be_bytes(bytes.try_into().expect("4 bytes")).into()),
        Wire::Float8 => Value::Float(f64::from_be_bytes(bytes.try_into().expect("8 bytes"))),
        Wire::Numeric { .. } => numeric(bytes),
        Wire::Date => {
            length(4);
            Value::Date(int(bytes) + EPOCH_DAYS)
        }
        Wire::Time => Value::Time(i64::from_be_bytes(bytes.try_into().expect("8 bytes"))),
        Wire::TimeZoned => {
            assert_eq!((bytes.len(), &bytes[8..]), (12, &[0; 4][..]));
            Value::Time(int(&bytes[..8]))
        }
        Wire::Timestamp => {
            Value::Timestamp(i64::from_be_bytes(bytes.try_into().expect("8 bytes")) + EPOCH_MICROS)
        }
        Wire::Interval => {
            assert_eq!((bytes.len(), &bytes[8..]), (16, &[0; 8][..]));
            Value::Int(int(&bytes[..8]).into())
        }
        Wire::Uuid => Value::Uuid(bytes.try_into().expect("16 bytes")),
        Wire::Versioned => {
            assert_eq!(bytes[0], 1);
            text(&bytes[1..], logical_type)
        }
        Wire::Char => {
            length(1);
            text(bytes, logical_type)
        }
        Wire::Bytes => text(bytes, logical_type),
        Wire::Array { oid, element } => array(bytes, *oid, element, logical_type),
    }
}

fn text(bytes: &[u8], logical_type: &LogicalType) -> Value {
    match logical_type {
        LogicalType::Bytes { .. } => Value::Bytes(bytes.to_vec()),
        _ => Value::Text(String::from_utf8(bytes.to_vec()).expect("UTF-8")),
    }
}

fn numeric(bytes: &[u8]) -> Value {
    let word = |at: usize| int(&bytes[2 * at..2 * at + 2]);
    let (groups, weight, sign, scale) = (word(0), word(1), word(2), word(3));
    assert_eq!(bytes.len() as i64, 8 + 2 * groups);
    let mut unscaled = 0_i128;
    for group in 0..groups {
        let digits = i128::from(word(4 + group as usize));
        assert!((0..10_000).contains(&digits));
        // The power of ten that the group's last digit has, counted from the scale.
        let power = 4 * (weight - group) + scale;
        unscaled += match u32::try_from(power) {
            Ok(power) => digits * 10_i128.checked_pow(power).unwrap_or(0),
            Err(_) => {
                let unit = 10_i128.pow(power.unsigned_abs() as u32);
                assert_eq!(digits % unit, 0, "digits behind the scale");
                digits / unit
            }
        };
    }
    let unscaled = if sign == 0x4000 { -unscaled } else { unscaled };
    Value::Decimal { unscaled, scale: scale as u8 }
}

fn array(bytes: &[u8], oid: u32, element: &Wire, logical_type: &LogicalType) -> Value {
    let LogicalType::Array { element: element_type } = logical_type else { panic!("no list") };
    let mut rest = bytes;
    let (dimensions, nulls) = (int(take(&mut rest, 4)), int(take(&mut rest, 4)));
    assert_eq!(int(take(&mut rest, 4)), i64::from(oid));
    let count = match dimensions {
        0 => 0,
        _ => {
            assert_eq!(dimensions, 1);
            let count = int(take(&mut rest, 4));
            assert_eq!(int(take(&mut rest, 4)), 1, "the first index");
            count
        }
    };
    let list: Vec<Value> = (0..count).map(|_| field(&mut rest, element, element_type)).collect();
    assert!(rest.is_empty());
    assert_eq!(nulls == 1, list.contains(&Value::Null));
    Value::List(list)
}
