//! A plan in words, and texts against files that are written down. Start reading at [`of_plan`] and [`compare`].

#![allow(dead_code, reason = "every test program uses a part of it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dbmocker::app::Planned;
use dbmocker::plan::explain::{ColumnLine, TableLine, explain};

/// The cases of a folder: every folder in it that has a schema.
pub fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("schema.sql").exists())
        .collect();
    cases.sort();
    cases
}

/// A file of a case; nothing where there is none.
pub fn read(case: &Path, name: &str) -> String {
    std::fs::read_to_string(case.join(name)).unwrap_or_default()
}

/// Fails with everything that differs.
pub fn assert_none(differences: &[String], test: &str) {
    assert!(
        differences.is_empty(),
        "{}\n\nDBMOCKER_BLESS=1 cargo test --test {test} golden writes down what came out",
        differences.join("\n")
    );
}

/// A plan in words, and its tables.
pub fn of_plan(planned: &Planned) -> (String, Vec<TableLine>) {
    let explained = explain(&planned.plan, &planned.load);
    let mut text = String::new();
    for table in &explained.tables {
        write_table(&mut text, table);
    }
    for skipped in &planned.plan.schema.skipped {
        let _ = writeln!(text, "skipped: {}, {}", skipped.name, skipped.reason);
    }
    for note in &explained.notes {
        let _ = writeln!(text, "note: {note}");
    }
    (text, explained.tables)
}

fn write_table(text: &mut String, table: &TableLine) {
    let _ = write!(text, "{}: {} rows", table.table, table.rows);
    if table.rows != table.asked {
        let limit = table.limit.as_deref().unwrap_or("no reason is known");
        let _ = write!(text, " of {} asked: {limit}", table.asked);
    }
    text.push('\n');
    let width = |of: fn(&ColumnLine) -> usize| table.columns.iter().map(of).max().unwrap_or(0);
    let (names, hows) =
        (width(|column| column.column.chars().count()), width(|column| column.how.chars().count()));
    for column in &table.columns {
        let nulls =
            if column.null_share > 0.0 { format!(", NULL {}", column.null_share) } else { String::new() };
        let _ = writeln!(
            text,
            "  {:names$}  {:hows$}  {}{nulls}",
            one_line(&column.column),
            column.how,
            column.reason
        );
    }
    for check in &table.checks {
        let _ = writeln!(text, "  {}", check.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    text.push('\n');
}

/// Names may hold line breaks.
fn one_line(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// What differs from a file, or nothing after it was written.
pub fn compare(file: &Path, text: &str) -> Option<String> {
    let known = std::fs::read_to_string(file).unwrap_or_default();
    if known == text {
        return None;
    }
    if std::env::var_os("DBMOCKER_BLESS").is_some() {
        std::fs::write(file, text).expect("a file of the case");
        return None;
    }
    let line = known.lines().zip(text.lines()).position(|(known, here)| known != here);
    let line = line.unwrap_or_else(|| known.lines().count().min(text.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    Some(format!("{}, line {}\n  known: {}\n  here:  {}", file.display(), line + 1, at(&known), at(text)))
}
