//! One schema, one seed, one result: whatever database the rows go to and however they travel there, every
//! cell is the same.
//!
//! The schema is written in types that all databases read. Each column is read back in the order of its
//! table's key, brought to one form, and hashed; a difference names the column and its first row.

#[path = "servers/mod.rs"]
mod servers;
mod support;

use std::sync::{Mutex, OnceLock, PoisonError};

use dbmocker::app::Job;
use dbmocker::app::generate::generate;
use servers::Server;
use support::{Watcher, config};

/// Rows of each table.
const ROWS: usize = if cfg!(debug_assertions) { 2_000 } else { 10_000 };

const SCHEMA: &str = "
    CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(120) NOT NULL UNIQUE,
        bio TEXT, balance DECIMAL(10, 2) NOT NULL CHECK (balance >= 0), visits BIGINT NOT NULL, is_active BOOLEAN NOT NULL,
        rating SMALLINT CHECK (rating BETWEEN 1 AND 5), score DOUBLE PRECISION NOT NULL, born_on DATE,
        created_at TIMESTAMP(0) NOT NULL, mentor_id INT, FOREIGN KEY (mentor_id) REFERENCES customers (id));
    CREATE TABLE products (id BIGINT NOT NULL PRIMARY KEY, sku CHAR(8) NOT NULL UNIQUE, title VARCHAR(80) NOT NULL,
        price DECIMAL(8, 2) NOT NULL CHECK (price > 0), weight REAL, on_sale BOOLEAN NOT NULL);
    CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, customer_id INT NOT NULL, status VARCHAR(10) NOT NULL CHECK (status IN ('new', 'paid', 'sent')),
        ordered_on DATE NOT NULL, sent_on DATE, note VARCHAR(200), CHECK (sent_on IS NULL OR sent_on >= ordered_on),
        FOREIGN KEY (customer_id) REFERENCES customers (id));
    CREATE TABLE order_items (order_id INT NOT NULL, product_id BIGINT NOT NULL, quantity INT NOT NULL CHECK (quantity BETWEEN 1 AND 20),
        price DECIMAL(8, 2) NOT NULL, PRIMARY KEY (order_id, product_id),
        FOREIGN KEY (order_id) REFERENCES orders (id), FOREIGN KEY (product_id) REFERENCES products (id));
    CREATE TABLE settings (customer_id INT NOT NULL PRIMARY KEY, theme VARCHAR(20), opened_at TIMESTAMP(0),
        FOREIGN KEY (customer_id) REFERENCES customers (id));";

/// What cells of a column are, to bring them to one form.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Bool,
    Exact,
    /// Floating point of 32 or 64 bits.
    Float(u8),
    Moment,
}
use Kind::{Bool, Exact, Float, Moment, Plain};

/// Tables, their columns, and what they are ordered by.
type Columns = &'static [(&'static str, Kind)];
const TABLES: &[(&str, Columns, &str)] = &[
    (
        "customers",
        &[
            ("id", Plain),
            ("name", Plain),
            ("email", Plain),
            ("bio", Plain),
            ("balance", Exact),
            ("visits", Plain),
            ("is_active", Bool),
            ("rating", Plain),
            ("score", Float(64)),
            ("born_on", Plain),
            ("created_at", Moment),
            ("mentor_id", Plain),
        ],
        "id",
    ),
    (
        "products",
        &[
            ("id", Plain),
            ("sku", Plain),
            ("title", Plain),
            ("price", Exact),
            ("weight", Float(32)),
            ("on_sale", Bool),
        ],
        "id",
    ),
    (
        "orders",
        &[
            ("id", Plain),
            ("customer_id", Plain),
            ("status", Plain),
            ("ordered_on", Plain),
            ("sent_on", Plain),
            ("note", Plain),
        ],
        "id",
    ),
    (
        "order_items",
        &[("order_id", Plain), ("product_id", Plain), ("quantity", Plain), ("price", Exact)],
        "order_id, product_id",
    ),
    ("settings", &[("customer_id", Plain), ("theme", Plain), ("opened_at", Moment)], "customer_id"),
];

/// A column's cells, one line each.
struct Cells {
    column: String,
    lines: Vec<String>,
}

impl Cells {
    fn digest(&self) -> blake3::Hash {
        blake3::hash(self.lines.join("\n").as_bytes())
    }
}

fn filled(url: &str) {
    let mut config =
        config(&format!("{{seed: 42, now: '2026-01-01T00:00:00Z', defaults: {{rows: {ROWS}}}}}"));
    config.target.url = Some(url.to_owned());
    let job = Job { config, yes: true, ..Job::default() };
    generate(&job, &mut Watcher::default()).unwrap_or_else(|error| panic!("{url}\n{error}"));
}

fn cells(rows: impl Fn(&str) -> Vec<String>) -> Vec<Cells> {
    let mut all = Vec::new();
    for (table, columns, key) in TABLES {
        for (column, kind) in *columns {
            let lines = rows(&format!("SELECT {column} FROM {table} ORDER BY {key}"));
            assert_eq!(lines.len(), ROWS, "{table}");
            let lines = lines.iter().map(|cell| form(*kind, cell)).collect();
            all.push(Cells { column: format!("{table}.{column}"), lines });
        }
    }
    all
}

/// One form for what servers write in several.
fn form(kind: Kind, cell: &str) -> String {
    match (kind, cell) {
        (_, "NULL") | (Plain, _) => cell.to_owned(),
        (Bool, "t" | "1") => "true".to_owned(),
        (Bool, "f" | "0") => "false".to_owned(),
        (Float(32), cell) => format!("{:?}", cell.parse::<f32>().expect("a number")),
        (Float(_), cell) => format!("{:?}", cell.parse::<f64>().expect("a number")),
        (Exact | Moment, cell) if cell.contains('.') => {
            cell.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        (Bool | Exact | Moment, cell) => cell.to_owned(),
    }
}

/// SQLite is the one that the others are held against.
fn known() -> &'static [Cells] {
    static KNOWN: OnceLock<Vec<Cells>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let database = support::Database::of(SCHEMA);
        filled(&format!("sqlite:{}", database.path().display()));
        let cells = cells(|sql| database.rows(sql));
        assert!(
            cells.iter().all(|cells| cells.lines.iter().any(|line| *line != cells.lines[0])),
            "all differ"
        );
        cells
    })
}

/// Fills a database of a server after some more statements, and holds it against SQLite.
fn same_on(server: &Server, more: &str) {
    let database = server.database("digest");
    database.execute(SCHEMA);
    if !more.is_empty() {
        database.execute(more);
    }
    filled(&database.url);
    let there = cells(|sql| database.rows(sql));
    let differing: Vec<String> = known().iter().zip(&there).filter_map(|(a, b)| difference(a, b)).collect();
    assert!(differing.is_empty(), "not as in SQLite:\n{}", differing.join("\n"));
}

fn difference(known: &Cells, there: &Cells) -> Option<String> {
    if known.digest() == there.digest() {
        return None;
    }
    let row = known.lines.iter().zip(&there.lines).position(|(a, b)| a != b).unwrap_or_default();
    let count = known.lines.iter().zip(&there.lines).filter(|(a, b)| a != b).count();
    Some(format!(
        "{}: {count} cells, first in row {row}: {} / {}",
        known.column, known.lines[row], there.lines[row]
    ))
}

#[test]
fn postgres_by_binary_copy() {
    same_on(servers::postgres(), "");
}

/// A column of a type that has no binary form takes its whole table along.
#[test]
fn postgres_by_text_copy() {
    let added: Vec<String> = TABLES
        .iter()
        .map(|(table, _, _)| format!("ALTER TABLE {table} ADD COLUMN seen_from INET NOT NULL"))
        .collect();
    same_on(servers::postgres(), &added.join("; "));
}

/// Rules are applied to INSERT only.
#[test]
fn postgres_by_insert() {
    let ruled: Vec<String> = TABLES
        .iter()
        .map(|(table, _, _)| format!("CREATE RULE nothing_more AS ON INSERT TO {table} DO ALSO NOTHING"))
        .collect();
    same_on(servers::postgres(), &ruled.join("; "));
}

/// LOAD DATA statements that a server has run.
fn loads(server: &Server) -> String {
    server.rows("SHOW GLOBAL STATUS LIKE 'Com_load'").remove(0)
}

#[test]
fn mariadb_by_load_data() {
    same_on(servers::mariadb(), "");
    assert_ne!(loads(servers::mariadb()), "Com_load|0");
}

#[test]
fn mariadb_by_insert() {
    static OWN: OnceLock<Server> = OnceLock::new();
    let own = OWN.get_or_init(|| servers::mariadb::start_with(|_| vec!["--local-infile=0".to_owned()]));
    same_on(own, "");
    assert_eq!(loads(own), "Com_load|0");
}

/// Whether a MySQL takes LOAD DATA LOCAL, as long as it lives: one test at a time.
struct LocalFiles {
    server: &'static Server,
    before: String,
}

impl LocalFiles {
    fn set(server: &'static Server, on: bool) -> Self {
        let before = server.rows("SELECT @@GLOBAL.local_infile").remove(0);
        server.execute(&format!("SET GLOBAL local_infile = {}", u8::from(on)));
        Self { server, before }
    }
}

impl Drop for LocalFiles {
    fn drop(&mut self) {
        self.server.execute(&format!("SET GLOBAL local_infile = {}", self.before));
    }
}

/// On the MySQL that the environment names, if it does.
fn same_on_mysql(local_files: bool) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let Some(server) = servers::mysql() else { return servers::mysql::not_run() };
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let _set = LocalFiles::set(server, local_files);
    same_on(server, "");
}

#[test]
fn mysql_by_load_data() {
    same_on_mysql(true);
}

#[test]
fn mysql_by_insert() {
    same_on_mysql(false);
}
