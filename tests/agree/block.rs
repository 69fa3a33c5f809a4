//! Random blocks of every type, in every layout that generators fill for it.

use std::sync::Arc;

use dbmocker::data::{Bits, Block, Column, LogicalType, Pool, Value};
use dbmocker::random::Draws;

/// A column as an encoder meets it.
#[derive(Clone, Debug)]
pub struct Kind {
    pub logical_type: LogicalType,
    /// PostgreSQL's name of the type.
    pub declared: &'static str,
    cells: Cells,
}

impl Kind {
    /// Whether cells are lists.
    pub fn is_list(&self) -> bool {
        matches!(self.cells, Cells::List(_))
    }
}

/// How cells are made.
#[derive(Clone, Debug)]
enum Cells {
    Whole { low: i64, high: i64 },
    Wide(u32),
    Float(u8),
    Bits,
    Uuid,
    Text { pooled: bool },
    Binary { pooled: bool },
    Spelled(&'static [&'static str]),
    List(Box<Cells>),
}

/// What protocols, arrays, literals and readers give a meaning to.
const HOSTILE: [&str; 20] = [
    "\t", "\n", "\r", "\\", "\\.", "\\N", "'", "\"", "''", "NULL", "null", "{", "}", ",", ";", " ", "😀",
    "ß", "\\x41", "a",
];

fn text(max: Option<u32>) -> LogicalType {
    LogicalType::Text { max, fixed: false }
}

fn array(element: LogicalType) -> LogicalType {
    LogicalType::Array { element: Arc::new(element) }
}

/// Every kind of column.
pub fn kinds() -> Vec<Kind> {
    let mut kinds = [numbers(), moments(), texts(), lists()].concat();
    kinds.push(kind(LogicalType::Bool, "boolean", Cells::Bits));
    kinds.push(kind(LogicalType::Uuid, "uuid", Cells::Uuid));
    kinds
}

fn kind(logical_type: LogicalType, declared: &'static str, cells: Cells) -> Kind {
    Kind { logical_type, declared, cells }
}

fn numbers() -> Vec<Kind> {
    let int = |bits, unsigned| LogicalType::Int { bits, unsigned };
    let decimal = |precision, scale| LogicalType::Decimal { precision, scale };
    let whole = |low, high| Cells::Whole { low, high };
    vec![
        kind(int(8, false), "smallint", whole(-128, 127)),
        kind(int(16, false), "smallint", whole(i16::MIN.into(), i16::MAX.into())),
        kind(int(24, true), "mediumint unsigned", whole(0, (1 << 24) - 1)),
        kind(int(32, false), "integer", whole(i32::MIN.into(), i32::MAX.into())),
        kind(int(32, true), "oid", whole(0, u32::MAX.into())),
        kind(int(64, false), "bigint", whole(i64::MIN, i64::MAX)),
        kind(int(64, true), "bigint unsigned", Cells::Wide(64)),
        kind(decimal(10, 2), "numeric(10,2)", whole(-9_999_999_999, 9_999_999_999)),
        kind(decimal(18, 18), "numeric(18,18)", whole(-999_999_999_999_999_999, 999_999_999_999_999_999)),
        kind(decimal(5, 0), "numeric(5)", whole(-99_999, 99_999)),
        kind(decimal(38, 7), "numeric(38,7)", Cells::Wide(126)),
        kind(decimal(38, 38), "numeric(38,38)", Cells::Wide(126)),
        kind(LogicalType::Float { bits: 32 }, "real", Cells::Float(32)),
        kind(LogicalType::Float { bits: 64 }, "double precision", Cells::Float(64)),
        kind(LogicalType::Year, "year", whole(1901, 2155)),
    ]
}

fn moments() -> Vec<Kind> {
    const DAY: i64 = 86_400_000_000;
    let moment = |fraction, zoned| LogicalType::Timestamp { fraction, zoned };
    let years = Cells::Whole { low: -50_000 * DAY, high: 200_000 * DAY };
    let clock = Cells::Whole { low: 0, high: DAY - 1 };
    vec![
        kind(LogicalType::Date, "date", Cells::Whole { low: -50_000, high: 200_000 }),
        kind(LogicalType::Time { fraction: 6 }, "time(6) without time zone", clock.clone()),
        kind(LogicalType::Time { fraction: 6 }, "time with time zone", clock),
        kind(moment(6, false), "timestamp without time zone", years.clone()),
        kind(moment(6, true), "timestamp(6) with time zone", years),
        kind(LogicalType::Interval, "interval", Cells::Whole { low: -400 * DAY, high: 400 * DAY }),
    ]
}

fn texts() -> Vec<Kind> {
    let labels: Arc<[String]> = ["a'b", "c\\d", "e f"].map(str::to_owned).into();
    let mut kinds = Vec::new();
    for pooled in [false, true] {
        let any = || Cells::Text { pooled };
        kinds.push(kind(text(None), "text", any()));
        kinds.push(kind(text(Some(200)), "character varying(200)", any()));
        kinds.push(kind(LogicalType::Json, "json", any()));
        kinds.push(kind(LogicalType::Json, "jsonb", any()));
        kinds.push(kind(LogicalType::Xml, "xml", any()));
        kinds.push(kind(LogicalType::Enum { labels: Arc::clone(&labels) }, "mood", any()));
        kinds.push(kind(LogicalType::Set { labels: Arc::clone(&labels) }, "set", any()));
        kinds.push(kind(LogicalType::Bytes { max: None }, "bytea", Cells::Binary { pooled }));
    }
    let range = LogicalType::Range {
        element: Arc::new(LogicalType::Int { bits: 32, unsigned: false }),
        multi: false,
    };
    let fields: Arc<[(String, LogicalType)]> = [("a".to_owned(), text(None))].into();
    let other = LogicalType::Other { name: "point".to_owned() };
    kinds.extend([
        kind(LogicalType::Inet, "inet", Cells::Spelled(&["10.0.0.1/8", "::1"])),
        kind(LogicalType::Cidr, "cidr", Cells::Spelled(&["10.0.0.0/8"])),
        kind(LogicalType::MacAddr, "macaddr", Cells::Spelled(&["08:00:2b:01:02:03"])),
        kind(
            LogicalType::BitString { bits: 3, varying: true },
            "bit varying(3)",
            Cells::Spelled(&["", "101"]),
        ),
        kind(range, "int4range", Cells::Spelled(&["[1,5)", "empty"])),
        kind(LogicalType::Composite { fields }, "pair", Cells::Spelled(&["(\"a \\\\ b\")", "()"])),
        kind(other, "point", Cells::Spelled(&["(1,2)"])),
        kind(text(Some(1)), "\"char\"", Cells::Spelled(&["a", "'", "\\"])),
    ]);
    kinds
}

fn lists() -> Vec<Kind> {
    let int = LogicalType::Int { bits: 32, unsigned: false };
    let list = |cells| Cells::List(Box::new(cells));
    let whole = || Cells::Whole { low: -1_000_000, high: 1_000_000 };
    vec![
        kind(array(int.clone()), "integer[]", list(whole())),
        kind(array(text(None)), "text[]", list(Cells::Text { pooled: false })),
        kind(array(text(Some(99))), "character varying(99)[]", list(Cells::Text { pooled: true })),
        kind(array(LogicalType::Bool), "boolean[]", list(Cells::Bits)),
        kind(array(LogicalType::Uuid), "uuid[]", list(Cells::Uuid)),
        kind(array(LogicalType::Json), "jsonb[]", list(Cells::Text { pooled: false })),
        kind(array(LogicalType::Bytes { max: None }), "bytea[]", list(Cells::Binary { pooled: false })),
        kind(array(LogicalType::Timestamp { fraction: 6, zoned: true }), "timestamptz[]", list(whole())),
        kind(array(LogicalType::Decimal { precision: 10, scale: 3 }), "numeric[]", list(whole())),
        kind(array(LogicalType::Float { bits: 32 }), "real[]", list(Cells::Float(32))),
        kind(array(LogicalType::Inet), "inet[]", list(Cells::Spelled(&["::1", "10.0.0.0/8"]))),
        kind(array(array(int)), "integer[]", list(list(whole()))),
    ]
}

/// Up to 40 rows of columns of the given kinds.
pub fn random_block(seed: u64, kinds: &[Kind]) -> Block {
    let mut draws = Draws::new(seed);
    let rows = draws.below(40) as usize;
    let columns = kinds.iter().map(|kind| column(&kind.cells, rows, &mut draws)).collect();
    Block { first_row: 0, rows, columns }
}

fn column(cells: &Cells, rows: usize, draws: &mut Draws) -> Column {
    let mut column = Column::default();
    match cells {
        Cells::Whole { low, high } => column.as_i64().extend((0..rows).map(|_| between(*low, *high, draws))),
        Cells::Wide(64) => column.as_i128().extend((0..rows).map(|_| i128::from(draws.next_word()))),
        Cells::Wide(_) => column.as_i128().extend((0..rows).map(|_| wide(draws))),
        Cells::Float(bits) => column.as_f64().extend((0..rows).map(|_| float(*bits, draws))),
        Cells::Bits => {
            let bits = column.as_bits();
            bits.fill(rows, false);
            (0..rows).for_each(|row| bits.set(row, draws.below(2) == 1));
        }
        Cells::Uuid => column
            .as_fixed16()
            .extend((0..rows).map(|_| {
                (u128::from(draws.next_word()) << 64 | u128::from(draws.next_word())).to_be_bytes()
            })),
        Cells::Text { pooled } => {
            byte_strings(&mut column, *pooled, &(0..rows).map(|_| hostile(draws)).collect::<Vec<_>>())
        }
        Cells::Binary { pooled } => {
            let binary =
                |draws: &mut Draws| (0..draws.below(40)).map(|_| draws.below(256) as u8).collect::<Vec<u8>>();
            byte_strings(&mut column, *pooled, &(0..rows).map(|_| binary(draws)).collect::<Vec<_>>());
        }
        Cells::Spelled(texts) => {
            let one = |_| texts[draws.below(texts.len() as u64) as usize].as_bytes().to_vec();
            byte_strings(&mut column, false, &(0..rows).map(one).collect::<Vec<_>>());
        }
        Cells::List(inner) => list(&mut column, inner, rows, draws),
    }
    if draws.below(2) == 1 {
        let mut validity = Bits::filled(rows, true);
        (0..rows)
            .filter(|_| draws.below(4) == 0)
            .collect::<Vec<_>>()
            .iter()
            .for_each(|&row| validity.set(row, false));
        column.validity = Some(validity);
    }
    column
}

/// Lists within lists all have two elements and no NULL, as PostgreSQL wants its rectangles.
fn list(column: &mut Column, inner: &Cells, rows: usize, draws: &mut Draws) {
    let square = matches!(inner, Cells::List(_));
    let (ends, child) = column.as_list();
    let mut end = 0;
    for _ in 0..rows {
        end += if square { 2 } else { draws.below(4) as u32 };
        ends.push(end);
    }
    *child = self::column(inner, end as usize, draws);
    if square {
        child.validity = None;
    }
}

fn byte_strings(column: &mut Column, pooled: bool, cells: &[Vec<u8>]) {
    if pooled && !cells.is_empty() {
        let pool = Arc::new(Pool::new(cells));
        column.as_codes(&pool).extend(0..cells.len() as u32);
    } else {
        let bytes = column.as_bytes();
        cells.iter().for_each(|cell| bytes.push(cell));
    }
}

fn hostile(draws: &mut Draws) -> Vec<u8> {
    (0..draws.below(8)).flat_map(|_| HOSTILE[draws.below(20) as usize].bytes()).collect()
}

fn between(low: i64, high: i64, draws: &mut Draws) -> i64 {
    match draws.below(8) {
        0 => low,
        1 => high,
        2 => 0.clamp(low, high),
        _ => {
            let width = (i128::from(high) - i128::from(low) + 1) as u128;
            (i128::from(low) + (u128::from(draws.next_word()) % width) as i128) as i64
        }
    }
}

/// Up to 38 digits of either sign.
fn wide(draws: &mut Draws) -> i128 {
    let number = (u128::from(draws.next_word()) << 64 | u128::from(draws.next_word())) % 10_u128.pow(38);
    let number = number as i128 / 10_i128.pow(draws.below(38) as u32);
    if draws.below(2) == 1 { -number } else { number }
}

fn float(bits: u8, draws: &mut Draws) -> f64 {
    let float = match draws.below(4) {
        0 => 0.0,
        1 => draws.below(1_000_000) as f64 / 100.0,
        _ => f64::from_bits(draws.next_word()),
    };
    let float = if bits == 32 { f64::from(float as f32) } else { float };
    if float.is_finite() { float } else { 0.25 }
}

/// Equality to the last bit; an empty list is equal to itself whatever its type.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => a == b,
    }
}
