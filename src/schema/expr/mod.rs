//! SQL expressions of CHECK constraints, generated columns and partial-index predicates: read, simplified
//! to atoms per column, and evaluated on the client.
//!
//! Must not know: tables, connections, generators, clocks. What it cannot model it says so:
//! [`Expr::Unknown`] when reading, [`Atom::Opaque`] when simplifying, [`Unsupported`] when evaluating.
//! Start reading at [`Expr`], then [`parse`], [`branches`] and [`Program`].

mod arithmetic;
mod ast;
mod atom;
mod calendar;
mod cast;
mod compare;
mod compile;
mod convert;
mod document;
mod eval;
mod function;
mod grammar;
mod json;
mod moment;
mod nulls;
mod parse;
mod pattern;
mod print;
mod range;
mod regexp;
mod rewrite;
mod simplify;
mod text;

#[cfg(test)]
mod tests;

pub use ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
pub use atom::{Atom, Branch};
pub use cast::{Affinity, micros};
pub use compare::order;
pub use eval::{Program, Unsupported, evaluate, truth};
pub use function::is_known_function;
pub use parse::{ParseError, parse};
pub use simplify::branches;

/// Whose rules an expression follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite: values carry their type, text and numbers mix.
    Sqlite,
    /// PostgreSQL: strict types, expressions as the server prints them.
    Postgres,
    /// MySQL and MariaDB: truth values are numbers, text compares without case.
    Mysql,
}
