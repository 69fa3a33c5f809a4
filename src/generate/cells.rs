//! Values of any kind as cells of a column's type: what a person writes in a list, what an expression gives.
//!
//! Must not know: where the values come from. Start reading at [`cells_of`].

use crate::data::{Bits, Column, LogicalType, Value, parse_decimal, parse_timestamp};

/// Cells of a layout that is not that of texts.
#[derive(Debug)]
pub(super) enum Cells {
    Bits(Vec<bool>),
    I64(Vec<i64>),
    I128(Vec<i128>),
    F64(Vec<f64>),
    Fixed16(Vec<[u8; 16]>),
}

impl Cells {
    /// The values in the layout of a type; `None` for types whose cells are texts.
    ///
    /// # Errors
    /// When a value is none of the type.
    pub(super) fn of(values: &[Value], logical_type: &LogicalType) -> Result<Option<Self>, String> {
        Ok(Some(match *logical_type {
            LogicalType::Bool => Self::Bits(each(values, truth)?),
            LogicalType::Int { bits: 64, unsigned: true } => {
                Self::I128(each(values, |value| whole(value, logical_type))?)
            }
            LogicalType::Int { .. } | LogicalType::Year | LogicalType::Interval => {
                Self::I64(each(values, |value| whole(value, logical_type).map(|number| number as i64))?)
            }
            LogicalType::Decimal { precision: precision @ 19.., scale } => {
                Self::I128(each(values, |value| exact(value, scale, precision))?)
            }
            LogicalType::Decimal { precision, scale } => {
                Self::I64(each(values, |value| exact(value, scale, precision).map(|number| number as i64))?)
            }
            LogicalType::Float { .. } => Self::F64(each(values, Value::as_f64)?),
            LogicalType::Date | LogicalType::Time { .. } | LogicalType::Timestamp { .. } => {
                Self::I64(each(values, |value| moment(value, logical_type))?)
            }
            LogicalType::Uuid => Self::Fixed16(each(values, uuid)?),
            _ => return Ok(None),
        }))
    }

    /// Some of them, in the given order, as a column.
    pub(super) fn write(&self, indices: impl Iterator<Item = usize>, out: &mut Column) {
        match self {
            Self::Bits(cells) => {
                let bits = out.as_bits();
                *bits = Bits::default();
                indices.for_each(|index| bits.push(cells[index]));
            }
            Self::I64(cells) => out.as_i64().extend(indices.map(|index| cells[index])),
            Self::I128(cells) => out.as_i128().extend(indices.map(|index| cells[index])),
            Self::F64(cells) => out.as_f64().extend(indices.map(|index| cells[index])),
            Self::Fixed16(cells) => out.as_fixed16().extend(indices.map(|index| cells[index])),
        }
    }
}

/// Values, none of them NULL, as a column of a type.
///
/// # Errors
/// When a value is none of the type.
pub fn cells_of(values: &[Value], logical_type: &LogicalType) -> Result<Column, String> {
    let mut column = Column::default();
    match Cells::of(values, logical_type)? {
        Some(cells) => cells.write(0..values.len(), &mut column),
        None => {
            let texts = each(values, spelled)?;
            let bytes = column.as_bytes();
            texts.iter().for_each(|text| bytes.push(text));
        }
    }
    Ok(column)
}

/// A value as a column of a type keeps it: numbers rounded to its digits, half away from zero. `None` when the
/// column cannot keep it.
pub fn fitted(value: &Value, logical_type: &LogicalType) -> Option<Value> {
    let rounded = match (value, logical_type) {
        (Value::Decimal { .. } | Value::Float(_), LogicalType::Decimal { scale, .. }) => {
            round(value, *scale)?
        }
        (Value::Decimal { .. } | Value::Float(_), LogicalType::Int { .. }) => {
            Value::Int(round(value, 0)?.as_int()?)
        }
        _ => value.clone(),
    };
    let fits = match (&rounded, logical_type) {
        (_, LogicalType::Text { max, .. }) => {
            let chars = String::from_utf8_lossy(&spelled(&rounded)?).chars().count();
            max.is_none_or(|max| chars <= max as usize)
        }
        (_, LogicalType::Enum { labels, .. }) => {
            labels.iter().any(|label| Some(label.as_str()) == rounded.as_text())
        }
        _ => cells_of(std::slice::from_ref(&rounded), logical_type).is_ok(),
    };
    fits.then_some(rounded)
}

/// A number with so many digits behind the point.
fn round(value: &Value, scale: u8) -> Option<Value> {
    let (unscaled, from) = match value {
        Value::Decimal { unscaled, scale } => (*unscaled, *scale),
        Value::Float(float) => parse_decimal(&float.to_string())?,
        _ => return None,
    };
    if from <= scale {
        return Some(Value::Decimal { unscaled, scale: from });
    }
    let unit = 10_i128.checked_pow(u32::from(from - scale))?;
    let unscaled = unscaled.checked_add(unit / 2 * unscaled.signum())? / unit;
    Some(Value::Decimal { unscaled, scale })
}

/// The text of a value, as a person would write it.
pub(super) fn spelled(value: &Value) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    match value {
        Value::Text(string) => text.extend_from_slice(string.as_bytes()),
        Value::Bytes(bytes) => text.extend_from_slice(bytes),
        Value::Int(number) => text.extend_from_slice(number.to_string().as_bytes()),
        Value::Float(number) => text.extend_from_slice(number.to_string().as_bytes()),
        Value::Bool(truth) => text.extend_from_slice(truth.to_string().as_bytes()),
        Value::Decimal { unscaled, scale } => crate::data::write_decimal(&mut text, *unscaled, *scale),
        Value::Date(days) => crate::data::write_date(&mut text, *days),
        Value::Time(micros) => crate::data::write_time(&mut text, *micros, 0),
        Value::Timestamp(micros) => crate::data::write_timestamp(&mut text, *micros, 0),
        Value::Uuid(bytes) => super::program::push_dashed(&mut text, *bytes),
        Value::Null | Value::List(_) => return None,
    }
    Some(text)
}

pub(super) fn each<T>(values: &[Value], cell: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, String> {
    let convert = |value: &Value| cell(value).ok_or_else(|| format!("{value:?} does not fit the column"));
    values.iter().map(convert).collect()
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Text(text) => text.parse().ok(),
        _ => value.as_int().map(|number| number != 0),
    }
}

fn whole(value: &Value, logical_type: &LogicalType) -> Option<i128> {
    let number = match value {
        Value::Text(text) => {
            parse_decimal(text).and_then(|(n, scale)| Value::Decimal { unscaled: n, scale }.as_int())
        }
        _ => value.as_int(),
    }?;
    let (low, high) = logical_type.int_range().unwrap_or((i128::from(i64::MIN), i128::from(i64::MAX)));
    (low..=high).contains(&number).then_some(number)
}

fn exact(value: &Value, scale: u8, precision: u8) -> Option<i128> {
    let (unscaled, from) = match value {
        Value::Decimal { unscaled, scale } => (*unscaled, *scale),
        Value::Float(float) => parse_decimal(&float.to_string())?,
        Value::Text(text) => parse_decimal(text)?,
        _ => (value.as_int()?, 0),
    };
    let number = if from <= scale {
        unscaled.checked_mul(10_i128.checked_pow(u32::from(scale - from))?)?
    } else {
        let unit = 10_i128.checked_pow(u32::from(from - scale))?;
        (unscaled % unit == 0).then(|| unscaled / unit)?
    };
    (number.unsigned_abs() < 10_u128.pow(u32::from(precision.min(38)))).then_some(number)
}

fn moment(value: &Value, logical_type: &LogicalType) -> Option<i64> {
    const DAY: i64 = crate::data::MICROS_PER_DAY;
    let micros = match value {
        Value::Date(days) => days.checked_mul(DAY)?,
        Value::Timestamp(micros) | Value::Time(micros) => *micros,
        Value::Text(text) if matches!(logical_type, LogicalType::Time { .. }) => {
            parse_timestamp(&format!("1970-01-01 {text}"))?
        }
        Value::Text(text) => parse_timestamp(text)?,
        _ => return None,
    };
    Some(if matches!(logical_type, LogicalType::Date) { micros.div_euclid(DAY) } else { micros })
}

fn uuid(value: &Value) -> Option<[u8; 16]> {
    match value {
        Value::Uuid(bytes) => Some(*bytes),
        Value::Text(text) => super::uuid::parse(text),
        _ => None,
    }
}
