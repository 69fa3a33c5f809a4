//! Checking a database by itself: foreign keys by anti-join, the other constraints row by row, the file by the
//! database's own check.

use super::Job;
use super::session::{Access, load_plan, open};
use crate::error::{Error, Exit, Result};
use crate::plan::selected_tables;

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Tables.
    pub tables: usize,
    /// Foreign keys.
    pub foreign_keys: usize,
    /// Rows of all tables.
    pub rows: u64,
}

/// Checks the selected tables.
///
/// # Errors
/// [`Exit::Verify`] with everything that is wrong.
pub fn verify(job: &Job) -> Result<Verified> {
    let (_, mut target, _) = open(&job.without_script(), Access::Read, &load_plan(job)?)?;
    let schema = target.inspect()?;
    let tables: Vec<usize> = selected_tables(&schema, &job.config).into_iter().collect();
    let mut rows = 0;
    for &table in &tables {
        rows += target.count(&schema, table)?;
    }
    let findings = target.verify(&schema, &tables, true)?;
    if findings.is_empty() {
        let foreign_keys = tables.iter().map(|&at| schema.tables[at].foreign_keys.len()).sum();
        return Ok(Verified { tables: tables.len(), foreign_keys, rows });
    }
    let problems =
        findings.into_iter().map(|finding| format!("{}: {}", finding.table, finding.what)).collect();
    Err(Error::all(Exit::Verify, problems).remains("nothing was changed by this check"))
}
