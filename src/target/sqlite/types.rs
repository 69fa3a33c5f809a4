//! Declared types of SQLite to logical types: the name's meaning first, then SQLite's own affinity rules.

use crate::data::LogicalType;

/// What a declared type means. An empty declaration means text, which every column of SQLite takes.
pub(super) fn logical_type(declared: &str) -> LogicalType {
    let name = declared.to_ascii_uppercase();
    let (first, second) = arguments(&name);
    let text = |max| LogicalType::Text { max, fixed: false };
    let has = |part: &str| name.contains(part);
    if let Some(named) = named(&name, first) {
        return named;
    }
    if has("INT") && !has("POINT") {
        return LogicalType::Int { bits: integer_bits(&name), unsigned: has("UNSIGNED") };
    }
    if has("CHAR") || has("CLOB") || has("TEXT") || has("STRING") || name.is_empty() || name == "ANY" {
        return text(first.filter(|&max| max > 0));
    }
    if has("BLOB") || has("BINARY") || has("BYTEA") {
        return LogicalType::Bytes { max: first };
    }
    if has("REAL") || has("FLOA") || has("DOUB") {
        return LogicalType::Float { bits: 64 };
    }
    if has("DEC") || has("NUM") || has("MONEY") {
        let precision = first.map_or(12, |p| p.clamp(1, 18)) as u8;
        let default_scale = if first.is_some() { 0 } else { 2 };
        let scale = second.map_or(default_scale, |s| s.min(u32::from(precision)) as u8);
        return LogicalType::Decimal { precision, scale };
    }
    LogicalType::Other { name: declared.to_owned() }
}

/// Types that are known by name, whatever their affinity.
fn named(name: &str, first: Option<u32>) -> Option<LogicalType> {
    let base = name.split(['(', ' ']).next().unwrap_or_default();
    Some(match base {
        "BOOL" | "BOOLEAN" | "BIT" => LogicalType::Bool,
        "TINYINT" if first == Some(1) => LogicalType::Bool,
        "DATE" => LogicalType::Date,
        "TIME" => LogicalType::Time { fraction: 0 },
        "UUID" | "GUID" | "UNIQUEIDENTIFIER" => LogicalType::Uuid,
        "JSON" | "JSONB" => LogicalType::Json,
        "YEAR" => LogicalType::Year,
        _ if base.starts_with("DATETIME") || base.starts_with("TIMESTAMP") => {
            LogicalType::Timestamp { fraction: first.unwrap_or(0).min(6) as u8, zoned: false }
        }
        _ => return None,
    })
}

fn integer_bits(name: &str) -> u8 {
    match name.split(['(', ' ']).next().unwrap_or_default() {
        "TINYINT" | "INT1" => 8,
        "SMALLINT" | "INT2" => 16,
        "MEDIUMINT" | "INT3" => 24,
        "INT" | "INT4" => 32,
        _ => 64,
    }
}

/// The numbers in parentheses.
fn arguments(name: &str) -> (Option<u32>, Option<u32>) {
    let inside = name.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
    let mut numbers = inside.unwrap_or_default().split(',').map(|number| number.trim().parse().ok());
    (numbers.next().flatten(), numbers.next().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_types_are_understood() {
        let cases = [
            ("INTEGER", LogicalType::Int { bits: 64, unsigned: false }),
            ("int unsigned", LogicalType::Int { bits: 32, unsigned: true }),
            ("varchar(45)", LogicalType::Text { max: Some(45), fixed: false }),
            ("BLOB SUB_TYPE TEXT", LogicalType::Text { max: None, fixed: false }),
            ("", LogicalType::Text { max: None, fixed: false }),
            ("DECIMAL(5,2)", LogicalType::Decimal { precision: 5, scale: 2 }),
            ("NUMERIC", LogicalType::Decimal { precision: 12, scale: 2 }),
            ("TIMESTAMP WITH TIME ZONE", LogicalType::Timestamp { fraction: 0, zoned: false }),
            ("tinyint(1)", LogicalType::Bool),
            ("double precision", LogicalType::Float { bits: 64 }),
            ("POINT", LogicalType::Other { name: "POINT".into() }),
        ];
        for (declared, expected) in cases {
            assert_eq!(logical_type(declared), expected, "{declared}");
        }
    }
}
