//! Declared types of MySQL and MariaDB to logical types. Start reading at [`Declared::logical_type`].

use std::sync::Arc;

use crate::data::LogicalType;

/// What the catalogue says about a column's type.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// `int`, `varchar` …
    pub(super) data_type: String,
    /// `int(10) unsigned`, `enum('a','b')` …
    pub(super) column_type: String,
    /// Most characters of text, bytes of binary strings.
    pub(super) chars: Option<u64>,
    /// Most bytes of text.
    pub(super) bytes: Option<u64>,
    /// Bytes of the longest character of its character set.
    pub(super) char_bytes: u64,
    /// All digits of an exact number; bits of a bit string.
    pub(super) precision: Option<u32>,
    /// Digits behind the point.
    pub(super) scale: Option<u32>,
    /// Digits of a second.
    pub(super) fraction: Option<u32>,
}

impl Declared {
    /// What it means.
    pub(super) fn logical_type(&self) -> LogicalType {
        let unsigned = self.unsigned();
        let int = |bits| LogicalType::Int { bits, unsigned };
        match self.data_type.as_str() {
            "tinyint" if self.column_type.starts_with("tinyint(1)") => LogicalType::Bool,
            "tinyint" => int(8),
            "smallint" => int(16),
            "mediumint" => int(24),
            "int" | "integer" => int(32),
            "bigint" => int(64),
            "decimal" | "numeric" => self.decimal(),
            "float" => LogicalType::Float { bits: 32 },
            "double" | "real" => LogicalType::Float { bits: 64 },
            "bit" if self.precision.unwrap_or(1) == 1 => LogicalType::Bool,
            "bit" => LogicalType::BitString { bits: self.precision.unwrap_or(1), varying: false },
            "date" => LogicalType::Date,
            "time" => LogicalType::Time { fraction: self.fraction() },
            "datetime" => LogicalType::Timestamp { fraction: self.fraction(), zoned: false },
            "timestamp" => LogicalType::Timestamp { fraction: self.fraction(), zoned: true },
            "year" => LogicalType::Year,
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => self.text(),
            "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
                LogicalType::Bytes { max: self.chars.and_then(short) }
            }
            "enum" => LogicalType::Enum { labels: Arc::from(labels(&self.column_type)) },
            "set" => LogicalType::Set { labels: Arc::from(labels(&self.column_type)) },
            "json" => LogicalType::Json,
            "uuid" => LogicalType::Uuid,
            other => LogicalType::Other { name: other.to_owned() },
        }
    }

    /// Whether numbers below 0 are excluded.
    pub(super) fn unsigned(&self) -> bool {
        self.column_type.contains(" unsigned")
    }

    /// A column of 65 digits loses the leading ones that no value of ours has.
    fn decimal(&self) -> LogicalType {
        let (precision, scale) = (self.precision.unwrap_or(10), self.scale.unwrap_or(0));
        let scale = scale.min(38) as u8;
        LogicalType::Decimal { precision: precision.clamp(1, 38).max(u32::from(scale)) as u8, scale }
    }

    fn fraction(&self) -> u8 {
        self.fraction.unwrap_or(0).min(6) as u8
    }

    /// TEXT types are limited in bytes, so that fewer characters fit where these are long.
    fn text(&self) -> LogicalType {
        let by_bytes = self.bytes.map(|bytes| bytes / self.char_bytes.max(1));
        let chars = match self.data_type.as_str() {
            "char" | "varchar" => self.chars,
            _ => by_bytes,
        };
        LogicalType::Text { max: chars.and_then(short), fixed: self.data_type == "char" }
    }
}

/// Whether a type's name is that of a shape.
pub(super) fn is_shape(name: &str) -> bool {
    let name = name.strip_prefix("multi").unwrap_or(name);
    matches!(name, "geometry" | "point" | "linestring" | "polygon" | "geometrycollection" | "geomcollection")
}

/// Limits that no value of ours comes near are none.
fn short(limit: u64) -> Option<u32> {
    u32::try_from(limit).ok().filter(|&limit| limit < 1 << 28)
}

/// The labels within `enum('a','b''c')`.
fn labels(column_type: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let mut chars = column_type.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\'' {
            continue;
        }
        let mut label = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\'' if chars.next_if_eq(&'\'').is_none() => break,
                '\\' => label.extend(chars.next().map(unescaped)),
                c => label.push(c),
            }
        }
        labels.push(label);
    }
    labels
}

/// What stands behind a backslash.
fn unescaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        '0' => '\0',
        'Z' => '\u{1a}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(data_type: &str, column_type: &str) -> Declared {
        Declared {
            data_type: data_type.into(),
            column_type: column_type.into(),
            char_bytes: 4,
            ..Declared::default()
        }
    }

    #[test]
    fn declared_types_are_understood() {
        let cases = [
            (declared("tinyint", "tinyint(1)"), LogicalType::Bool),
            (declared("tinyint", "tinyint unsigned"), LogicalType::Int { bits: 8, unsigned: true }),
            (declared("int", "int(10) unsigned zerofill"), LogicalType::Int { bits: 32, unsigned: true }),
            (
                Declared {
                    precision: Some(65),
                    scale: Some(30),
                    ..declared("decimal", "decimal(65,30) unsigned")
                },
                LogicalType::Decimal { precision: 38, scale: 30 },
            ),
            (
                Declared { chars: Some(255), bytes: Some(255), ..declared("tinytext", "tinytext") },
                LogicalType::Text { max: Some(63), fixed: false },
            ),
            (
                Declared {
                    chars: Some(4_294_967_295),
                    bytes: Some(4_294_967_295),
                    ..declared("longtext", "longtext")
                },
                LogicalType::Text { max: None, fixed: false },
            ),
            (
                declared("set", "set('a','b''c','','d\\\\e')"),
                LogicalType::Set { labels: ["a", "b'c", "", "d\\e"].map(str::to_owned).into() },
            ),
            (declared("timestamp", "timestamp"), LogicalType::Timestamp { fraction: 0, zoned: true }),
            (declared("point", "point"), LogicalType::Other { name: "point".into() }),
        ];
        for (declared, expected) in cases {
            assert_eq!(declared.logical_type(), expected, "{declared:?}");
        }
    }
}
