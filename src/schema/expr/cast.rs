//! Conversions between types: CAST, and the affinities by which SQLite converts before it compares.
//!
//! Must not know: expressions. Start reading at [`Target::of`] and [`convert`].

use std::borrow::Cow;

use super::eval::Unsupported;
use super::{Dialect, text};
use crate::data::{MICROS_PER_DAY, MICROS_PER_SECOND, Value, parse_decimal, parse_timestamp};

/// What a column does to its values beyond their type: SQLite converts them by the declared type, PostgreSQL
/// pads them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Affinity {
    /// Nothing is converted (BLOB, or no type).
    #[default]
    None,
    /// Numbers become text.
    Text,
    /// Text that is a number becomes one.
    Numeric,
    /// PostgreSQL's character(n): patterns see the blanks behind a text of fewer characters.
    Padded(u32),
}

/// What a CAST makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Text of any length, or cut to a number of characters.
    Text(Option<usize>),
    /// A whole number.
    Integer,
    /// A float.
    Float,
    /// An exact number.
    Numeric,
    /// A truth value.
    Boolean,
    /// A day.
    Date,
    /// A moment.
    Timestamp,
    /// A moment with its zone written.
    Zoned,
    /// A span of time without months, which differ in length.
    Interval,
    /// Binary.
    Bytes,
    /// A type of the user's own, such as an enumeration: text stays text.
    Custom,
    /// A JSON document.
    Json,
    /// One that is not modelled.
    Opaque,
}

impl Affinity {
    /// The affinity of a declared type (<https://www.sqlite.org/datatype3.html#determination_of_column_affinity>).
    pub fn of(type_name: &str) -> Self {
        let name = type_name.to_ascii_uppercase();
        let has = |part: &&str| name.contains(*part);
        if has(&"INT") {
            Self::Numeric
        } else if ["CHAR", "CLOB", "TEXT"].iter().any(has) {
            Self::Text
        } else if name.is_empty() || has(&"BLOB") {
            Self::None
        } else {
            Self::Numeric
        }
    }
}

impl Target {
    /// What a CAST to this type makes.
    pub fn of(type_name: &str, dialect: Dialect) -> Self {
        let name = type_name.to_ascii_lowercase();
        let base = name.split('(').next().unwrap_or_default().trim();
        let length = || name.split_once('(')?.1.trim_end_matches(')').trim().parse().ok();
        let zoned =
            base == "timestamptz" || (base.starts_with("timestamp") && name.ends_with("with time zone"));
        match dialect {
            Dialect::Sqlite => Self::of_affinity(&name),
            Dialect::Mysql if base == "char" || base == "nchar" => Self::Text(length()),
            Dialect::Mysql if base == "binary" => Self::Bytes,
            Dialect::Postgres if base.contains('[') || name.ends_with(']') => Self::Opaque,
            Dialect::Postgres if zoned => Self::Zoned,
            _ => Self::standard(base, length()),
        }
    }

    fn of_affinity(name: &str) -> Self {
        let has = |part: &&str| name.contains(*part);
        if has(&"int") {
            Self::Integer
        } else if ["char", "clob", "text"].iter().any(has) {
            Self::Text(None)
        } else if name.is_empty() || has(&"blob") {
            Self::Bytes
        } else if ["real", "floa", "doub"].iter().any(has) {
            Self::Float
        } else {
            Self::Numeric
        }
    }

    fn standard(base: &str, length: Option<usize>) -> Self {
        match base.trim_start_matches("pg_catalog.") {
            "text" => Self::Text(None),
            "name" => Self::Text(Some(63)),
            "varchar" | "character varying" => Self::Text(length),
            // char(n) is padded and compares without its padding.
            "char" | "character" | "bpchar" if length.is_none() => Self::Text(None),
            "smallint" | "integer" | "int" | "bigint" | "int2" | "int4" | "int8" | "signed" | "unsigned"
            | "signed integer" | "unsigned integer" => Self::Integer,
            "real" | "float" | "double" | "double precision" | "float4" | "float8" => Self::Float,
            "numeric" | "decimal" | "dec" => Self::Numeric,
            "boolean" | "bool" => Self::Boolean,
            "date" => Self::Date,
            "timestamp" | "timestamp without time zone" | "datetime" => Self::Timestamp,
            "bytea" => Self::Bytes,
            "interval" => Self::Interval,
            "char"
            | "character"
            | "bpchar"
            | "citext"
            | "jsonpath"
            | "xml"
            | "inet"
            | "cidr"
            | "money"
            | "bit"
            | "varbit"
            | "time"
            | "regclass"
            | "ltree"
            | "time without time zone"
            | "oid"
            | "hstore" => Self::Opaque,
            "json" | "jsonb" => Self::Json,
            "uuid" => Self::Custom,
            base if base.contains("range") => Self::Opaque,
            _ => Self::Custom,
        }
    }
}

/// The value converted to a target.
pub fn convert<'a>(
    value: Cow<'a, Value>,
    target: Target,
    dialect: Dialect,
) -> Result<Cow<'a, Value>, Unsupported> {
    let fail = || Unsupported::new(format!("cast of {value:?} to {target:?}"));
    let made = match (target, &*value) {
        (_, Value::Null) => return Ok(value),
        (Target::Opaque, _) => return Err(fail()),
        (Target::Json, Value::Text(text)) => {
            let document: serde_json::Value = serde_json::from_str(text).map_err(|_| fail())?;
            Value::Text(document.to_string())
        }
        (Target::Json, _) => return Err(fail()),
        (Target::Text(None) | Target::Custom, Value::Text(_)) => return Ok(value),
        (Target::Custom, Value::Uuid(_)) => return Ok(value),
        (Target::Text(length), _) => {
            let whole = text::of(&value, dialect).ok_or_else(fail)?;
            Value::Text(length.map_or_else(|| whole.clone(), |length| whole.chars().take(length).collect()))
        }
        (Target::Integer, _) => integer(&value, dialect).ok_or_else(fail)?,
        (Target::Float, _) => {
            let number = number(&value, dialect).ok_or_else(fail)?;
            Value::Float(number.as_f64().ok_or_else(fail)?)
        }
        (Target::Numeric, _) => numeric(&value, dialect).ok_or_else(fail)?,
        (Target::Boolean, _) => Value::Bool(boolean(&value, dialect).ok_or_else(fail)?),
        (Target::Date, _) => {
            Value::Date(micros(&value).map(|micros| micros.div_euclid(MICROS_PER_DAY)).ok_or_else(fail)?)
        }
        (Target::Timestamp, _) => Value::Timestamp(micros(&value).ok_or_else(fail)?),
        (Target::Zoned, Value::Text(text)) => Value::Timestamp(zoned_micros(text).ok_or_else(fail)?),
        (Target::Zoned, _) => Value::Timestamp(micros(&value).ok_or_else(fail)?),
        (Target::Interval, Value::Text(text)) => Value::Time(span(text).ok_or_else(fail)?),
        (Target::Interval, Value::Time(_)) => return Ok(value),
        (Target::Interval, _) => return Err(fail()),
        (Target::Bytes, Value::Bytes(_)) => return Ok(value),
        (Target::Bytes, _) => bytes(&value, dialect).ok_or_else(fail)?,
        (Target::Custom, _) => return Err(fail()),
    };
    Ok(Cow::Owned(made))
}

/// Microseconds of a span as PostgreSQL writes one: `1 day 02:30:00`, `30 minutes`; `None` for months and years.
fn span(text: &str) -> Option<i64> {
    let mut words = text.split_whitespace();
    let mut sum: i64 = 0;
    while let Some(word) = words.next() {
        let micros = if let Some(clock) = word.contains(':').then(|| word.trim_start_matches('-')) {
            let mut parts = clock.split(':');
            let (hours, minutes): (i64, i64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let (seconds, scale) = parse_decimal(parts.next().unwrap_or("0"))?;
            let fraction =
                i64::try_from(seconds).ok()? * 10_i64.checked_pow(6_u32.checked_sub(scale.into())?)?;
            let whole = (hours * 3600 + minutes * 60) * MICROS_PER_SECOND + fraction;
            if word.starts_with('-') { -whole } else { whole }
        } else {
            let count: i64 = word.parse().ok()?;
            let unit = match words.next()?.trim_end_matches(',').trim_end_matches('s') {
                "week" => 7 * MICROS_PER_DAY,
                "day" => MICROS_PER_DAY,
                "hour" => 3600 * MICROS_PER_SECOND,
                "minute" | "min" => 60 * MICROS_PER_SECOND,
                "second" | "sec" => MICROS_PER_SECOND,
                _ => return None,
            };
            count.checked_mul(unit)?
        };
        sum = sum.checked_add(micros)?;
    }
    (!text.trim().is_empty()).then_some(sum)
}

/// The value as SQLite compares it to one of another affinity.
pub fn apply<'a>(affinity: Affinity, value: Cow<'a, Value>) -> Cow<'a, Value> {
    let converted = match (affinity, &*value) {
        (Affinity::Numeric, Value::Text(text)) => {
            Some(text::number_prefix(text)).filter(|prefix| prefix.complete).map(|prefix| prefix.number)
        }
        (Affinity::Text, Value::Int(_) | Value::Float(_) | Value::Decimal { .. } | Value::Bool(_)) => {
            text::of(&value, Dialect::Sqlite).map(Value::Text)
        }
        _ => None,
    };
    converted.map_or(value, Cow::Owned)
}

/// The number a value stands for; text must be one as a whole in PostgreSQL and start with one elsewhere.
pub fn number(value: &Value, dialect: Dialect) -> Option<Value> {
    match value {
        Value::Int(_) | Value::Float(_) => Some(value.clone()),
        Value::Decimal { .. } if dialect == Dialect::Sqlite => value.as_f64().map(Value::Float),
        Value::Decimal { .. } => Some(value.clone()),
        Value::Bool(_) if dialect == Dialect::Postgres => None,
        Value::Bool(truth) => Some(Value::Int(i128::from(*truth))),
        Value::Text(text) if dialect == Dialect::Postgres => written_number(text),
        Value::Null | Value::List(_) => None,
        _ if dialect == Dialect::Sqlite => Some(text::number_prefix(&text::borrow(value, dialect)?).number),
        Value::Text(text) => Some(text::number_prefix(text).number),
        _ => None,
    }
}

/// The number that a whole text is.
pub fn written_number(text: &str) -> Option<Value> {
    match parse_decimal(text.trim()) {
        Some((i, 0)) => Some(Value::Int(i)),
        Some((unscaled, scale)) => Some(Value::Decimal { unscaled, scale }),
        None => text.trim().parse().ok().map(Value::Float),
    }
}

fn integer(value: &Value, dialect: Dialect) -> Option<Value> {
    if dialect == Dialect::Sqlite {
        return Some(Value::Int(match value {
            Value::Bool(_) | Value::Int(_) => value.as_int()?,
            // The cast cuts the fraction off and stops at the ends of the range.
            Value::Float(_) | Value::Decimal { .. } => i128::from(value.as_f64()? as i64),
            other => text::number_prefix(&text::borrow(other, dialect)?).integer,
        }));
    }
    if let Value::Bool(truth) = value {
        return Some(Value::Int(i128::from(*truth)));
    }
    let number = number(value, dialect)?;
    number.as_int().map(Value::Int).or_else(|| rounded(&number, dialect))
}

/// PostgreSQL rounds floats to even and exact numbers away from zero; MySQL all away from zero.
fn rounded(number: &Value, dialect: Dialect) -> Option<Value> {
    let float = number.as_f64()?;
    let whole = match number {
        Value::Float(f) if dialect == Dialect::Postgres => libm::rint(*f),
        _ => libm::round(float),
    };
    (whole.abs() < 9e18).then_some(Value::Int(whole as i128))
}

fn numeric(value: &Value, dialect: Dialect) -> Option<Value> {
    let number = number(value, dialect)?;
    match number {
        // NUMERIC affinity keeps a whole float as an integer.
        Value::Float(f) if dialect == Dialect::Sqlite && f == libm::trunc(f) && f.abs() < 9e18 => {
            let from_number = matches!(value, Value::Float(_) | Value::Decimal { .. });
            Some(if from_number { number } else { Value::Int(f as i128) })
        }
        number => Some(number),
    }
}

/// The truth value that a value of PostgreSQL is or spells.
pub fn boolean(value: &Value, dialect: Dialect) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Int(i) => Some(*i != 0),
        Value::Text(text) if dialect == Dialect::Postgres => {
            match text.trim().to_ascii_lowercase().as_str() {
                "t" | "true" | "y" | "yes" | "on" | "1" => Some(true),
                "f" | "false" | "n" | "no" | "off" | "0" => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Microseconds since 1970 of a day, a moment or the text of one.
pub fn micros(value: &Value) -> Option<i64> {
    match value {
        Value::Date(days) => days.checked_mul(MICROS_PER_DAY),
        Value::Timestamp(micros) => Some(*micros),
        Value::Text(text) => parse_timestamp(text),
        _ => None,
    }
}

/// Microseconds since 1970 of a moment whose offset from UTC is written: what is not has that of a session.
fn zoned_micros(text: &str) -> Option<i64> {
    let at = text.rfind(['+', '-']).filter(|&at| text[..at].contains(':'))?;
    let (moment, offset) = text.split_at(at);
    let mut parts = offset[1..].split(':').map(|part| part.parse::<i64>().ok().filter(|_| part.len() == 2));
    let (hours, minutes) = (parts.next()??, parts.next().unwrap_or(Some(0))?);
    let behind = (hours * 3600 + minutes * 60) * MICROS_PER_SECOND;
    let local = parse_timestamp(moment)?;
    parts.next().is_none().then_some(if offset.starts_with('+') { local - behind } else { local + behind })
}

fn bytes(value: &Value, dialect: Dialect) -> Option<Value> {
    let text = text::borrow(value, dialect)?;
    match dialect {
        Dialect::Postgres => match text.strip_prefix("\\x") {
            Some(digits) => text::parse_hex(digits).map(Value::Bytes),
            None => (!text.contains('\\')).then(|| Value::Bytes(text.as_bytes().to_vec())),
        },
        _ => Some(Value::Bytes(text.as_bytes().to_vec())),
    }
}
