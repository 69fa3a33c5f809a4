//! The simplest statements about a row: what a CHECK comes down to.
//!
//! Must not know: how they are found. Start reading at [`Branch`].

use super::ast::{Comparison, Expr, MatchKind};
use crate::data::Value;

/// One way to satisfy an expression: all its atoms hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branch {
    /// What must hold together; empty when anything does.
    pub atoms: Vec<Atom>,
}

/// A statement about one column, or an order between two. Except for [`Atom::Null`], a NULL column
/// satisfies it, since a CHECK only refuses what is false.
#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// `column op value`; the value is never NULL.
    Compare {
        /// The column.
        column: String,
        /// The comparison.
        op: Comparison,
        /// The constant.
        value: Value,
    },
    /// `column [NOT] IN (values)`, none of them NULL.
    OneOf {
        /// The column.
        column: String,
        /// The constants.
        values: Vec<Value>,
        /// Whether the column must be none of them.
        negated: bool,
    },
    /// `column [NOT] LIKE pattern` and its kin.
    Match {
        /// The column.
        column: String,
        /// The pattern.
        pattern: String,
        /// The pattern's language.
        kind: MatchKind,
        /// The escape character in force, whether written or the dialect's own.
        escape: Option<char>,
        /// Whether the pattern must not match.
        negated: bool,
    },
    /// `length(column) op value`; of a list the number of its elements.
    Length {
        /// The column.
        column: String,
        /// The comparison.
        op: Comparison,
        /// The length.
        value: i64,
        /// Whether bytes are counted, not characters.
        bytes: bool,
    },
    /// `column IS [NOT] NULL`.
    Null {
        /// The column.
        column: String,
        /// Whether the column must have a value.
        negated: bool,
    },
    /// `left op right` between two columns.
    Order {
        /// The column before the operator.
        left: String,
        /// The comparison.
        op: Comparison,
        /// The column after the operator.
        right: String,
    },
    /// A column as a condition.
    Truth {
        /// The column.
        column: String,
        /// Whether it must be false.
        negated: bool,
    },
    /// SQLite's `typeof(column) [NOT] IN (types)`; NULL is of the type `null`.
    Typeof {
        /// The column.
        column: String,
        /// Names of types.
        types: Vec<String>,
        /// Whether the type must be none of them.
        negated: bool,
    },
    /// `column = lower(column)` or `column = upper(column)`.
    Case {
        /// The column.
        column: String,
        /// Whether upper case is wanted.
        upper: bool,
    },
    /// `json_valid(column)`.
    JsonValid {
        /// The column.
        column: String,
    },
    /// Always or never.
    Constant(bool),
    /// Anything else: to be evaluated only.
    Opaque(Expr),
}

impl Atom {
    /// The atom as an expression again, to be evaluated or shown.
    pub fn to_expr(&self) -> Expr {
        let call = |name: &str, column: &str| Expr::Function {
            name: name.to_owned(),
            args: vec![Expr::Column(column.to_owned())],
        };
        let boxed = |column: &str| Box::new(Expr::Column(column.to_owned()));
        match self {
            Self::Compare { column, op, value } => {
                Expr::compare(*op, Expr::Column(column.clone()), Expr::Literal(value.clone()))
            }
            Self::OneOf { column, values, negated } => {
                let list = values.iter().cloned().map(Expr::Literal).collect();
                Expr::InList { expr: boxed(column), list, negated: *negated }
            }
            Self::Match { column, pattern, kind, escape, negated } => Expr::Like {
                expr: boxed(column),
                pattern: Box::new(Expr::Literal(Value::Text(pattern.clone()))),
                kind: *kind,
                escape: *escape,
                negated: *negated,
            },
            Self::Length { column, op, value, bytes } => {
                let name = if *bytes { "octet_length" } else { "length" };
                Expr::compare(*op, call(name, column), Expr::Literal(Value::Int((*value).into())))
            }
            Self::Null { column, negated } => Expr::is_null(Expr::Column(column.clone()), *negated),
            Self::Order { left, op, right } => {
                Expr::compare(*op, Expr::Column(left.clone()), Expr::Column(right.clone()))
            }
            Self::Truth { column, negated: false } => Expr::Column(column.clone()),
            Self::Truth { column, negated: true } => Expr::negation(Expr::Column(column.clone())),
            Self::Typeof { column, types, negated } => {
                let list = types.iter().map(|name| Expr::Literal(Value::Text(name.clone()))).collect();
                Expr::InList { expr: Box::new(call("typeof", column)), list, negated: *negated }
            }
            Self::Case { column, upper } => {
                let name = if *upper { "upper" } else { "lower" };
                Expr::compare(Comparison::Eq, Expr::Column(column.clone()), call(name, column))
            }
            Self::JsonValid { column } => call("json_valid", column),
            Self::Constant(truth) => Expr::Literal(Value::Bool(*truth)),
            Self::Opaque(expr) => expr.clone(),
        }
    }
}
