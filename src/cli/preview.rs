//! `preview`: any rows of any table, without writing one.

use super::args::PreviewArgs;
use super::wishes::Reader;
use super::{Outcome, job};
use crate::app::preview::{Preview, preview};
use crate::app::{cell_json, cell_text, printable};
use crate::error::Exit;
use crate::ui::{Grid, Voice, records};

/// Most rows of one preview, since it is held in memory.
const ROWS_MAX: u64 = 1_000_000;

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Table,
    Json,
    Csv,
}

/// Runs the verb.
pub(super) fn run(args: &PreviewArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let first = reader.number("--first", Some(&args.first), 0, u64::MAX).unwrap_or(0);
    let rows = reader.number("--rows-shown", Some(&args.rows_shown), 0, ROWS_MAX).unwrap_or(0);
    let formats = [("table", Format::Table), ("json", Format::Json), ("csv", Format::Csv)];
    let format = reader.word("--format", args.format.as_deref(), &formats).unwrap_or(Format::Table);
    let job = job::job(voice, reader, None, &args.target, Some(&args.rows), None)?;
    let previews = preview(&job, args.table.as_deref(), first, rows)?;
    let many = previews.len() > 1;
    match format {
        Format::Json => drop(voice.data(&json(&previews))),
        Format::Csv => {
            let _ = previews.iter().all(|preview| voice.data(&csv(preview, many)));
        }
        Format::Table => {
            let _ = previews.iter().all(|preview| voice.data(&table(preview)));
        }
    }
    Ok(Exit::Done)
}

fn table(preview: &Preview) -> String {
    let headings: Vec<String> = preview.columns.iter().map(|name| printable(name)).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = preview
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell_text(cell).unwrap_or_else(|| "NULL".to_owned())).collect())
        .collect();
    let mut grid = Grid::new(&headings);
    rows.iter().for_each(|row| grid.row(row.clone()));
    let name = printable(&preview.table);
    if grid.fits() {
        format!("{name}\n{}\n\n", grid.text())
    } else {
        format!("{name}\n{}\n", records(&preview.columns, &rows, preview.first_row))
    }
}

/// One object per table, its rows as objects; a column's name that occurs twice is not lost on the way
/// because a table cannot have it.
fn json(previews: &[Preview]) -> String {
    let tables: Vec<serde_json::Value> = previews
        .iter()
        .map(|preview| {
            let rows: Vec<serde_json::Value> = preview
                .rows
                .iter()
                .map(|row| {
                    let cells = preview.columns.iter().cloned().zip(row.iter().map(cell_json));
                    serde_json::Value::Object(cells.collect())
                })
                .collect();
            serde_json::json!({"table": preview.table, "first_row": preview.first_row, "rows": rows})
        })
        .collect();
    serde_json::to_string_pretty(&tables).unwrap_or_default() + "\n"
}

/// RFC 4180; NULL is empty, empty text is `""`.
fn csv(preview: &Preview, many: bool) -> String {
    let mut out = if many { format!("# {}\n", printable(&preview.table)) } else { String::new() };
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    out.push_str(&line(preview.columns.iter().map(|name| csv_cell(name)).collect()));
    for row in &preview.rows {
        out.push_str(&line(
            row.iter().map(|cell| cell_text(cell).map_or_else(String::new, |text| csv_cell(&text))).collect(),
        ));
    }
    out
}

fn csv_cell(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
