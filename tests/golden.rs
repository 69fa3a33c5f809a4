//! What a schema and a configuration become, written down: one folder per case in tests/golden.
//!
//! `schema.sql` and `config.yaml` (which may be absent) → `plan.txt`, the plan in words, and `rows.csv`, the
//! first rows of each table. Adding a test is adding a folder; `DBMOCKER_BLESS=1` writes what came out. Every
//! case is also filled, and what the database holds must keep its own rules.

mod support;
#[path = "support/written.rs"]
mod written;

use std::fmt::Write as _;
use std::path::Path;

use dbmocker::app::generate::plan;
use dbmocker::app::preview::{Preview, preview};
use dbmocker::data::{Value, write_date, write_decimal, write_time, write_timestamp};
use dbmocker::error::Result;
use dbmocker::plan::explain::TableLine;
use support::Database;

/// Rows of a table that are written down.
const ROWS: u64 = 5;

#[test]
fn every_case_is_planned_and_filled_as_written_down() {
    let cases = written::cases("tests/golden");
    assert!(cases.len() >= 12, "cases are missing");
    let differences: Vec<String> = cases.iter().flat_map(|case| run(case)).collect();
    written::assert_none(&differences, "golden");
}

/// Runs one case; what differs from what is written down.
fn run(case: &Path) -> Vec<String> {
    let database = Database::of(&written::read(case, "schema.sql"));
    let yaml = written::read(case, "config.yaml");
    let planned = plan_text(&database, &yaml);
    let rows = preview(&database.job(&yaml), None, 0, ROWS).map_or(String::new(), |tables| csv(&tables));
    let broken = planned.as_ref().map_or_else(|_| Vec::new(), |(_, tables)| fill(&database, &yaml, tables));
    let text = planned.map_or_else(|error| format!("{error}\n"), |(text, _)| text);
    let files = [("plan.txt", text), ("rows.csv", rows)];
    let differences = files.iter().filter_map(|(name, text)| written::compare(&case.join(name), text));
    let broken = broken.into_iter().map(|line| format!("{}: {line}", case.display()));
    differences.chain(broken).collect()
}

/// Fills the database of a case; what is not as it was planned.
fn fill(database: &Database, yaml: &str, tables: &[TableLine]) -> Vec<String> {
    if let Err(error) = database.try_fill(yaml) {
        return vec![error.to_string()];
    }
    let mut broken = database.rows("PRAGMA foreign_key_check");
    broken.extend(database.rows("PRAGMA integrity_check").into_iter().filter(|line| line != "ok"));
    for table in tables {
        let found = database.count(&table.table) as u64;
        if found != table.rows {
            broken.push(format!("{}: {} rows planned, {found} found", table.table, table.rows));
        }
    }
    broken
}

/// The plan in words, or why there is none.
fn plan_text(database: &Database, yaml: &str) -> Result<(String, Vec<TableLine>)> {
    plan(&database.job(yaml)).map(|planned| written::of_plan(&planned))
}

/// Tables with their first rows; NULL is nothing, text that is nothing is `""`.
fn csv(tables: &[Preview]) -> String {
    let mut text = String::new();
    for table in tables {
        let _ = writeln!(text, "# {}", table.table);
        let head: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(text, "{}", head.join(","));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(cell).collect();
            let _ = writeln!(text, "{}", cells.join(","));
        }
        text.push('\n');
    }
    text
}

fn cell(value: &Value) -> String {
    let mut bytes = Vec::new();
    match value {
        Value::Null => {}
        Value::Bool(truth) => return u8::from(*truth).to_string(),
        Value::Int(number) => return number.to_string(),
        Value::Float(number) => return format!("{number:?}"),
        Value::Text(text) => return quoted(text),
        Value::Decimal { unscaled, scale } => write_decimal(&mut bytes, *unscaled, *scale),
        Value::Date(days) => write_date(&mut bytes, *days),
        Value::Time(micros) => write_time(&mut bytes, *micros, 0),
        Value::Timestamp(micros) => write_timestamp(&mut bytes, *micros, 0),
        Value::Bytes(blob) => return format!("x'{}'", hex(blob)),
        Value::Uuid(uuid) => return hex(uuid),
        Value::List(values) => return quoted(&values.iter().map(cell).collect::<Vec<_>>().join(";")),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn quoted(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
