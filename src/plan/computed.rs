//! Columns that are computed of others in the same row: what a CHECK says they are, or the configuration.
//!
//! Start reading at [`Computed`].

use std::sync::Arc;

use super::table::{Chosen, Draft};
use crate::data::{Bits, Column, LogicalType, Value};
use crate::generate::{self, Batch, Generator};
use crate::schema::expr::{Dialect, Expr, Program};

/// Values of an expression over siblings. Where it has none that fits, another generator's value stands.
#[derive(Debug)]
struct Computed {
    program: Program,
    /// Types of the siblings, in the order of the program's inputs.
    inputs: Vec<LogicalType>,
    /// Whether it is a function of what the other generator gives as well, which is the first input then.
    own: bool,
    logical_type: LogicalType,
    /// Whether a NULL of the expression is NULL.
    nullable: bool,
    otherwise: Arc<dyn Generator>,
}

impl Generator for Computed {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        // Behind those of the expression are those that the other generator reads.
        let (inputs, siblings) = batch.siblings.split_at(self.inputs.len());
        self.otherwise.fill(&Batch { siblings, ..*batch }, out);
        let rows = batch.words.len();
        let (mut fitting, mut values, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        let mut cells = Vec::with_capacity(self.inputs.len());
        for row in 0..rows {
            cells.clear();
            if self.own {
                cells.push(out.value(row, &self.logical_type));
            }
            let siblings = inputs.iter().zip(&self.inputs);
            cells.extend(siblings.map(|(column, logical_type)| column.value(row, logical_type)));
            match self.program.value(&cells) {
                Ok(Value::Null) => missing.push(row),
                Ok(value) => {
                    if let Some(value) = generate::fitted(&value, &self.logical_type) {
                        fitting.push(row);
                        values.push(value);
                    }
                }
                Err(_) => {}
            }
        }
        if let Ok(patch) = generate::cells_of(&values, &self.logical_type)
            && !values.is_empty()
        {
            out.scatter(&fitting, &patch);
        }
        if self.nullable && !missing.is_empty() {
            let mut validity = Bits::filled(rows, true);
            missing.into_iter().for_each(|row| validity.set(row, false));
            out.validity = Some(validity);
        }
    }

    fn bytes_max(&self) -> usize {
        self.otherwise.bytes_max().max(64)
    }
}

/// A column's generator that computes it, in the place of another one.
///
/// # Errors
/// When the expression reads what is no column of ours, or what only the server can evaluate.
pub(super) fn computed(
    draft: &Draft<'_>,
    column: usize,
    expr: &Expr,
    dialect: Dialect,
    mut otherwise: Chosen,
    reason: String,
) -> Result<Chosen, String> {
    let this = draft.schema.columns[column].name.as_str();
    let own = expr.columns().contains(&this);
    let mut reads = Vec::new();
    let (mut names, mut inputs) = (Vec::new(), Vec::new());
    if own {
        names.push(draft.schema.columns[column].name.clone());
    }
    for name in expr.columns().into_iter().filter(|name| *name != this) {
        let at = draft.schema.column(name).ok_or_else(|| {
            let known = draft.schema.columns.iter().map(|column| column.name.clone());
            super::select::unknown("column", name, known)
        })?;
        let slot = draft.slot(at).ok_or_else(|| format!("{name} is computed by the database"))?;
        reads.push(slot);
        names.push(draft.schema.columns[at].name.clone());
        inputs.push(draft.schema.columns[at].logical_type.clone());
    }
    let program = Program::compile(expr, &names, dialect);
    if let Some(missing) = program.missing() {
        return Err(format!("{missing} is not known"));
    }
    let schema = &draft.schema.columns[column];
    otherwise.generator = Arc::new(Computed {
        program,
        inputs,
        own,
        logical_type: schema.logical_type.clone(),
        nullable: schema.nullable,
        otherwise: otherwise.generator,
    });
    if !own {
        otherwise.definition = None;
        otherwise.params.clear();
    }
    reads.append(&mut otherwise.reads);
    otherwise.reads = reads;
    otherwise.params.insert("expr".to_owned(), Value::Text(expr.to_sql(dialect)));
    otherwise.logical_type = schema.logical_type.clone();
    otherwise.fits = schema.logical_type.clone();
    (otherwise.reason, otherwise.generic) = (reason, false);
    Ok(otherwise)
}
