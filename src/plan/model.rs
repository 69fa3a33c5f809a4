//! The plan: everything that decides a byte. Built by [`super::build`], read by [`super::fill`].

use std::sync::Arc;

use super::check::CheckGroup;
use super::domain::Domain;
use super::duplicate::Repeats;
use super::ordinals::Ordinals;
use super::polymorphic::Switch;
use super::words::Words;
use crate::data::{Column, LogicalType};
use crate::generate::{Generator, Params};
use crate::schema::Schema;

/// What is written, to the last byte; a pure function of schema, configuration, facts, seed and present.
#[derive(Clone, Debug)]
pub struct DataPlan {
    /// The database.
    pub schema: Arc<Schema>,
    /// The seed.
    pub seed: u64,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
    /// Tables in load order.
    pub tables: Vec<TablePlan>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// BLAKE3 over all of it, in hex.
    pub hash: String,
}

/// One table's rows.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// Position in [`Schema::tables`].
    pub table: usize,
    /// The table's name, for people.
    pub name: String,
    /// Rows that were asked for.
    pub asked: u64,
    /// Rows that will be added.
    pub rows: u64,
    /// Rows that were there before.
    pub existing: u64,
    /// Why there are fewer than asked.
    pub limit: Option<String>,
    /// The columns that are written.
    pub columns: Vec<ColumnPlan>,
    /// References, by which groups of columns are filled.
    pub references: Vec<ReferencePlan>,
    /// Order in which columns are filled: what is read comes before its reader.
    pub order: Vec<usize>,
    /// Choices of which every row takes one way.
    pub choices: Vec<ChoicePlan>,
    /// CHECKs and the columns that are redrawn when one is false.
    pub checks: Vec<CheckGroup>,
    /// Columns that are inserted as NULL and set afterwards, since their parents come later.
    pub closing: Vec<usize>,
    /// Whether rows of this table cannot satisfy its foreign keys at every moment of the load.
    pub unenforced: bool,
    /// Mean bytes of a row, estimated, for sizing batches and chunks.
    pub row_bytes: usize,
}

/// One column's cells.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    /// Position in the table's columns.
    pub column: usize,
    /// The column's name.
    pub name: String,
    /// The type that cells are encoded as.
    pub logical_type: LogicalType,
    /// Where cells come from.
    pub source: Source,
    /// Which cells are NULL.
    pub nulls: Option<Nulls>,
    /// What the row's way asks of the cell.
    pub cases: Option<Cases>,
    /// The generator's name, or how the reference is made.
    pub how: String,
    /// The generator's version and arguments, as text.
    pub params: String,
    /// The generator's arguments.
    pub arguments: Params,
    /// What CHECKs leave of the values, in words; empty where none says anything.
    pub domain: String,
    /// Why it was chosen.
    pub reason: String,
    /// Whether it was chosen by type alone.
    pub generic: bool,
    /// Which rows repeat a value.
    pub repeats: Option<Repeats>,
}

/// Where cells come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Drawn.
    Drawn {
        /// Makes the cells.
        generator: Arc<dyn Generator>,
        /// From what.
        words: Words,
        /// Columns of the same table plan that the generator reads.
        reads: Vec<usize>,
    },
    /// Distinct: the value of an ordinal.
    Distinct {
        /// Makes the cells.
        generator: Arc<dyn Generator>,
        /// Which ordinal.
        ordinals: Ordinals,
        /// What else may vary.
        words: Words,
        /// Ordinals from here on mean NULL.
        bound: Option<u128>,
    },
    /// A column of a row of one parent or another, as another column says; what the generator makes becomes NULL.
    Switched {
        /// Makes the cells of nobody.
        generator: Arc<dyn Generator>,
        /// From what.
        words: Words,
        /// Which parent.
        switch: Switch,
    },
    /// A column of a parent's row.
    Reference {
        /// Position in [`TablePlan::references`].
        reference: usize,
        /// Which of its columns.
        part: usize,
    },
}

/// How a group of columns refers to a parent.
#[derive(Clone, Debug)]
pub struct ReferencePlan {
    /// Whose rows.
    pub parent: Parent,
    /// Which row.
    pub ordinals: Ordinals,
    /// Ordinals from here on mean NULL: optional one-to-one.
    pub bound: Option<u64>,
    /// The parent's rows that ordinals count, where not all of them do.
    pub among: Option<Subset>,
}

/// Some rows of a table, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subset {
    /// The rows, those of one period where there is one.
    pub rows: Arc<[u64]>,
    /// Rows after which the pattern begins anew.
    pub period: Option<u64>,
}

impl Subset {
    /// How many of a table's rows are of it.
    pub fn count(&self, rows: u64) -> u64 {
        let of_period = self.rows.len() as u64;
        match self.period {
            Some(period) => {
                let rest = rows % period;
                rows / period * of_period + self.rows.partition_point(|&row| row < rest) as u64
            }
            None => of_period,
        }
    }

    /// The row of an ordinal.
    pub fn row(&self, ordinal: u64) -> u64 {
        let of_period = self.rows.len() as u64;
        match self.period {
            Some(period) => ordinal / of_period * period + self.rows[(ordinal % of_period) as usize],
            None => self.rows[ordinal as usize],
        }
    }
}

/// Whose rows are referenced.
#[derive(Clone, Debug)]
pub enum Parent {
    /// Rows of this run: the position in [`DataPlan::tables`] and its column plans.
    Planned {
        /// The table plan.
        table: usize,
        /// The referenced column plans.
        columns: Vec<usize>,
    },
    /// Rows that were there before: one column per part, each of all sampled rows.
    Sampled {
        /// The key columns.
        columns: Arc<Vec<Column>>,
    },
}

/// Ways to satisfy CHECKs, of which every row takes one.
#[derive(Clone, Debug)]
pub struct ChoicePlan {
    /// Number of ways.
    pub ways: u64,
    /// Number of ways of row 0, behind the others, where it has ways of its own.
    pub of_first: u64,
    /// How often each way is taken; none where all are alike.
    pub weights: Vec<f64>,
    /// Which ways ask for no more than single columns.
    pub sure: Vec<bool>,
    /// From what.
    pub words: Words,
    /// Whether a redraw may take another way: all columns of the choice are redrawn then.
    pub movable: bool,
    /// Columns whose cells are what they are, so that only some ways are open to a row.
    pub tests: Vec<WayTest>,
}

/// What the ways of a choice ask of a column that they cannot change.
#[derive(Clone, Debug)]
pub struct WayTest {
    /// The column plan.
    pub column: usize,
    /// What it must be, for each way.
    pub(super) domains: Vec<Domain>,
}

/// What each way of a choice asks of one column.
#[derive(Clone, Debug)]
pub struct Cases {
    /// Position in [`TablePlan::choices`].
    pub choice: usize,
    /// One case for each way.
    pub of: Vec<Case>,
    /// What the generators of cases draw from.
    pub words: Words,
}

/// What one way asks of a cell.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Whether it is NULL; by the column's share where that is left open.
    pub null: Option<bool>,
    /// What makes it, instead of the column's own source.
    pub generator: Option<Arc<dyn Generator>>,
}

/// A share of NULL.
#[derive(Clone, Copy, Debug)]
pub struct Nulls {
    /// Words below this are NULL.
    pub threshold: u64,
    /// From what.
    pub words: Words,
}

impl DataPlan {
    /// BLAKE3 in hex over the tables that the plan fills, as the catalogue describes them.
    pub fn schema_hash(&self) -> String {
        super::fingerprint::schema_hash(self)
    }

    /// Rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// The position of a table plan by the table's name.
    pub fn find(&self, name: &str) -> Option<usize> {
        let table = self.schema.find(name)?;
        self.tables.iter().position(|plan| plan.table == table)
    }
}
