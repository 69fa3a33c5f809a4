//! The laws of the plan: bytes depend on schema, configuration, facts, seed and present, and on nothing else.

mod support;

use dbmocker::app::generate::plan;
use dbmocker::app::preview::preview;
use dbmocker::app::{DEFAULT_NOW, Job};
use dbmocker::config::PerformanceMode;
use dbmocker::data::Value;
use dbmocker::plan::DataPlan;
use rusqlite::types::ValueRef;
use support::Database;

/// References of all shapes, unique keys, CHECKs, families, all common types.
const SCHEMA: &str = "
    CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE people (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
        country CHAR(2) REFERENCES countries (code), manager_id INTEGER REFERENCES people (id), token UUID NOT NULL UNIQUE,
        born_on DATE, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL, profile JSON, photo BLOB);
    CREATE TABLE badges (person_id INTEGER PRIMARY KEY REFERENCES people (id), level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5));
    CREATE TABLE orders (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id), amount DECIMAL(10, 2) NOT NULL CHECK (amount > 0),
        low INTEGER NOT NULL, high INTEGER NOT NULL, note TEXT, weight REAL, CHECK (low < high));
    CREATE TABLE order_tags (order_id INTEGER NOT NULL REFERENCES orders (id), tag TEXT NOT NULL CHECK (tag IN ('a', 'b', 'c')), PRIMARY KEY (order_id, tag));";
const YAML: &str = "{seed: 7, defaults: {rows: 1500}, tables: {countries: {rows: 40}}}";

fn digest_of(schema: &str, yaml: &str) -> String {
    let database = Database::of(schema);
    database.fill(yaml);
    database.digest()
}

fn with_load(settings: &str) -> String {
    format!("{}, load: {{{settings}}}}}", &YAML[..YAML.len() - 1])
}

#[test]
fn settings_of_the_load_never_change_a_byte() {
    let known = digest_of(SCHEMA, YAML);
    for settings in [
        "jobs: 1, batch_size: 1, chunk_rows: 100",
        "jobs: 2, batch_size: 7, chunk_rows: 333",
        "jobs: 2, batch_size: 50, chunk_rows: 1000",
    ] {
        assert_eq!(digest_of(SCHEMA, &with_load(settings)), known, "{settings}");
    }
}

#[test]
fn performance_modes_never_change_a_byte() {
    let known = digest_of(SCHEMA, YAML);
    for (name, _) in PerformanceMode::ALL {
        assert_eq!(digest_of(SCHEMA, &with_load(&format!("performance_mode: {name}"))), known, "{name}");
    }
}

#[test]
fn another_seed_gives_other_bytes_and_the_same_one_the_same() {
    let other = YAML.replace("seed: 7", "seed: 8");
    assert_eq!(digest_of(SCHEMA, YAML), digest_of(SCHEMA, YAML));
    assert_ne!(digest_of(SCHEMA, YAML), digest_of(SCHEMA, &other));
}

/// A clock that moved cannot matter to what does not read it: the present is a constant of the version.
#[test]
fn the_present_is_a_constant_unless_somebody_says_otherwise() {
    assert_eq!(DEFAULT_NOW, 1_767_225_600_000_000, "2026-01-01 00:00:00");
    let database = Database::of(SCHEMA);
    let now = |yaml: &str| plan(&database.job(yaml)).expect("a plan").plan.now;
    assert_eq!(now(YAML), DEFAULT_NOW);
    assert_eq!(now("{seed: 7, now: \"1999-12-31 23:59:59\"}"), 946_684_799_000_000);
    let (first, second) = (plan(&database.job(YAML)), plan(&database.job(YAML)));
    assert_eq!(first.expect("a plan").plan.hash, second.expect("a plan").plan.hash);
}

#[test]
fn a_preview_of_any_range_equals_the_loaded_rows() {
    let database = Database::of(SCHEMA);
    let job: Job = database.job(YAML);
    let ranges = [(0, 5), (1000, 60), (1023, 2), (1499, 10), (700, 800)];
    let previews: Vec<_> =
        ranges.iter().map(|&(first, rows)| preview(&job, None, first, rows).expect("rows")).collect();
    database.fill(YAML);
    for table in previews.iter().flatten() {
        let columns: Vec<String> = table.columns.iter().map(|name| support::quoted(name)).collect();
        let all = loaded(&database, &format!("SELECT {} FROM {}", columns.join(", "), table.table));
        let same = |seen: &[Value], known: &[Option<String>]| {
            seen.iter().zip(known).all(|(cell, known)| agree(cell, known.as_deref()))
        };
        for (at, seen) in (table.first_row as usize..).zip(&table.rows) {
            // Tables that are keyed by a reference keep their rows in the order of that key.
            let there = all.get(at).is_some_and(|known| same(seen, known));
            let in_order = table.columns[0] == "id";
            let found = there || (!in_order && all.iter().any(|known| same(seen, known)));
            assert!(found, "{} row {at}: {seen:?}, not {:?}", table.table, all.get(at));
        }
    }
}

/// All rows of a query, cells as text.
fn loaded(database: &Database, sql: &str) -> Vec<Vec<Option<String>>> {
    let connection = database.connection();
    let mut statement = connection.prepare(sql).expect("a table");
    let columns = statement.column_count();
    let cell = |value: ValueRef<'_>| match value {
        ValueRef::Null => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(n) => Some(format!("{n:?}")),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Some(format!("{bytes:?}")),
    };
    let rows = statement
        .query_map([], |row| (0..columns).map(|at| Ok(cell(row.get_ref(at)?))).collect())
        .expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// Whether a planned cell is what the database holds.
fn agree(cell: &Value, known: Option<&str>) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    match (cell, known) {
        (Value::Null, None) => true,
        (Value::Null, _) | (_, None) => false,
        (Value::Text(text), Some(known)) => text == known,
        (Value::Bytes(bytes), Some(known)) => format!("{bytes:?}") == known,
        (Value::Uuid(uuid), Some(known)) => {
            let hex: String = uuid.iter().map(|byte| format!("{byte:02x}")).collect();
            known.replace('-', "") == hex
        }
        (Value::Date(_) | Value::Time(_) | Value::Timestamp(_), Some(known)) => known.contains(['-', ':']),
        (cell, Some(known)) => cell.as_f64().zip(number(known)).is_some_and(|(a, b)| (a - b).abs() < 1e-9),
    }
}

/// All cells of a column, by name.
fn column(plan: &DataPlan, table: &str, name: &str) -> Vec<Value> {
    let at = plan.find(table).expect("the table");
    let table = &plan.tables[at];
    let column = table.columns.iter().position(|column| column.name == name).expect("the column");
    let (mut block, mut scratch, mut cells, mut next) = (Default::default(), Default::default(), vec![], 0);
    while next < table.rows {
        let rows = plan.batch_rows(at, next, table.rows - next, usize::MAX);
        plan.fill(at, next, rows, &mut scratch, &mut block).expect("its CHECKs can be satisfied");
        let logical_type = &table.columns[column].logical_type;
        cells.extend((0..rows).map(|row| block.columns[column].value(row, logical_type)));
        next += rows as u64;
    }
    cells
}

fn planned(schema: &str, yaml: &str) -> std::sync::Arc<DataPlan> {
    plan(&Database::of(schema).job(yaml)).expect("a plan").plan
}

const ONE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, city TEXT, born DATE, price DECIMAL(8, 2) CHECK (price > 1));";
const COLUMNS: [&str; 6] = ["id", "name", "email", "city", "born", "price"];

fn assert_same_columns(schema: &str, columns: &[&str]) {
    let yaml = "{seed: 3, defaults: {rows: 1100}}";
    let (known, changed) = (planned(ONE, yaml), planned(schema, yaml));
    for name in columns {
        assert_eq!(column(&known, "t", name), column(&changed, "t", name), "{name} in {schema}");
    }
}

#[test]
fn a_new_column_changes_no_other() {
    let schema = ONE.replace("name TEXT", "fresh INTEGER NOT NULL, color TEXT UNIQUE, name TEXT");
    assert_same_columns(&schema, &COLUMNS);
    assert_same_columns(&format!("CREATE TABLE s (id INTEGER PRIMARY KEY); {ONE}"), &COLUMNS);
}

#[test]
fn a_column_that_goes_changes_no_other() {
    assert_same_columns(&ONE.replace("city TEXT, ", ""), &["id", "name", "email", "born", "price"]);
    assert_same_columns(&ONE.replace(", price DECIMAL(8, 2) CHECK (price > 1)", ""), &COLUMNS[..5]);
}

#[test]
fn columns_in_another_order_keep_their_cells() {
    let schema = "CREATE TABLE t (price DECIMAL(8, 2) CHECK (price > 1), born DATE, email TEXT NOT NULL UNIQUE, city TEXT, id INTEGER PRIMARY KEY, name TEXT NOT NULL)";
    assert_same_columns(schema, &COLUMNS);
}

#[test]
fn more_rows_keep_the_first_ones() {
    let (few, many) =
        (planned(ONE, "{seed: 3, defaults: {rows: 50}}"), planned(ONE, "{seed: 3, defaults: {rows: 3000}}"));
    for name in COLUMNS {
        assert_eq!(column(&few, "t", name), column(&many, "t", name)[..50], "{name}");
    }
}

#[test]
fn a_stream_survives_a_rename() {
    let yaml = "{seed: 3, defaults: {rows: 200}, tables: {t: {columns: {town: {stream: city, generator: city}, cost: {stream: price}}}}}";
    let renamed = ONE.replace("city", "town").replace("price", "cost");
    let known =
        planned(ONE, "{seed: 3, defaults: {rows: 200}, tables: {t: {columns: {city: {generator: city}}}}}");
    let renamed = planned(&renamed, yaml);
    assert_eq!(column(&known, "t", "city"), column(&renamed, "t", "town"));
    assert_eq!(column(&known, "t", "price"), column(&renamed, "t", "cost"));
}

#[test]
fn letters_of_names_do_not_matter() {
    let schema = "CREATE TABLE T (ID INTEGER PRIMARY KEY, Name TEXT NOT NULL)";
    let yaml = "{seed: 3, defaults: {rows: 100}}";
    let (known, other) = (planned(ONE, yaml), planned(schema, yaml));
    assert_eq!(column(&known, "t", "name"), column(&other, "t", "Name"));
}

/// A schema of a thousand tables: chains, stars and pairs of references, unique keys, CHECKs.
fn thousand_tables() -> String {
    let mut sql = String::new();
    for at in 0..1000 {
        let parent = |by: usize| format!("INTEGER NOT NULL REFERENCES t{} (id)", at - by);
        let first = if at > 0 { format!(", first_id {}", parent(1)) } else { String::new() };
        let second = if at >= 10 { format!(", second_id {}", parent(at / 10)) } else { String::new() };
        let pair = if at >= 10 && at % 3 == 0 { ", UNIQUE (first_id, second_id)" } else { "" };
        sql.push_str(&format!(
            "CREATE TABLE t{at} (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, status TEXT NOT NULL CHECK (status IN ('on', 'off')),
                amount DECIMAL(10, 2) CHECK (amount >= 0), low INTEGER NOT NULL, high INTEGER NOT NULL, created_at TIMESTAMP{first}{second}{pair}, CHECK (low < high));\n"
        ));
    }
    sql
}

#[test]
#[expect(clippy::print_stderr, reason = "the time is told, not judged: benches do that")]
fn a_thousand_tables_are_planned() {
    let database = Database::of(&thousand_tables());
    let started = std::time::Instant::now();
    let planned = plan(&database.job("{seed: 1, defaults: {rows: 10}}")).expect("a plan");
    eprintln!("1000 tables were planned in {:?}", started.elapsed());
    assert_eq!(planned.plan.tables.len(), 1000);
    assert!(planned.plan.tables.iter().all(|table| table.rows == 10 && table.limit.is_none()));
    let started = std::time::Instant::now();
    database.fill("{seed: 1, defaults: {rows: 10}}");
    eprintln!("and filled with 10 rows each in {:?}", started.elapsed());
    assert_eq!(database.count("t999"), 10);
    database.assert_sound();
}
