//! The report of a run as a JSON file. Version 1 of its own format.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::number::rate;
use super::summary::figures;
use super::table::Grid;
use crate::app::generate::Summary;
use crate::app::process;
use crate::error::{Error, Exit, Result};

/// A report's file; that it can be written is found out before anything else is.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    draft: PathBuf,
}

impl ReportFile {
    /// Opens a draft beside the path; the report itself appears at once, by a rename.
    ///
    /// # Errors
    /// [`Exit::Usage`] when the file cannot be written.
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_dir() {
            let file = Self { path: path.to_owned(), draft: path.to_owned() };
            return Err(file.refused(&std::io::Error::other("it is a folder")));
        }
        let mut draft = path.as_os_str().to_owned();
        draft.push(".inprogress");
        let file = Self { path: path.to_owned(), draft: draft.into() };
        std::fs::File::create(&file.draft).map_err(|error| file.refused(&error))?;
        Ok(file)
    }

    /// Writes the report.
    ///
    /// # Errors
    /// [`Exit::Usage`] when the file cannot be written.
    pub fn write(self, report: &Json) -> Result<()> {
        let json = self.path.extension().is_none_or(|end| end != "txt" && end != "md");
        let text = match json {
            true => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
            false => readable(report),
        };
        std::fs::File::create(&self.draft)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&self.draft, &self.path))
            .map_err(|error| self.refused(&error))
    }

    fn refused(&self, error: &std::io::Error) -> Error {
        Error::new(Exit::Usage, format!("--report: {} cannot be written: {error}", self.path.display()))
    }
}

/// A report for people: what stands alone as `name  value`, lists of tables as tables.
fn readable(report: &Json) -> String {
    let (mut lines, mut tables) = (Grid::new(&["what", "value"]), String::new());
    let mut open: Vec<(String, &Json)> =
        report.as_object().into_iter().flatten().rev().map(|(name, value)| (name.clone(), value)).collect();
    while let Some((name, value)) = open.pop() {
        match value {
            Json::Object(members) => {
                open.extend(members.iter().rev().map(|(member, value)| (format!("{name}.{member}"), value)));
            }
            Json::Array(items) if items.iter().all(Json::is_object) => tables += &grid_of(items),
            value => lines.row([name, plain(value)]),
        }
    }
    format!("{}\n{tables}\n", lines.text())
}

fn grid_of(items: &[Json]) -> String {
    let Some(first) = items.first().and_then(Json::as_object) else { return String::new() };
    // What has members of its own is for programs.
    let flat = first.iter().filter(|(_, value)| !value.is_object());
    let heads: Vec<&str> = flat.map(|(name, _)| name.as_str()).collect();
    let mut grid = Grid::new(&heads);
    items.iter().for_each(|item| grid.row(heads.iter().map(|head| plain(&item[*head]))));
    grid.text()
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Number(number) if number.is_f64() => format!("{:.3}", number.as_f64().unwrap_or(0.0)),
        other => other.to_string(),
    }
}

/// The report of a run that ended so.
pub fn report_json(
    command: &str,
    outcome: &std::result::Result<Summary, Error>,
    masked: &dyn Fn(&str) -> String,
) -> Json {
    let mut report = json!({"format": 1, "program": env!("CARGO_PKG_VERSION"), "command": masked(command)});
    match outcome {
        Ok(summary) => {
            report["exit"] = json!(Exit::Done.code());
            report["target"] = json!(masked(&summary.target));
            report["run"] = json!(summary.report.run_id);
            report["seed"] = json!(summary.plan.seed);
            report["plan_hash"] = json!(summary.plan.hash);
            report["rows"] = json!(rows_of(summary));
            report["digest"] = json!(format!("{:032x}", summary.report.figures.digest));
            report["load_seconds"] = json!(summary.report.load.as_secs_f64());
            report["after_seconds"] = json!(summary.report.after.as_secs_f64());
            report["rows_per_second"] = json!({
                "average": rate(rows_of(summary), summary.report.load),
                "peak": summary.report.peak_rate,
            });
            report["seconds"] = seconds(summary);
            report["counts"] = counts(summary);
            let pools = &summary.pools;
            report["pools"] = json!({
                "hits": pools.hits,
                "misses": pools.misses,
                "evictions": pools.evictions,
                "bytes": pools.bytes,
                "mapped_bytes": pools.mapped_bytes,
                "rebuilt": pools.rebuilt,
            });
            report["process"] = process::usage().map_or(Json::Null, |usage| {
                json!({
                    "user_seconds": usage.user_seconds,
                    "system_seconds": usage.system_seconds,
                    "peak_bytes": usage.peak_bytes,
                })
            });
            report["load"] = summary.load.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            report["tables"] = tables(summary);
        }
        Err(error) => {
            report["exit"] = json!(error.exit().code());
            report["problems"] = error.problems().iter().map(|problem| masked(problem)).collect();
        }
    }
    report
}

fn rows_of(summary: &Summary) -> u64 {
    summary.report.tables.iter().map(|table| table.rows).sum()
}

/// Seconds by the clock of what comes one after the other; within `load`, those of all threads together.
fn seconds(summary: &Summary) -> Json {
    let (report, figures) = (&summary.report, &summary.report.figures);
    let mut seconds: serde_json::Map<String, Json> =
        summary.before.iter().map(|(phase, time)| ((*phase).to_owned(), json!(time.as_secs_f64()))).collect();
    seconds.insert("load".to_owned(), json!(report.load.as_secs_f64()));
    seconds.insert("finish".to_owned(), json!((report.after - report.verify).as_secs_f64()));
    seconds.insert("verify".to_owned(), json!(report.verify.as_secs_f64()));
    let of_threads = json!({
        "fill": figures.fill_seconds,
        "encode": figures.encode_seconds,
        "send": figures.send_seconds,
        "wait": figures.wait_seconds,
        "commit": figures.commit_seconds,
    });
    seconds.insert("of_threads".to_owned(), of_threads);
    Json::Object(seconds)
}

fn counts(summary: &Summary) -> Json {
    let figures = &summary.report.figures;
    json!({
        "connections": figures.connections,
        "statements": figures.statements,
        "chunks": figures.transactions,
        "retries": figures.retries,
        "packets": figures.packets,
        "bytes": figures.bytes,
        "rows_filled": figures.rows_filled,
        "rows_in_flight_max": figures.rows_in_flight_max,
        "fill_threads": figures.fill_threads,
    })
}

fn tables(summary: &Summary) -> Json {
    let line = |table: super::TableFigures| {
        let (planned, limit) = &table.planned;
        let repeats = table.repeats.iter().map(|(column, how)| (column.clone(), json!(how)));
        json!({
            "table": table.table,
            "asked": table.asked,
            "planned": planned,
            "limit": limit,
            "repeats": repeats.collect::<serde_json::Map<String, Json>>(),
            "rows": table.rows,
            "seconds": table.elapsed.as_secs_f64(),
            "rows_per_second": rate(table.rows, table.elapsed),
        })
    };
    figures(summary).into_iter().map(line).collect()
}
