//! A plan in words, in 80 columns.

use super::number::count;
use super::table::{Grid, wrapped};
use super::voice::Voice;
use crate::app::{Explanation, TableLine, printable};

/// Prints a plan to stdout; whether somebody still reads.
pub fn print_plan(voice: &Voice, target: &str, plan: &Explanation) -> bool {
    let mut out = format!("target  {}\nseed    {}\nplan    {}\n\n", printable(target), plan.seed, plan.hash);
    out.push_str(&tables(plan));
    if voice.talk().verbose {
        plan.tables.iter().for_each(|table| out.push_str(&columns(table)));
    }
    for note in &plan.notes {
        out.push_str(&format!("\n{}", wrapped("note: ", &printable(note))));
    }
    out.push('\n');
    for (name, value) in &plan.load {
        out.push_str(&wrapped(&format!("{name:20}"), value));
    }
    voice.data(&out)
}

fn tables(plan: &Explanation) -> String {
    let mut grid = Grid::new(&["table", "rows>", "there>", "limit"]);
    for table in &plan.tables {
        grid.row([table.table.clone(), count(table.rows), count(table.existing), limit(table)]);
    }
    let rows: u64 = plan.tables.iter().map(|table| table.rows).sum();
    grid.row(["all".to_owned(), count(rows), String::new(), String::new()]);
    format!("{}\n", grid.text())
}

/// Why a table gets fewer rows than asked.
fn limit(table: &TableLine) -> String {
    match &table.limit {
        Some(limit) if table.rows < table.asked => format!("{} asked: {limit}", count(table.asked)),
        _ => String::new(),
    }
}

/// The columns of a table with their reasons.
fn columns(table: &TableLine) -> String {
    let mut grid = Grid::new(&["column", "values", "NULL>", "reason"]);
    for column in &table.columns {
        let nulls =
            if column.null_share > 0.0 { format!("{} %", percent(column.null_share)) } else { String::new() };
        grid.row([column.column.clone(), column.how.clone(), nulls, column.reason.clone()]);
    }
    let checks: String = table.checks.iter().map(|check| format!("  {}\n", printable(check))).collect();
    format!("\n{}\n{}\n{checks}", printable(&table.table), grid.text())
}

fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}
