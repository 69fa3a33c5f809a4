//! The closing table of a load.

use std::time::Duration;

use super::number::{count, duration, rate};
use super::table::Grid;
use super::voice::Voice;
use crate::app::generate::Summary;
use crate::app::printable;

/// One table's load in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFigures {
    /// The table.
    pub table: String,
    /// Rows written by this process.
    pub rows: u64,
    /// Wall time.
    pub elapsed: Duration,
    /// Rows that were asked for.
    pub asked: u64,
    /// Rows that the plan has, and why fewer than asked.
    pub planned: (u64, Option<String>),
    /// Columns whose values repeat on purpose, and how.
    pub repeats: Vec<(String, String)>,
}

/// The figures of all tables, in load order.
pub fn figures(summary: &Summary) -> Vec<TableFigures> {
    let done = summary.report.tables.iter().zip(&summary.plan.tables);
    done.map(|(done, table)| TableFigures {
        table: table.name.clone(),
        rows: done.rows,
        elapsed: done.elapsed,
        asked: table.asked,
        planned: (table.rows, table.limit.clone()),
        repeats: table
            .columns
            .iter()
            .filter_map(|column| Some((column.name.clone(), column.repeats.as_ref()?.in_words())))
            .collect(),
    })
    .collect()
}

/// Prints the closing table, what fell short and why, the seed, and the command that does the same again.
pub fn print_summary(voice: &Voice, summary: &Summary, again: &str) {
    let mut grid = Grid::new(&["table", "rows>", "seconds>", "rows/s>"]);
    let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
    let per_second = |rows, time| rate(rows, time).map_or_else(String::new, count);
    let figures = figures(summary);
    for table in &figures {
        let cells = [count(table.rows), seconds(table.elapsed), per_second(table.rows, table.elapsed)];
        grid.row([table.table.clone()].into_iter().chain(cells));
    }
    let rows: u64 = figures.iter().map(|table| table.rows).sum();
    let load = summary.report.load;
    grid.row(["all".to_owned(), count(rows), seconds(load), per_second(rows, load)]);
    voice.block(&grid.text());
    for table in summary.plan.tables.iter().filter(|table| table.rows < table.asked) {
        let why = table.limit.as_deref().unwrap_or("no reason is known");
        voice.warn(&printable(&format!(
            "{}: {} rows of {} asked: {why}",
            table.name,
            count(table.rows),
            count(table.asked)
        )));
    }
    if summary.report.left_to_others {
        voice.say(&format!(
            "{}: this part loaded {} rows in {}; the part that ends last closes references and checks",
            printable(&summary.target),
            count(rows),
            duration(load)
        ));
        return;
    }
    voice.say(&format!(
        "{}: {} rows in {}, checked; indexes and checks took {}",
        printable(&summary.target),
        count(rows),
        duration(load),
        duration(summary.report.after)
    ));
    voice.say(&format!("seed {}; again: {again}", summary.plan.seed));
}
