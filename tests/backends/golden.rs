//! What a schema becomes on a server, triggers and all, written down: one folder per case in
//! tests/golden/on_sqlite, on_postgres and on_mariadb.
//!
//! `schema.sql` and `config.yaml` (which may be absent) → `plan.txt`, the plan in words after a rehearsal, and
//! `filled.txt`, the rows of each table after one run and after a second one, and the first of them. Nothing may
//! be broken after either. Adding a test is adding a folder; `DBMOCKER_BLESS=1` writes what came out.

use std::fmt::Write as _;
use std::path::Path;

use dbmocker::app::generate::rehearsed_plan;

use crate::mariadb::Mariadb;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::world::World;
use crate::written;

/// Rows of a table that are written down.
const ROWS: u32 = 3;
/// What a case is configured with that says nothing itself: one connection, so that what triggers number is in order.
const YAML: &str = "{seed: 1, defaults: {rows: 40}, load: {insertion_strategy: bulk}}";

fn all<W: World>(folder: &str) {
    let cases = written::cases(folder);
    assert!(cases.len() >= 6, "cases are missing from {folder}");
    let differences: Vec<String> = cases.iter().flat_map(|case| run::<W>(case)).collect();
    written::assert_none(&differences, "backends");
}

/// Runs one case; what differs from what is written down, and what is broken.
fn run<W: World>(case: &Path) -> Vec<String> {
    let world = W::of(&written::read(case, "schema.sql"));
    let yaml = Some(written::read(case, "config.yaml")).filter(|yaml| !yaml.is_empty());
    let yaml = yaml.as_deref().unwrap_or(YAML);
    let planned = match rehearsed_plan(&world.job(yaml)) {
        Ok(planned) => planned,
        Err(error) => return vec![format!("{}: {error}", case.display())],
    };
    let (plan, tables) = written::of_plan(&planned);
    drop(planned);
    let (mut broken, mut counts, mut first) = (Vec::new(), Vec::new(), String::new());
    for round in 1..=2 {
        if let Err(error) = world.try_fill(yaml) {
            return vec![format!("{}, run {round}: {error}", case.display())];
        }
        broken.extend(
            world.damage().into_iter().map(|line| format!("{}, run {round}: {line}", case.display())),
        );
        counts.push(tables.iter().map(|table| world.count(&table.table)).collect::<Vec<_>>());
        if round == 1 {
            first = tables.iter().map(|table| head(&world, &table.table)).collect();
        }
    }
    let mut filled = String::new();
    for (at, table) in tables.iter().enumerate() {
        let _ = writeln!(filled, "{}: {} rows, then {}", table.table, counts[0][at], counts[1][at]);
    }
    let files = [("plan.txt", plan), ("filled.txt", format!("{filled}\n{first}"))];
    let differences = files.iter().filter_map(|(name, text)| written::compare(&case.join(name), text));
    differences.chain(broken).collect()
}

/// A table's first rows.
fn head<W: World>(world: &W, table: &str) -> String {
    let rows = world.rows(&format!("SELECT * FROM {table} ORDER BY 1, 2 LIMIT {ROWS}"));
    format!("# {table}\n{}\n", rows.iter().map(|row| format!("{row}\n")).collect::<String>())
}

#[test]
fn every_case_of_sqlite_is_as_written_down() {
    all::<Sqlite>("tests/golden/on_sqlite");
}

#[test]
fn every_case_of_postgresql_is_as_written_down() {
    all::<Postgres>("tests/golden/on_postgres");
}

#[test]
fn every_case_of_mariadb_is_as_written_down() {
    all::<Mariadb>("tests/golden/on_mariadb");
}
