//! PostgreSQL's types in our terms: base types with their modifiers, domains, arrays, ranges, composites.
//!
//! Start reading at [`Types::logical`].

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::try_join;
use tokio_postgres::{Client, Error};

use crate::data::LogicalType;

/// Levels of domains, arrays and composites within each other beyond which a type is not looked into.
const DEPTH_MAX: usize = 16;
/// What a NUMERIC without modifiers is filled with: it would hold anything.
const NUMERIC_PLAIN: LogicalType = LogicalType::Decimal { precision: 12, scale: 2 };
/// Bytes of a `name`.
const NAME_MAX: u32 = 63;
/// Bits of a BIT VARYING without a limit.
const BITS_PLAIN: u32 = 64;

/// The types of a database by their object ids.
#[derive(Debug, Default)]
pub(super) struct Types {
    by_oid: HashMap<u32, Type>,
}

/// One row of `pg_type`.
#[derive(Clone, Debug, Default)]
pub(super) struct Type {
    name: String,
    /// Whether it is one of the server's own.
    builtin: bool,
    kind: Kind,
    /// Of a domain.
    pub(super) not_null: bool,
    /// Of a domain.
    pub(super) default: Option<String>,
    /// The type that a domain is made over, as SQL calls it.
    pub(super) over: Option<String>,
}

/// What a type is made of; numbers are object ids of types.
#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    Base,
    Domain {
        base: u32,
        modifier: i32,
    },
    Enum(Arc<[String]>),
    Array(u32),
    Range {
        element: u32,
        multi: bool,
    },
    Composite(Vec<Field>),
}

/// A field of a composite: name, type and modifier.
type Field = (String, u32, i32);

impl Types {
    /// Reads the types of a server of this version, such as 150004.
    pub(super) async fn read(client: &Client, version: u32) -> Result<Self, Error> {
        let ranges =
            if version >= 140_000 { "t.oid IN (r.rngtypid, r.rngmultitypid)" } else { "t.oid = r.rngtypid" };
        let types = format!(
            "SELECT t.oid, t.typname::text, n.nspname = 'pg_catalog', t.typtype::text, t.typbasetype, \
             t.typtypmod, t.typnotnull, pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typelem, \
             e.oid IS NOT NULL, \
             CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum l \
             WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) END, r.rngsubtype, \
             CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, NULL) END \
             FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
             LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid \
             LEFT JOIN pg_catalog.pg_range r ON {ranges} WHERE t.typtype <> 'p'"
        );
        // Row types of tables count where a column is of one.
        let fields = "SELECT c.reltype, a.attname::text, a.atttypid, a.atttypmod FROM pg_catalog.pg_attribute a \
             JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
             WHERE a.attnum > 0 AND NOT a.attisdropped AND (c.relkind = 'c' OR c.reltype IN \
             (SELECT coalesce(nullif(t.typelem, 0), t.oid) FROM pg_catalog.pg_type t WHERE t.oid IN \
             (SELECT u.atttypid FROM pg_catalog.pg_attribute u WHERE u.attrelid >= 16384))) \
             ORDER BY a.attrelid, a.attnum";
        let (types, fields) =
            try_join(client.query_typed(&types, &[]), client.query_typed(fields, &[])).await?;
        let mut composites: HashMap<u32, Vec<Field>> = HashMap::new();
        for row in fields {
            let field = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            composites.entry(row.try_get(0)?).or_default().push(field);
        }
        let mut by_oid = HashMap::with_capacity(types.len());
        for row in types {
            let oid: u32 = row.try_get(0)?;
            let element: Option<u32> = row.try_get(11)?;
            let kind = match row.try_get::<_, &str>(3)? {
                "d" => Kind::Domain { base: row.try_get(4)?, modifier: row.try_get(5)? },
                "e" => Kind::Enum(row.try_get::<_, Vec<String>>(10)?.into()),
                "c" => Kind::Composite(composites.remove(&oid).unwrap_or_default()),
                kind @ ("r" | "m") => {
                    Kind::Range { element: element.unwrap_or_default(), multi: kind == "m" }
                }
                _ if row.try_get(9)? => Kind::Array(row.try_get(8)?),
                _ => Kind::Base,
            };
            let entry = Type {
                name: row.try_get(1)?,
                builtin: row.try_get(2)?,
                kind,
                not_null: row.try_get(6)?,
                default: row.try_get(7)?,
                over: row.try_get(12)?,
            };
            by_oid.insert(oid, entry);
        }
        Ok(Self { by_oid })
    }

    /// What a column of a type with a modifier (-1 for none) means.
    pub(super) fn logical(&self, oid: u32, modifier: i32) -> LogicalType {
        self.within(oid, modifier, 0)
    }

    fn within(&self, oid: u32, modifier: i32, depth: usize) -> LogicalType {
        let Some(of) = self.by_oid.get(&oid).filter(|_| depth < DEPTH_MAX) else {
            return LogicalType::Other { name: "unknown".to_owned() };
        };
        let inner = |oid, modifier| self.within(oid, modifier, depth + 1);
        match &of.kind {
            Kind::Domain { base, modifier } => inner(*base, *modifier),
            Kind::Enum(labels) => LogicalType::Enum { labels: Arc::clone(labels) },
            Kind::Array(element) => LogicalType::Array { element: Arc::new(inner(*element, modifier)) },
            Kind::Range { element, multi } => {
                LogicalType::Range { element: Arc::new(inner(*element, -1)), multi: *multi }
            }
            Kind::Composite(fields) => LogicalType::Composite {
                fields: fields
                    .iter()
                    .map(|(name, oid, modifier)| (name.clone(), inner(*oid, *modifier)))
                    .collect(),
            },
            Kind::Base if of.builtin => builtin(&of.name, modifier),
            Kind::Base if of.name == "citext" => LogicalType::Text { max: None, fixed: false },
            Kind::Base => LogicalType::Other { name: of.name.clone() },
        }
    }

    /// The domains that a type is: itself first, then those that it is made over.
    pub(super) fn domains(&self, oid: u32) -> Vec<(u32, &Type)> {
        let mut found = Vec::new();
        let mut next = oid;
        while let Some(of) = self.by_oid.get(&next) {
            let Kind::Domain { base, .. } = of.kind else { break };
            found.push((next, of));
            next = base;
        }
        found
    }

    /// The type of the elements, when a type is an array or a domain over one.
    pub(super) fn element(&self, oid: u32) -> Option<u32> {
        match &self.by_oid.get(&self.base(oid))?.kind {
            Kind::Array(element) => Some(*element),
            _ => None,
        }
    }

    /// Whether values compare without case.
    pub(super) fn caseless(&self, oid: u32) -> bool {
        self.by_oid.get(&self.base(oid)).is_some_and(|of| of.name == "citext")
    }

    fn base(&self, oid: u32) -> u32 {
        match self.domains(oid).last() {
            Some((_, Type { kind: Kind::Domain { base, .. }, .. })) => *base,
            _ => oid,
        }
    }
}

/// A type of the server's own.
fn builtin(name: &str, modifier: i32) -> LogicalType {
    let int = |bits| LogicalType::Int { bits, unsigned: false };
    // Lengths are kept with the four bytes of a header.
    let length = u32::try_from(modifier - 4).ok();
    let fraction = u8::try_from(modifier).map_or(6, |digits| digits.min(6));
    match name {
        "bool" => LogicalType::Bool,
        "int2" => int(16),
        "int4" => int(32),
        "int8" => int(64),
        "float4" => LogicalType::Float { bits: 32 },
        "float8" => LogicalType::Float { bits: 64 },
        "numeric" => numeric(modifier),
        "text" => LogicalType::Text { max: None, fixed: false },
        "varchar" => LogicalType::Text { max: length, fixed: false },
        "bpchar" => LogicalType::Text { max: length, fixed: length.is_some() },
        "name" => LogicalType::Text { max: Some(NAME_MAX), fixed: false },
        "char" => LogicalType::Text { max: Some(1), fixed: false },
        "bytea" => LogicalType::Bytes { max: None },
        "date" => LogicalType::Date,
        "time" => LogicalType::Time { fraction },
        "timestamp" => LogicalType::Timestamp { fraction, zoned: false },
        "timestamptz" => LogicalType::Timestamp { fraction, zoned: true },
        "interval" => LogicalType::Interval,
        "uuid" => LogicalType::Uuid,
        "json" | "jsonb" => LogicalType::Json,
        "xml" => LogicalType::Xml,
        "inet" => LogicalType::Inet,
        "cidr" => LogicalType::Cidr,
        "macaddr" => LogicalType::MacAddr,
        "bit" => LogicalType::BitString { bits: u32::try_from(modifier).unwrap_or(1), varying: false },
        "varbit" => {
            LogicalType::BitString { bits: u32::try_from(modifier).unwrap_or(BITS_PLAIN), varying: true }
        }
        other => LogicalType::Other { name: other.to_owned() },
    }
}

/// Precision and scale share the modifier; the scale is a signed number of 11 bits.
fn numeric(modifier: i32) -> LogicalType {
    let Some(packed) = modifier.checked_sub(4).filter(|packed| *packed >= 0) else { return NUMERIC_PLAIN };
    let (precision, scale) = ((packed >> 16) & 0xffff, ((packed & 0x7ff) ^ 1024) - 1024);
    if scale > precision {
        return LogicalType::Other { name: "numeric".to_owned() };
    }
    let precision = precision.clamp(1, 38);
    // A negative scale rounds to tens and hundreds: whole numbers of so many digits fit anyway.
    LogicalType::Decimal { precision: precision as u8, scale: scale.clamp(0, precision) as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types() -> Types {
        let base = |name: &str| Type { name: name.to_owned(), builtin: true, ..Type::default() };
        let of = |name: &str, kind| Type { name: name.to_owned(), kind, ..Type::default() };
        let by_oid = HashMap::from([
            (1, base("int4")),
            (2, base("varchar")),
            (3, base("tsvector")),
            (10, of("_varchar", Kind::Array(2))),
            (11, of("short", Kind::Domain { base: 2, modifier: 24 })),
            (12, Type { not_null: true, ..of("shorter", Kind::Domain { base: 11, modifier: -1 }) }),
            (13, of("_shorter", Kind::Array(12))),
            (14, of("span", Kind::Range { element: 1, multi: true })),
            (15, of("pair", Kind::Composite(vec![("a".to_owned(), 1, -1), ("b".to_owned(), 15, -1)]))),
            (16, of("citext", Kind::Base)),
            (17, of("hstore", Kind::Base)),
        ]);
        Types { by_oid }
    }

    #[test]
    fn types_are_followed_to_their_bases() {
        let types = types();
        let text = |max| LogicalType::Text { max, fixed: false };
        assert_eq!(types.logical(2, -1), text(None));
        assert_eq!(types.logical(12, -1), text(Some(20)));
        assert_eq!(types.logical(10, 14), LogicalType::Array { element: Arc::new(text(Some(10))) });
        assert_eq!(types.logical(13, -1), LogicalType::Array { element: Arc::new(text(Some(20))) });
        assert_eq!(types.logical(16, -1), text(None));
        assert_eq!(types.logical(17, -1), LogicalType::Other { name: "hstore".to_owned() });
        assert_eq!(types.logical(99, -1), LogicalType::Other { name: "unknown".to_owned() });
        let int = Arc::new(LogicalType::Int { bits: 32, unsigned: false });
        assert_eq!(types.logical(14, -1), LogicalType::Range { element: int, multi: true });
        assert!(matches!(types.logical(15, -1), LogicalType::Composite { fields } if fields.len() == 2));
    }

    #[test]
    fn domains_are_listed_from_the_outermost() {
        let types = types();
        let oids: Vec<u32> = types.domains(12).into_iter().map(|(oid, _)| oid).collect();
        assert_eq!(oids, [12, 11]);
        assert!(types.domains(2).is_empty());
        assert_eq!(types.element(13), Some(12));
        assert_eq!(types.element(12), None);
        assert!(types.caseless(16) && !types.caseless(12));
    }

    #[test]
    fn modifiers_of_the_servers_own_types() {
        let decimal = |precision, scale| LogicalType::Decimal { precision, scale };
        let packed = |precision: i32, scale: i32| ((precision << 16) | (scale & 0x7ff)) + 4;
        let cases = [
            ("numeric", -1, NUMERIC_PLAIN),
            ("numeric", packed(5, 2), decimal(5, 2)),
            ("numeric", packed(100, 30), decimal(38, 30)),
            ("numeric", packed(3, -2), decimal(3, 0)),
            ("numeric", packed(2, 5), LogicalType::Other { name: "numeric".into() }),
            ("bpchar", 14, LogicalType::Text { max: Some(10), fixed: true }),
            ("bpchar", -1, LogicalType::Text { max: None, fixed: false }),
            ("timestamptz", 3, LogicalType::Timestamp { fraction: 3, zoned: true }),
            ("time", -1, LogicalType::Time { fraction: 6 }),
            ("bit", 8, LogicalType::BitString { bits: 8, varying: false }),
            ("macaddr8", -1, LogicalType::Other { name: "macaddr8".into() }),
        ];
        for (name, modifier, expected) in cases {
            assert_eq!(builtin(name, modifier), expected, "{name} {modifier}");
        }
    }
}
