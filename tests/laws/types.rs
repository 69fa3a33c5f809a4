//! Every kind of column that a generator might be asked to fill.

use std::sync::Arc;

use dbmocker::data::LogicalType;

/// Text of so many characters.
pub fn text(max: Option<u32>) -> LogicalType {
    LogicalType::Text { max, fixed: false }
}

/// Every kind of column that a generator might accept.
pub fn types() -> Vec<LogicalType> {
    let mut types = [Some(1), Some(2), Some(5), Some(10), Some(20), Some(50), None].map(text).to_vec();
    for bits in [8, 16, 24, 32, 64] {
        types.extend([false, true].map(|unsigned| LogicalType::Int { bits, unsigned }));
    }
    let decimals = [(4, 2), (18, 4), (10, 0), (3, 3), (30, 6), (5, 4)];
    types.extend(decimals.map(|(precision, scale)| LogicalType::Decimal { precision, scale }));
    types.extend([32, 64].map(|bits| LogicalType::Float { bits }));
    types.extend([Some(8), Some(16), None].map(|max| LogicalType::Bytes { max }));
    for fraction in [0, 3, 6] {
        types.push(LogicalType::Time { fraction });
        types.push(LogicalType::Timestamp { fraction, zoned: false });
    }
    let labels: Arc<[String]> = ["new", "old", "odd"].map(str::to_owned).into();
    types.extend([
        LogicalType::Bool,
        LogicalType::Date,
        LogicalType::Interval,
        LogicalType::Year,
        LogicalType::Uuid,
        LogicalType::Json,
        LogicalType::Enum { labels: Arc::clone(&labels) },
        LogicalType::Set { labels },
        LogicalType::Inet,
        LogicalType::Cidr,
        LogicalType::MacAddr,
        LogicalType::BitString { bits: 12, varying: false },
        LogicalType::Xml,
        LogicalType::Array { element: Arc::new(text(Some(10))) },
        LogicalType::Array { element: Arc::new(LogicalType::Int { bits: 16, unsigned: false }) },
        LogicalType::Other { name: "geometry".to_owned() },
    ]);
    types.extend(server_types());
    types
}

/// Types that only one server has.
fn server_types() -> Vec<LogicalType> {
    let array = |element| LogicalType::Array { element: Arc::new(element) };
    let other = |name: &str| LogicalType::Other { name: name.to_owned() };
    let int = || LogicalType::Int { bits: 32, unsigned: false };
    let decimal = LogicalType::Decimal { precision: 12, scale: 2 };
    let mut types = Vec::new();
    for multi in [false, true] {
        for element in [
            int(),
            decimal.clone(),
            LogicalType::Date,
            LogicalType::Timestamp { fraction: 6, zoned: false },
            LogicalType::Timestamp { fraction: 6, zoned: true },
        ] {
            types.push(LogicalType::Range { element: Arc::new(element), multi });
        }
    }
    let fields = [("name", text(Some(20))), ("at", LogicalType::Date), ("where", other("point"))];
    let fields = fields.map(|(name, logical_type)| (name.to_owned(), logical_type));
    types.push(LogicalType::Composite { fields: fields.into() });
    types.push(LogicalType::BitString { bits: 64, varying: true });
    types.extend([array(array(int())), array(other("box")), array(LogicalType::Interval)]);
    let names = [
        "money",
        "pg_lsn",
        "oid",
        "xid8",
        "macaddr8",
        "tid",
        "cube",
        "tsvector",
        "tsquery",
        "hstore",
        "ltree",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "jsonpath",
        "pg_snapshot",
        "regclass",
        "vector(4)",
        "sparsevec(9)",
        "geography(PolygonZM,4326)",
        "public.geometry(multipolygon)",
    ];
    types.extend(names.map(other));
    types
}
