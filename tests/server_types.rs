//! Columns of types and character sets that only one server has, planned without the server: each gets
//! values of its own, and those that nothing can fill stay NULL or leave their table empty, with a reason.

use std::collections::HashSet;
use std::sync::Arc;

use dbmocker::config::Config;
use dbmocker::data::{Block, Facts, Form, LogicalType, write_cell};
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::plan::{DataPlan, Inputs, Meanings, Scratch, build};
use dbmocker::schema::expr::Dialect;
use dbmocker::schema::{
    Column, Generated, Identity, Key, KeyKind, KeyPart, Schema, Table, TableName, TableOptions,
};

const NOW: i64 = 1_750_000_000_000_000;
const ROWS: usize = 1000;

fn other(name: &str) -> LogicalType {
    LogicalType::Other { name: name.to_owned() }
}

fn text(max: u32) -> LogicalType {
    LogicalType::Text { max: Some(max), fixed: false }
}

/// A column that may not be NULL.
fn column(name: &str, logical_type: LogicalType) -> Column {
    Column {
        name: name.to_owned(),
        declared: format!("{logical_type:?}"),
        logical_type,
        nullable: false,
        default: None,
        expression: None,
        generated: Generated::No,
        identity: Identity::No,
        sequence: None,
        charset: None,
        collation: None,
        comment: None,
    }
}

fn unique(column: usize) -> Key {
    let part = KeyPart { column: Some(column), expression: None, collation: None, prefix: None };
    Key { name: None, kind: KeyKind::Unique, parts: vec![part], predicate: None, nulls_distinct: true }
}

/// The plan of one table; all columns of `keys` are unique, each alone.
fn plan(dialect: Dialect, locale: Locale, columns: Vec<Column>, keys: Vec<Key>) -> DataPlan {
    let table = Table {
        name: TableName { schema: None, name: "things".to_owned() },
        key: "things".to_owned(),
        comment: None,
        columns,
        keys,
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        triggers: Vec::new(),
        exclusions: Vec::new(),
        partitioning: None,
        options: TableOptions::default(),
    };
    let schema = Arc::new(Schema {
        dialect,
        server: "a server of this test".to_owned(),
        tables: vec![table],
        skipped: Vec::new(),
    });
    let (config, facts, dict) = (Config::default(), Facts::default(), Dictionary::load(locale));
    let meanings = Meanings::new(&schema);
    let inputs = Inputs {
        schema: &schema,
        config: &config,
        facts: &facts,
        dict: &dict,
        meanings: &meanings,
        seed: 7,
        now: NOW,
    };
    build(&inputs).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The cells of one column as text, NULL as `None`.
fn cells(plan: &DataPlan, at: usize) -> Vec<Option<String>> {
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    plan.fill(0, 0, ROWS, &mut scratch, &mut block).expect("no CHECK");
    let (column, logical_type) = (&block.columns[at], &plan.tables[0].columns[at].logical_type);
    let cell = |row| {
        let mut out = Vec::new();
        write_cell(&mut out, column, row, logical_type, Form::POSTGRES);
        String::from_utf8(out).expect("text")
    };
    (0..ROWS).map(|row| (!column.is_null(row)).then(|| cell(row))).collect()
}

fn distinct(cells: &[Option<String>]) -> usize {
    cells.iter().flatten().collect::<HashSet<_>>().len()
}

#[test]
fn every_type_of_postgresql_gets_values_of_its_own() {
    let int = || Arc::new(LogicalType::Int { bits: 32, unsigned: false });
    let fields = [("a".to_owned(), text(20)), ("b".to_owned(), other("point"))];
    let columns = vec![
        column("price", other("money")),
        column("spot", other("point")),
        column("body", other("tsvector")),
        column("during", LogicalType::Range { element: int(), multi: false }),
        column("pair", LogicalType::Composite { fields: fields.into() }),
        column("took", LogicalType::Interval),
        column("mask", LogicalType::BitString { bits: 12, varying: false }),
        column("note", LogicalType::Xml),
        column("numbers", LogicalType::Array { element: int() }),
        column("emails", LogicalType::Array { element: Arc::new(text(80)) }),
        Column { declared: "geometry(Polygon,4326)".to_owned(), ..column("place", other("geometry")) },
        Column { declared: "numeric(2,5)".to_owned(), ..column("share", other("numeric")) },
    ];
    let count = columns.len();
    let plan = plan(Dialect::Postgres, Locale::En, columns, Vec::new());
    assert_eq!(plan.tables[0].rows, ROWS as u64, "{:?}", plan.tables[0].limit);
    let shown: Vec<Vec<Option<String>>> = (0..count).map(|at| cells(&plan, at)).collect();
    for (at, cells) in shown.iter().enumerate() {
        let name = &plan.tables[0].columns[at].name;
        assert!(cells.iter().all(Option::is_some), "{name} has NULLs");
        assert!(distinct(cells) > 50, "{name}: {:?}", &cells[..3]);
    }
    let first = |at: usize| shown[at][0].as_deref().unwrap_or_default();
    assert!(first(0).contains('.') && first(0).parse::<f64>().is_ok(), "{}", first(0));
    assert!(first(3).starts_with('[') && first(3).ends_with(')'), "{}", first(3));
    assert!(first(9).starts_with('{') && first(9).contains('@'), "{}", first(9));
    assert!(first(10).starts_with("SRID=4326;POLYGON(("), "{}", first(10));
    assert!(first(11).starts_with("0.000") && first(11).len() == 7, "{}", first(11));
}

#[test]
fn keys_over_types_of_one_server_hold() {
    let types = vec![
        other("money"),
        other("pg_lsn"),
        other("macaddr8"),
        other("tsvector"),
        LogicalType::Inet,
        LogicalType::MacAddr,
        LogicalType::BitString { bits: 24, varying: true },
        LogicalType::Interval,
        LogicalType::Range { element: Arc::new(LogicalType::Date), multi: true },
    ];
    let columns: Vec<Column> =
        types.into_iter().enumerate().map(|(at, it)| column(&format!("c{at}"), it)).collect();
    let count = columns.len();
    let plan = plan(Dialect::Postgres, Locale::En, columns, (0..count).map(unique).collect());
    assert_eq!(plan.tables[0].rows, ROWS as u64, "{:?}", plan.tables[0].limit);
    for at in 0..count {
        assert_eq!(distinct(&cells(&plan, at)), ROWS, "{}", plan.tables[0].columns[at].name);
    }
}

#[test]
fn sets_reach_every_subset_and_years_every_year() {
    let labels: Vec<String> = (0..10).map(|label| format!("l{label}")).collect();
    let columns = vec![
        column("options", LogicalType::Set { labels: labels.into() }),
        column("made", LogicalType::Year),
        column("shape", other("polygon")),
        column("address", other("inet6")),
        Column { declared: "vector(3)".to_owned(), ..column("embedding", other("vector")) },
    ];
    let plan = plan(Dialect::Mysql, Locale::En, columns, vec![unique(0), unique(1)]);
    // 255 years are fewer than 1000 rows and 1024 subsets.
    assert_eq!(plan.tables[0].rows, 255, "{:?}", plan.tables[0].limit);
    let mut block = Block::default();
    plan.fill(0, 0, 255, &mut Scratch::default(), &mut block).expect("no CHECK");
    let value = |at: usize, row| block.columns[at].value(row, &plan.tables[0].columns[at].logical_type);
    let years: HashSet<i128> = (0..255).filter_map(|row| value(1, row).as_int()).collect();
    assert_eq!((years.len(), years.iter().min(), years.iter().max()), (255, Some(&1901), Some(&2155)));
    let sets: HashSet<String> =
        (0..255).filter_map(|row| value(0, row).as_text().map(str::to_owned)).collect();
    assert!(sets.len() == 255 && sets.iter().any(|set| set.contains(',')), "{}", sets.len());
    let starts = |at: usize, with: &str| value(at, 0).as_text().is_some_and(|text| text.starts_with(with));
    assert!(starts(2, "POLYGON((") && starts(3, "2001:db8:") && starts(4, "["));
}

#[test]
fn what_nothing_can_fill_stays_null_or_leaves_the_table_empty() {
    let none = LogicalType::Enum { labels: Vec::new().into() };
    let optional = |name: &str, logical_type| Column { nullable: true, ..column(name, logical_type) };
    let columns = vec![
        optional("secret", other("aclitem")),
        optional("mood", none.clone()),
        optional("tree", LogicalType::Range { element: Arc::new(other("aclitem")), multi: false }),
        column("name", text(20)),
    ];
    let filled = plan(Dialect::Postgres, Locale::En, columns, Vec::new());
    assert_eq!(filled.tables[0].rows, ROWS as u64);
    assert!((0..3).all(|at| cells(&filled, at).iter().all(Option::is_none)));
    let noted =
        |name: &str| filled.notes.iter().any(|note| note.contains(name) && note.contains("stays NULL"));
    assert!(noted("things.secret") && noted("things.mood") && noted("things.tree"), "{:?}", filled.notes);

    for logical_type in [other("aclitem"), none] {
        let empty = plan(Dialect::Postgres, Locale::En, vec![column("secret", logical_type)], Vec::new());
        assert_eq!(empty.tables[0].rows, 0);
        let why = empty.tables[0].limit.as_deref().unwrap_or_default();
        assert!(why.starts_with("things.secret must not be NULL"), "{why}");
    }
}

#[test]
fn ranges_of_any_type_hold_one_value_at_least() {
    for element in [text(9), LogicalType::Uuid, LogicalType::Float { bits: 64 }] {
        let range = LogicalType::Range { element: Arc::new(element), multi: false };
        let filled = plan(Dialect::Postgres, Locale::En, vec![column("reach", range)], Vec::new());
        assert_eq!(filled.tables[0].rows, ROWS as u64);
        for cell in cells(&filled, 0) {
            let cell = cell.expect("a span");
            let (low, high) = cell[1..cell.len() - 1].split_once(',').expect("two bounds");
            assert!(cell.starts_with('[') && cell.ends_with(']') && low == high && low.len() > 2, "{cell}");
        }
    }
}

#[test]
fn text_stays_within_its_character_set() {
    let names = ["first_name", "last_name", "city", "bio", "code"];
    let narrow = |charset: &str| -> Vec<Column> {
        let max = |name: &str| if name == "code" { 2 } else { 60 };
        let one = |name: &&str| Column { charset: Some(charset.to_owned()), ..column(name, text(max(name))) };
        names.iter().map(one).collect()
    };
    for (locale, charset, limit) in [
        (Locale::Ja, "latin1", '\u{ff}'),
        (Locale::Pl, "latin1", '\u{ff}'),
        (Locale::De, "latin1", '\u{ff}'),
        (Locale::En, "ascii", '\u{7f}'),
        (Locale::Ja, "utf8mb3", '\u{ffff}'),
    ] {
        let plan = plan(Dialect::Mysql, locale, narrow(charset), vec![unique(4)]);
        for (at, name) in names.iter().enumerate() {
            let cells = cells(&plan, at);
            let beyond = cells.iter().flatten().find(|text| text.chars().any(|letter| letter > limit));
            assert_eq!(beyond, None, "{name} in {charset}");
            // Two characters of 36 are distinct for 1296 rows.
            assert!(*name != "code" || distinct(&cells) == plan.tables[0].rows as usize);
        }
        let noted = plan.notes.iter().any(|note| note.contains("character set"));
        assert_eq!(noted, charset == "latin1" && locale != Locale::De, "{:?}", plan.notes);
    }
    let german = plan(Dialect::Mysql, Locale::De, narrow("latin1"), Vec::new());
    assert!(cells(&german, 0).iter().flatten().any(|name| !name.is_ascii()), "umlauts are within latin1");
}
