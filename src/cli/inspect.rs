//! `inspect`: the catalogue, or what the columns mean.

use super::args::InspectArgs;
use super::wishes::Reader;
use super::{Outcome, job};
use crate::app::catalogue::{Catalogue, TableEntry};
use crate::app::inspect::{Meaning, inspect, meaning};
use crate::app::{Explanation, printable};
use crate::error::{Error, Exit, Result};
use crate::ui::{Grid, Voice, count};

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Table,
    Json,
    Yaml,
}

/// Runs the verb.
pub(super) fn run(args: &InspectArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let formats = [("table", Format::Table), ("json", Format::Json), ("yaml", Format::Yaml)];
    let format = reader.word("--format", args.format.as_deref(), &formats).unwrap_or(Format::Table);
    let job = job::wanted_job(voice, reader, &args.wanted)?;
    if args.meaning {
        let meaning = meaning(&job)?;
        voice.data(&match format {
            Format::Table => meaning_table(&meaning),
            other => structured(&meaning.explanation, other)?,
        });
    } else {
        let catalogue = inspect(&job)?;
        voice.data(&match format {
            Format::Table => catalogue_table(&catalogue),
            other => structured(&catalogue, other)?,
        });
    }
    Ok(Exit::Done)
}

fn structured(value: &impl serde::Serialize, format: Format) -> Result<String> {
    let refused =
        |error: &dyn std::fmt::Display| Error::new(Exit::Bug, format!("it cannot be written: {error}"));
    match format {
        Format::Yaml => serde_yaml::to_string(value).map_err(|error| refused(&error)),
        _ => serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| refused(&error)),
    }
}

fn catalogue_table(catalogue: &Catalogue) -> String {
    let mut out = format!("{}\n", printable(&catalogue.server));
    catalogue.tables.iter().for_each(|table| out.push_str(&table_text(table)));
    for (name, reason) in &catalogue.skipped {
        out.push_str(&format!("\n{}: not filled: {}\n", printable(name), printable(reason)));
    }
    out
}

fn table_text(table: &TableEntry) -> String {
    let mut grid = Grid::new(&["column", "type", "NULL", "default"]);
    for column in &table.columns {
        let nullable = if column.nullable { "yes" } else { "no" };
        let default =
            if column.generated { "computed".to_owned() } else { column.default.clone().unwrap_or_default() };
        grid.row([column.column.clone(), column.declared.clone(), nullable.to_owned(), default]);
    }
    let mut out = format!("\n{} ({} rows)\n{}\n", printable(&table.table), count(table.rows), grid.text());
    let mut line = |text: String| out.push_str(&format!("  {}\n", printable(&text)));
    if !table.primary_key.is_empty() {
        line(format!("PRIMARY KEY ({})", table.primary_key.join(", ")));
    }
    table.unique.iter().for_each(|columns| line(format!("UNIQUE ({columns})")));
    for key in &table.foreign_keys {
        let parent = format!("{} ({})", key.parent, key.parent_columns.join(", "));
        line(format!("FOREIGN KEY ({}) REFERENCES {parent}", key.columns.join(", ")));
    }
    table.checks.iter().for_each(|check| line(format!("CHECK ({check})")));
    table.triggers.iter().for_each(|trigger| line(format!("TRIGGER {trigger}")));
    out
}

fn meaning_table(meaning: &Meaning) -> String {
    let mut out = columns(&meaning.explanation);
    let share = 100.0 * meaning.generic_columns as f64 / meaning.text_columns.max(1) as f64;
    out.push_str(&format!(
        "\n{} of {} text columns are generic ({share:.1} %)\n",
        meaning.generic_columns, meaning.text_columns
    ));
    out
}

/// Every column of a plan with its generator and the reason.
pub(super) fn columns(explanation: &Explanation) -> String {
    let mut grid = Grid::new(&["table", "column", "values", "reason"]);
    for table in &explanation.tables {
        for column in &table.columns {
            let how = if column.generic { format!("{} (generic)", column.how) } else { column.how.clone() };
            grid.row([table.table.clone(), column.column.clone(), how, column.reason.clone()]);
        }
    }
    format!("{}\n", grid.text())
}
