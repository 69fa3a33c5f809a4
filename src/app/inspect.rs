//! What a database looks like, and what its columns mean.

use super::Job;
use super::catalogue::{Catalogue, catalogue};
use super::session::{Access, load_plan, open, planned};
use crate::error::Result;
use crate::plan::explain::Explanation;

/// The catalogue.
///
/// # Errors
/// [`crate::error::Exit::Connect`] when it cannot be read.
pub fn inspect(job: &Job) -> Result<Catalogue> {
    let (_, mut target, _) = open(job, Access::Read, &load_plan(job)?)?;
    let schema = target.inspect()?;
    let mut rows = Vec::with_capacity(schema.tables.len());
    for table in 0..schema.tables.len() {
        rows.push(target.count(&schema, table)?);
    }
    Ok(catalogue(&schema, &rows))
}

/// The generator of every column, and how many text columns got one by their type alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// The plan in words.
    pub explanation: Explanation,
    /// Text columns that are drawn.
    pub text_columns: usize,
    /// Those of them that were chosen by type alone.
    pub generic_columns: usize,
}

/// The generator of every column.
///
/// # Errors
/// See [`super::generate::plan`].
pub fn meaning(job: &Job) -> Result<Meaning> {
    let planned = planned(job, Access::Read)?;
    let columns = planned.plan.tables.iter().flat_map(|table| &table.columns);
    let text: Vec<bool> =
        columns.filter(|column| column.logical_type.is_text()).map(|column| column.generic).collect();
    Ok(Meaning {
        explanation: planned.explanation(),
        text_columns: text.len(),
        generic_columns: text.iter().filter(|generic| **generic).count(),
    })
}
