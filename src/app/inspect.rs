//! What a database looks like, and what its columns mean.

use std::sync::Arc;

use super::Job;
use super::session::{Access, load_plan, open, planned};
use crate::error::Result;
use crate::plan::explain::{Explanation, explain};
use crate::schema::Schema;
use crate::target::Target as _;

/// The catalogue.
///
/// # Errors
/// [`crate::error::Exit::Connect`] when it cannot be read.
pub fn inspect(job: &Job) -> Result<Arc<Schema>> {
    let (_, mut target, _) = open(job, Access::Read, &load_plan(job)?)?;
    Ok(Arc::new(target.inspect()?))
}

/// The generator of every column.
///
/// # Errors
/// See [`super::generate::plan`].
pub fn meaning(job: &Job) -> Result<Explanation> {
    let planned = planned(job, Access::Read)?;
    Ok(explain(&planned.plan, &planned.load))
}
