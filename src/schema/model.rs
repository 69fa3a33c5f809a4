//! The model that every introspector fills.

use std::collections::HashMap;
use std::fmt;

use super::expr::Dialect;
use super::trigger::{self, Said};
use crate::data::LogicalType;

/// A whole database, or the part of it that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Whose SQL the expressions are written in.
    pub dialect: Dialect,
    /// The server's name and version, for people.
    pub server: String,
    /// Base tables, in catalogue order.
    pub tables: Vec<Table>,
    /// Relations that are never filled, with the reason.
    pub skipped: Vec<Skipped>,
}

impl Schema {
    /// The position of a table by its [`Table::key`], or by its name in any case where that is unambiguous.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.tables.iter().position(|table| table.key == name || table.name.to_string() == name);
        exact.or_else(|| {
            let folded = name.to_lowercase();
            let mut alike = (0..self.tables.len()).filter(|&i| {
                self.tables[i].name.to_string().to_lowercase() == folded
                    || self.tables[i].key.to_lowercase() == folded
            });
            alike.next().filter(|_| alike.next().is_none())
        })
    }
}

/// A view, a virtual table and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why it is no target.
    pub reason: String,
}

/// A table's full name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// The schema it lies in, where the database has several and this is not the default one.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

/// A base table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// The name in stream keys, facts and the ledger: without the default schema, in lower case unless two
    /// tables would collide.
    pub key: String,
    /// The comment in the catalogue.
    pub comment: Option<String>,
    /// The columns in order, generated and hidden ones included.
    pub columns: Vec<Column>,
    /// Primary key, unique constraints and unique indexes.
    pub keys: Vec<Key>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// CHECK constraints, those of the columns and their domains included.
    pub checks: Vec<Check>,
    /// Indexes that are not unique.
    pub indexes: Vec<Index>,
    /// Triggers that an INSERT fires.
    pub triggers: Vec<Trigger>,
    /// Exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// How rows are spread over partitions, where they are.
    pub partitioning: Option<Partitioning>,
    /// Storage options.
    pub options: TableOptions,
}

impl Table {
    /// The position of a column by name, in any case where that is unambiguous.
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column.name == name);
        exact.or_else(|| self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name)))
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Key> {
        self.keys.iter().find(|key| key.kind == KeyKind::Primary)
    }
}

/// How a table is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// SQLite: clustered by its primary key.
    pub without_rowid: bool,
    /// SQLite: types are enforced.
    pub strict: bool,
    /// SQLite: row ids are never used twice.
    pub autoincrement: bool,
    /// MySQL and MariaDB: the storage engine.
    pub engine: Option<String>,
    /// Why rows must go in by INSERT, where they must: row-level security, rules.
    pub insert_only: Option<String>,
    /// Why it takes no row from anybody, where that is so: a rule instead, no partition.
    pub closed: Option<String>,
    /// Why no row can be written at all by this user, where that is so: no privilege.
    pub denied: Option<String>,
}

impl TableOptions {
    /// Whether rows can be rolled back: not in every storage engine of MySQL and MariaDB.
    pub fn is_transactional(&self) -> bool {
        const ENGINES: [&str; 4] = ["InnoDB", "ROCKSDB", "NDBCLUSTER", "TokuDB"];
        self.engine
            .as_ref()
            .is_none_or(|engine| ENGINES.iter().any(|known| known.eq_ignore_ascii_case(engine)))
    }
}

/// A constraint that no two rows may match together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The constraint's name.
    pub name: String,
    /// Its definition as the server prints it.
    pub definition: String,
    /// What it compares, and by which operator; two rows that match by all of them exclude each other.
    pub parts: Vec<(KeyPart, String)>,
    /// The rows that it holds for; `None` means all.
    pub predicate: Option<String>,
}

/// How rows are spread over partitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partitioning {
    /// RANGE, LIST, HASH, KEY …
    pub strategy: String,
    /// The plain columns of the key.
    pub columns: Vec<usize>,
    /// The partitions that rows end in, each with the condition for its rows as SQL; `None` takes what no
    /// other does, or cannot be told.
    pub leaves: Vec<(String, Option<String>)>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The type as declared.
    pub declared: String,
    /// The type as understood.
    pub logical_type: LogicalType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// The default expression.
    pub default: Option<String>,
    /// The expression of a generated column.
    pub expression: Option<String>,
    /// Whether the server computes it.
    pub generated: Generated,
    /// Whether the server numbers it.
    pub identity: Identity,
    /// The sequence that its default or identity draws from.
    pub sequence: Option<Sequence>,
    /// The character set, when it cannot hold all of Unicode.
    pub charset: Option<String>,
    /// The collation, when it is not the database's default.
    pub collation: Option<String>,
    /// The comment in the catalogue.
    pub comment: Option<String>,
}

/// Whether a column is computed by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// No: it takes values.
    No,
    /// When it is read.
    Virtual,
    /// When the row is written.
    Stored,
}

/// Whether a column is numbered by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// No.
    No,
    /// It may be given a value (SQLite row ids, AUTO_INCREMENT, BY DEFAULT).
    ByDefault,
    /// It must be told to accept a value (ALWAYS).
    Always,
}

/// A sequence of numbers in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Its name, quoted and qualified as SQL wants it.
    pub name: String,
    /// The smallest number.
    pub min: i64,
    /// The largest number.
    pub max: i64,
    /// The step, not 0.
    pub step: i64,
}

/// What makes rows distinct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The constraint's or the index's name.
    pub name: Option<String>,
    /// What it is in the catalogue.
    pub kind: KeyKind,
    /// What must be distinct together.
    pub parts: Vec<KeyPart>,
    /// The rows that it holds for; `None` means all.
    pub predicate: Option<String>,
    /// Whether two NULLs differ.
    pub nulls_distinct: bool,
}

impl Key {
    /// The columns, when every part is a plain column.
    pub fn columns(&self) -> Option<Vec<usize>> {
        self.parts.iter().map(|part| part.column).collect()
    }
}

/// Kinds of unique keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// PRIMARY KEY.
    Primary,
    /// UNIQUE constraint.
    Unique,
    /// CREATE UNIQUE INDEX.
    Index,
}

/// One part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// The column, when it is a plain one.
    pub column: Option<usize>,
    /// The expression otherwise.
    pub expression: Option<String>,
    /// The collation by which values are compared.
    pub collation: Option<String>,
    /// The leading characters (bytes of a binary column) that are compared, when not all are.
    pub prefix: Option<u32>,
}

/// An index that is not unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The statement that makes it, where the catalogue keeps one.
    pub definition: Option<String>,
    /// The expressions among its parts: the server computes them for every row.
    pub expressions: Vec<String>,
}

/// A reference to another table's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: Option<String>,
    /// The referencing columns.
    pub columns: Vec<usize>,
    /// The parent's name as declared.
    pub parent_name: String,
    /// The parent's position in [`Schema::tables`]; `None` when there is no such table.
    pub parent: Option<usize>,
    /// The referenced columns of the parent, as many as `columns`; empty when they cannot be told.
    pub parent_columns: Vec<usize>,
    /// Whether it is checked at the end of the transaction.
    pub deferred: bool,
    /// Whether that can be asked for.
    pub deferrable: bool,
    /// MATCH FULL: all of the columns are NULL or none is.
    pub match_full: bool,
    /// The condition for its rows as SQL, where only one partition declares it.
    pub when: Option<String>,
}

/// A CHECK constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name.
    pub name: Option<String>,
    /// The expression's text, without the outer parentheses.
    pub expression: String,
}

impl Check {
    /// The expression for people: servers print some over several lines.
    pub fn in_one_line(&self) -> String {
        self.expression.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A trigger that an INSERT fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The statement that makes it.
    pub definition: String,
    /// Names of tables that it inserts into.
    pub inserts_into: Vec<String>,
    /// Conditions over the table's columns; a row for which one is true does not get in.
    pub refuses: Vec<String>,
    /// Tables and their columns that it counts or sums in.
    pub counts_in: Vec<(String, String)>,
}

impl Trigger {
    /// A trigger with what its text says.
    pub(crate) fn new(name: String, definition: String, text: trigger::Text<'_>) -> Self {
        let Said { inserts_into, refuses, counts_in } = trigger::read(text);
        Self { name, definition, inserts_into, refuses, counts_in }
    }
}

/// Gives every table its [`Table::key`]: the full name in lower case, unless two tables would share it.
pub fn name_keys(tables: &mut [Table]) {
    let mut sharing: HashMap<String, usize> = HashMap::new();
    for table in tables.iter() {
        *sharing.entry(table.name.to_string().to_lowercase()).or_default() += 1;
    }
    for table in tables {
        let name = table.name.to_string();
        let folded = name.to_lowercase();
        table.key = if sharing[&folded] == 1 { folded } else { name };
    }
}
