//! The report of a run as a JSON file. Version 1 of its own format.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::number::rate;
use super::summary::figures;
use crate::app::generate::Summary;
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
        let text = serde_json::to_string_pretty(report).unwrap_or_default() + "\n";
        std::fs::File::create(&self.draft)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&self.draft, &self.path))
            .map_err(|error| self.refused(&error))
    }

    fn refused(&self, error: &std::io::Error) -> Error {
        Error::new(Exit::Usage, format!("--report: {} cannot be written: {error}", self.path.display()))
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
            report["rows"] = json!(summary.report.tables.iter().map(|table| table.rows).sum::<u64>());
            report["load_seconds"] = json!(summary.report.load.as_secs_f64());
            report["after_seconds"] = json!(summary.report.after.as_secs_f64());
            report["tables"] = tables(summary);
        }
        Err(error) => {
            report["exit"] = json!(error.exit().code());
            report["problems"] = error.problems().iter().map(|problem| masked(problem)).collect();
        }
    }
    report
}

fn tables(summary: &Summary) -> Json {
    let line = |table: super::TableFigures| {
        json!({
            "table": table.table,
            "rows": table.rows,
            "seconds": table.elapsed.as_secs_f64(),
            "rows_per_second": rate(table.rows, table.elapsed),
        })
    };
    figures(summary).into_iter().map(line).collect()
}
