//! Which binary form PostgreSQL's receive functions want for a type, decided once per column.
//!
//! Must not know: how bytes are written. Start reading at [`pg_wire`].

use crate::data::LogicalType;

/// The binary form of a column's cells in COPY BINARY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// One byte, 0 or 1.
    Bool,
    /// An integer of two bytes.
    Int2,
    /// An integer of four bytes; also oid and its kin, which are unsigned.
    Int4,
    /// An integer of eight bytes.
    Int8,
    /// A float of four bytes.
    Float4,
    /// A float of eight bytes.
    Float8,
    /// Digits in base 10,000.
    Numeric {
        /// Digits behind the point.
        scale: u8,
    },
    /// Days since 2000-01-01.
    Date,
    /// Microseconds since midnight.
    Time,
    /// Microseconds since midnight and seconds west of Greenwich, always 0.
    TimeZoned,
    /// Microseconds since 2000-01-01, in UTC where a time zone shifts it.
    Timestamp,
    /// Microseconds, days and months, the latter two always 0.
    Interval,
    /// Sixteen bytes.
    Uuid,
    /// The bytes of the text, or of the binary string.
    Bytes,
    /// The number 1 in one byte, and the text of the document.
    Versioned,
    /// One byte: the server's type `"char"`.
    Char,
    /// A list of one dimension.
    Array {
        /// The server's number of the elements' type.
        oid: u32,
        /// The elements' form.
        element: Box<Wire>,
    },
}

/// The form of a type, `None` when it goes as text only. `declared` is the server's own name of the type,
/// of its base type where that is known; modifiers such as `(10,2)` and a schema in front are allowed.
///
/// Cells of a foreign key have the type of the parent's column, which may be narrower or wider: the server's
/// name decides the form.
pub fn pg_wire(logical_type: &LogicalType, declared: &str) -> Option<Wire> {
    let name = bare(declared);
    match (logical_type, name.as_str()) {
        (LogicalType::Array { element }, _) => array(element, &name),
        (_, array) if array.ends_with("[]") || array.starts_with('_') => None,
        (LogicalType::Int { .. } | LogicalType::Decimal { .. } | LogicalType::Float { .. }, _) => {
            number(logical_type, &name)
        }
        (LogicalType::Bool, _) => Some(Wire::Bool),
        (LogicalType::Date, name) if name.starts_with("timestamp") => None,
        (LogicalType::Date, _) => Some(Wire::Date),
        (LogicalType::Time { .. }, "timetz" | "time with time zone") => Some(Wire::TimeZoned),
        (LogicalType::Time { .. }, _) => Some(Wire::Time),
        (LogicalType::Timestamp { .. }, "date") => None,
        (LogicalType::Timestamp { .. }, _) => Some(Wire::Timestamp),
        (LogicalType::Interval, _) => Some(Wire::Interval),
        (LogicalType::Uuid, _) => Some(Wire::Uuid),
        (LogicalType::Json, "json") => Some(Wire::Bytes),
        (LogicalType::Json, "jsonb") => Some(Wire::Versioned),
        (LogicalType::Text { .. }, "\"char\"") => Some(Wire::Char),
        (LogicalType::Text { .. } | LogicalType::Enum { .. } | LogicalType::Xml, _) => Some(Wire::Bytes),
        (LogicalType::Bytes { .. }, _) => Some(Wire::Bytes),
        _ => None,
    }
}

/// Numbers by the server's name of their type; a name that says nothing is a domain over the type itself.
fn number(logical_type: &LogicalType, name: &str) -> Option<Wire> {
    // The scale, and whether cells are 64 bits wide.
    let (scale, narrow) = match *logical_type {
        LogicalType::Int { bits, unsigned } => (Some(0), bits < 64 || !unsigned),
        LogicalType::Decimal { precision, scale } => (Some(scale), precision <= 18),
        _ => (None, false),
    };
    let whole = scale == Some(0) && narrow;
    match name {
        "int2" | "smallint" => whole.then_some(Wire::Int2),
        "int4" | "integer" | "oid" | "xid" | "cid" => whole.then_some(Wire::Int4),
        "int8" | "bigint" => whole.then_some(Wire::Int8),
        "numeric" | "decimal" => scale.map(|scale| Wire::Numeric { scale }),
        "float4" | "real" => scale.is_none().then_some(Wire::Float4),
        "float8" | "double precision" => scale.is_none().then_some(Wire::Float8),
        "money" => None,
        _ => match logical_type {
            LogicalType::Int { bits: 8 | 16, .. } => Some(Wire::Int2),
            LogicalType::Int { bits: 24 | 32, unsigned: false } => Some(Wire::Int4),
            LogicalType::Int { bits: 64, unsigned: false } => Some(Wire::Int8),
            LogicalType::Float { bits: 32 } => Some(Wire::Float4),
            LogicalType::Float { .. } => Some(Wire::Float8),
            LogicalType::Decimal { scale, .. } => Some(Wire::Numeric { scale: *scale }),
            _ => None,
        },
    }
}

/// A list, when its elements are of a type that every server knows by the same number.
fn array(element: &LogicalType, declared: &str) -> Option<Wire> {
    let name = declared.strip_suffix("[]").or_else(|| declared.strip_prefix('_'))?;
    let oid = match name {
        "bool" | "boolean" => 16,
        "bytea" => 17,
        "name" => 19,
        "int8" | "bigint" => 20,
        "int2" | "smallint" => 21,
        "int4" | "integer" => 23,
        "text" => 25,
        "json" => 114,
        "float4" | "real" => 700,
        "float8" | "double precision" => 701,
        "bpchar" | "character" => 1042,
        "varchar" | "character varying" => 1043,
        "date" => 1082,
        "time" | "time without time zone" => 1083,
        "timestamp" | "timestamp without time zone" => 1114,
        "timestamptz" | "timestamp with time zone" => 1184,
        "interval" => 1186,
        "numeric" => 1700,
        "uuid" => 2950,
        "jsonb" => 3802,
        _ => return None,
    };
    Some(Wire::Array { oid, element: Box::new(pg_wire(element, name)?) })
}

/// The name in lower case, without modifiers and without the catalogue's schema.
fn bare(declared: &str) -> String {
    let mut name = String::with_capacity(declared.len());
    let mut depth = 0;
    for letter in declared.trim().chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => name.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
    // `timestamp(3) with time zone` and `varchar (20)` leave two blanks or one at the end.
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace(" [", "[")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_servers_name_decides_where_types_share_a_meaning() {
        let json = |name| pg_wire(&LogicalType::Json, name);
        assert_eq!(
            (json("json"), json("jsonb"), json("some_domain")),
            (Some(Wire::Bytes), Some(Wire::Versioned), None)
        );
        let time = LogicalType::Time { fraction: 3 };
        assert_eq!(pg_wire(&time, "time(3) with time zone"), Some(Wire::TimeZoned));
        assert_eq!(pg_wire(&time, "time(3) without time zone"), Some(Wire::Time));
        let decimal = LogicalType::Decimal { precision: 10, scale: 2 };
        assert_eq!(pg_wire(&decimal, "numeric(10,2)"), Some(Wire::Numeric { scale: 2 }));
        assert_eq!(pg_wire(&decimal, "money"), None);
        let text = LogicalType::Text { max: Some(1), fixed: false };
        assert_eq!(pg_wire(&text, "\"char\""), Some(Wire::Char));
        assert_eq!(pg_wire(&text, "public.citext"), Some(Wire::Bytes));
        assert_eq!(pg_wire(&LogicalType::Int { bits: 32, unsigned: true }, "oid"), Some(Wire::Int4));
        assert_eq!(pg_wire(&LogicalType::Int { bits: 64, unsigned: true }, "bigint"), None);
        assert_eq!(pg_wire(&LogicalType::Inet, "inet"), None);
    }

    #[test]
    fn keys_of_another_width_take_the_form_of_their_own_column() {
        let int = |bits| LogicalType::Int { bits, unsigned: false };
        assert_eq!(pg_wire(&int(32), "bigint"), Some(Wire::Int8));
        assert_eq!(pg_wire(&int(64), "integer"), Some(Wire::Int4));
        assert_eq!(pg_wire(&int(64), "numeric(20,0)"), Some(Wire::Numeric { scale: 0 }));
        assert_eq!(pg_wire(&int(32), "some_domain"), Some(Wire::Int4));
        let decimal = |scale| LogicalType::Decimal { precision: 10, scale };
        assert_eq!(pg_wire(&decimal(0), "bigint"), Some(Wire::Int8));
        assert_eq!(pg_wire(&decimal(2), "bigint"), None);
        assert_eq!(pg_wire(&LogicalType::Float { bits: 64 }, "real"), Some(Wire::Float4));
        assert_eq!(pg_wire(&LogicalType::Date, "timestamp(3) without time zone"), None);
    }

    #[test]
    fn lists_need_elements_of_a_known_number() {
        let text = LogicalType::Text { max: Some(20), fixed: false };
        let of = |element: &LogicalType| LogicalType::Array { element: Arc::new(element.clone()) };
        let found = pg_wire(&of(&text), "character varying(20)[]");
        assert_eq!(found, Some(Wire::Array { oid: 1043, element: Box::new(Wire::Bytes) }));
        assert_eq!(pg_wire(&of(&text), "public.citext[]"), None);
        assert_eq!(pg_wire(&of(&of(&text)), "text[]"), None);
        assert_eq!(pg_wire(&of(&LogicalType::Inet), "inet[]"), None);
    }
}
