//! What a plan must know of the world beyond the schema. Plain and ordered, so that it can be hashed.

use std::collections::BTreeMap;

use super::Value;

/// Rows of one question: one tuple of cells each.
pub type TupleRows = Vec<Vec<Value>>;

/// Something that only the target can tell. Names are those of the schema model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// How many rows a table holds.
    Count {
        /// The table's key, see `schema::Table::key`.
        table: String,
    },
    /// Smallest and largest value of a numeric column, answered with one row of two cells.
    Range {
        /// The table's key.
        table: String,
        /// The column.
        column: String,
    },
    /// The largest number that the last run of digits (at most 18) of any value of a text column spells.
    LastNumber {
        /// The table's key.
        table: String,
        /// The column.
        column: String,
    },
    /// Rows as they are, in the order of these columns: all of them up to `limit`, else a stride of that many.
    Sample {
        /// The table's key.
        table: String,
        /// The columns.
        columns: Vec<String>,
        /// Most rows to answer with.
        limit: u64,
    },
    /// Distinct tuples of columns in key order: all of them up to `limit`, else a stride of that many.
    Tuples {
        /// The table's key.
        table: String,
        /// The columns.
        columns: Vec<String>,
        /// Most tuples to answer with.
        limit: u64,
    },
}

impl Question {
    /// What is done to answer it, in words.
    pub fn in_words(&self) -> String {
        match self {
            Self::Count { table } => format!("count the rows of {table}"),
            Self::Range { table, column } => format!("read the range of {table}.{column}"),
            Self::LastNumber { table, column } => format!("read the last number of {table}.{column}"),
            Self::Sample { table, columns, .. } | Self::Tuples { table, columns, .. } => {
                format!("read {} of {table}", columns.join(", "))
            }
        }
    }

    /// The key of the table that it is about.
    pub fn table(&self) -> &str {
        match self {
            Self::Count { table }
            | Self::Range { table, .. }
            | Self::LastNumber { table, .. }
            | Self::Sample { table, .. }
            | Self::Tuples { table, .. } => table,
        }
    }
}

/// What the target said.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The tuples asked for.
    pub rows: TupleRows,
    /// Whether these are all that exist.
    pub complete: bool,
}

/// What a rehearsal taught of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Conditions over the table's columns, as SQL, that rows must satisfy to get in.
    pub demands: Vec<String>,
    /// Of foreign keys, by their columns: a condition over the parent's columns, as SQL.
    pub of_parents: Vec<(Vec<String>, String)>,
    /// The first row that does not get in all the same, and why.
    pub limit: Option<(u64, String)>,
}

/// All answers of one target, by question, and what a rehearsal in it taught.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The answers.
    pub answers: BTreeMap<Question, Answer>,
    /// Lessons by the table's key.
    pub lessons: BTreeMap<String, Lesson>,
}

impl Facts {
    /// The answer to a question, when it was asked.
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        self.answers.get(question)
    }

    /// How many rows a table held; 0 when that was not asked.
    pub fn count(&self, table: &str) -> u64 {
        self.integer(&Question::Count { table: table.to_owned() }, 0).map_or(0, |n| n.max(0) as u64)
    }

    /// The integer in one cell of the first answered row.
    pub fn integer(&self, question: &Question, cell: usize) -> Option<i128> {
        self.get(question)?.rows.first()?.get(cell)?.as_int()
    }
}
