//! Why a column gets the values it gets.

use super::session::{Access, planned};
use super::{Job, override_lines};
use crate::data::{Block, Value};
use crate::error::{Error, Exit, Result};
use crate::generate::{self, Definition};
use crate::plan::explain::{ColumnLine, checks_of, column_line};
use crate::plan::{Scratch, Source, offers, unknown};

/// One column, explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// `table.column`.
    pub place: String,
    /// The type as declared.
    pub declared: String,
    /// How and why.
    pub line: ColumnLine,
    /// The generator's definition, when there is one.
    pub definition: Option<&'static Definition>,
    /// CHECKs that read the column.
    pub checks: Vec<String>,
    /// Why the table gets no row, where it gets none.
    pub limit: Option<String>,
    /// The first values.
    pub examples: Vec<Value>,
    /// What CHECKs leave of the values, in words; empty where none says anything.
    pub domain: String,
    /// Lines of configuration that say the same; empty where none can.
    pub yaml: String,
    /// Relations that its name tells of and no foreign key declares, as lines of configuration.
    pub offers: Vec<String>,
}

/// Explains `table.column`.
///
/// # Errors
/// [`Exit::Usage`] when there is no such column; see [`super::generate::plan`] for the rest.
pub fn explain(job: &Job, place: &str) -> Result<Explained> {
    let planned = planned(job, Access::Read)?;
    let plan = &planned.plan;
    let usage = |what: String| Error::new(Exit::Usage, what);
    let (table, column) =
        place.rsplit_once('.').ok_or_else(|| usage(format!("`{place}` is no table.column")))?;
    let at = plan
        .find(table)
        .ok_or_else(|| usage(unknown("table", table, plan.tables.iter().map(|table| table.name.clone()))))?;
    let columns = &plan.tables[at].columns;
    let found = columns.iter().position(|known| known.name.eq_ignore_ascii_case(column));
    let found = found
        .ok_or_else(|| usage(unknown("column", column, columns.iter().map(|column| column.name.clone()))))?;
    let (table, column) = (&plan.tables[at], &columns[found]);
    let mut block = Block::default();
    let rows = table.rows.min(5) as usize;
    if rows > 0 {
        plan.fill(at, 0, rows, &mut Scratch::default(), &mut block).map_err(|stuck| {
            Error::new(Exit::Bug, format!("{}, row {}: {} stays false", table.name, stuck.row, stuck.check))
        })?;
    }
    let examples = block
        .columns
        .get(found)
        .map_or_else(Vec::new, |cells| (0..rows).map(|row| cells.value(row, &column.logical_type)).collect());
    let definition = generate::find(&column.how);
    let yaml = override_lines::lines(table, column);
    let offers = match column.source {
        Source::Reference { .. } | Source::Switched { .. } => Vec::new(),
        _ => offers(&plan.schema, table.table, column.column).iter().map(override_lines::relation).collect(),
    };
    Ok(Explained {
        place: format!("{}.{}", table.name, column.name),
        declared: plan.schema.tables[table.table].columns[column.column].declared.clone(),
        line: column_line(column),
        definition,
        checks: checks_of(table, |check| check.inputs.contains(&found)),
        limit: table.limit.clone().filter(|_| table.rows == 0),
        examples,
        domain: column.domain.clone(),
        yaml,
        offers,
    })
}
