//! Evaluates expressions over rows, with SQL's three truth values.
//!
//! Must not know: where rows come from. Start reading at [`Program`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

use super::ast::{Comparison, Expr, MatchKind};
use super::cast::{self, Affinity};
use super::compile::{Compiler, Match, Node, Side};
use super::pattern::{self, Fold, LikeRule};
use super::{Dialect, arithmetic, compare, text};
use crate::data::Value;

/// What only the server can evaluate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// What it is.
    pub what: String,
}

impl Unsupported {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

impl Display for Unsupported {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "evaluate {} on the client", self.what)
    }
}

impl Error for Unsupported {}

/// The value of an expression over one row.
pub fn evaluate(expr: &Expr, column: &dyn Fn(&str) -> Value, dialect: Dialect) -> Result<Value, Unsupported> {
    let (program, row) = prepare(expr, column, dialect);
    program.value(&row)
}

/// The truth of an expression over one row, `None` when it is NULL: a CHECK passes unless it is false.
pub fn truth(
    expr: &Expr,
    column: &dyn Fn(&str) -> Value,
    dialect: Dialect,
) -> Result<Option<bool>, Unsupported> {
    let (program, row) = prepare(expr, column, dialect);
    program.truth(&row)
}

fn prepare(expr: &Expr, column: &dyn Fn(&str) -> Value, dialect: Dialect) -> (Program, Vec<Value>) {
    let names: Vec<String> = expr.columns().into_iter().map(str::to_owned).collect();
    let row = names.iter().map(|name| column(name)).collect();
    (Program::compile(expr, &names, dialect), row)
}

/// An expression to be evaluated for many rows.
#[derive(Clone, Debug)]
pub struct Program {
    root: Node,
    dialect: Dialect,
    missing: Option<String>,
}

impl Program {
    /// The program of an expression over rows with these columns, of which nothing is known but the values.
    pub fn compile(expr: &Expr, columns: &[String], dialect: Dialect) -> Self {
        Self::compile_with(expr, columns, &[], dialect)
    }

    /// The same for columns of declared types: SQLite converts by them before it compares.
    pub fn compile_with(expr: &Expr, columns: &[String], affinities: &[Affinity], dialect: Dialect) -> Self {
        let compiler = Compiler { columns, affinities, dialect, missing: RefCell::default() };
        let root = compiler.node(expr);
        Self { root, dialect, missing: compiler.missing.into_inner() }
    }

    /// A function or a form in it that only the server can evaluate.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// Whether a CHECK of this expression refuses the row.
    pub fn fails(&self, row: &[Value]) -> Result<bool, Unsupported> {
        Ok(self.truth(row)? == Some(false))
    }

    /// The truth of the expression, `None` when it is NULL.
    pub fn truth(&self, row: &[Value]) -> Result<Option<bool>, Unsupported> {
        Row { row, dialect: self.dialect }.truth(&self.root)
    }

    /// The value of the expression.
    pub fn value(&self, row: &[Value]) -> Result<Value, Unsupported> {
        Row { row, dialect: self.dialect }.value(&self.root).map(Cow::into_owned)
    }
}

#[derive(Clone, Copy)]
struct Row<'a> {
    row: &'a [Value],
    dialect: Dialect,
}

impl<'a> Row<'a> {
    fn value(self, node: &'a Node) -> Result<Cow<'a, Value>, Unsupported> {
        let owned = match node {
            Node::Constant(value) => return Ok(Cow::Borrowed(value)),
            Node::Column(at) => {
                let missing = || Unsupported::new(format!("column {at} of a row of {}", self.row.len()));
                return self.row.get(*at).map(Cow::Borrowed).ok_or_else(missing);
            }
            Node::Fail(what) => return Err(Unsupported::new(what.clone())),
            Node::Case(arms, otherwise) => return self.case(arms, otherwise),
            Node::Coalesce(nodes) => return self.coalesce(nodes),
            Node::NullIf(left, right) if self.compare(Comparison::Eq, left, right)? == Some(true) => {
                Value::Null
            }
            Node::NullIf(left, _) => return self.value(&left.node),
            Node::Cast(node, target) => return cast::convert(self.value(node)?, *target, self.dialect),
            Node::Negate(node) => arithmetic::negate(&*self.value(node)?, self.dialect)?,
            Node::Arithmetic(op, left, right) => {
                arithmetic::binary(*op, &*self.value(left)?, &*self.value(right)?, self.dialect)?
            }
            Node::Concat(left, right) => self.concat(left, right)?,
            Node::Pad(node, chars) => match self.value(node)?.into_owned() {
                Value::Text(text) => Value::Text(format!("{text:chars$}")),
                other => other,
            },
            Node::Call(function, args) => {
                let args: Vec<_> = args.iter().map(|arg| self.value(arg)).collect::<Result<_, _>>()?;
                function.call(&args, self.dialect)?
            }
            logical => match (self.truth(logical)?, self.dialect) {
                (None, _) => Value::Null,
                (Some(truth), Dialect::Postgres) => Value::Bool(truth),
                (Some(truth), _) => Value::Int(i128::from(truth)),
            },
        };
        Ok(Cow::Owned(owned))
    }

    fn truth(self, node: &'a Node) -> Result<Option<bool>, Unsupported> {
        match node {
            Node::Not(node) => Ok(self.truth(node)?.map(|truth| !truth)),
            Node::And(left, right) => self.both(left, right, false),
            Node::Or(left, right) => self.both(left, right, true),
            Node::Compare(op, left, right) => self.compare(*op, left, right),
            Node::IsNull(node) => Ok(Some(self.value(node)?.is_null())),
            Node::IsTruth(node, wanted) => Ok(Some(self.truth(node)? == Some(*wanted))),
            Node::Distinct(left, right) => self.distinct(left, right).map(Some),
            Node::In(side, list) => self.is_in(side, list),
            Node::Match(matching) => self.matches(matching),
            other => self.of_value(&*self.value(other)?),
        }
    }

    /// AND with `decisive` false, OR with `decisive` true: one decisive side decides, even where the other
    /// cannot be evaluated.
    fn both(self, left: &'a Node, right: &'a Node, decisive: bool) -> Result<Option<bool>, Unsupported> {
        let left = self.truth(left);
        if left == Ok(Some(decisive)) {
            return left;
        }
        let right = self.truth(right);
        if right == Ok(Some(decisive)) {
            return right;
        }
        let (left, right) = (left?, right?);
        Ok(left.and(right))
    }

    /// The truth of a value that is not the result of a logical operator.
    fn of_value(self, value: &Value) -> Result<Option<bool>, Unsupported> {
        let truth = match self.dialect {
            _ if value.is_null() => return Ok(None),
            Dialect::Postgres if matches!(value, Value::Int(_)) => None,
            Dialect::Postgres => cast::boolean(value, self.dialect),
            _ => cast::number(value, self.dialect).and_then(|number| number.as_f64()).map(|f| f != 0.0),
        };
        truth.map(Some).ok_or_else(|| Unsupported::new(format!("the truth of {value:?}")))
    }

    fn side(self, side: &'a Side) -> Result<Cow<'a, Value>, Unsupported> {
        let value = self.value(&side.node)?;
        Ok(if side.affinity == Affinity::None { value } else { cast::apply(side.affinity, value) })
    }

    fn compare(self, op: Comparison, left: &'a Side, right: &'a Side) -> Result<Option<bool>, Unsupported> {
        compare::compare(op, &*self.side(left)?, &*self.side(right)?, self.dialect)
    }

    fn distinct(self, left: &'a Side, right: &'a Side) -> Result<bool, Unsupported> {
        let (left, right) = (self.side(left)?, self.side(right)?);
        let differs = compare::compare(Comparison::Ne, &left, &right, self.dialect)?;
        Ok(differs.unwrap_or(left.is_null() != right.is_null()))
    }

    /// NULL when the value is not found but the list, or the value, is NULL. An item takes the affinity of
    /// the value that is looked up.
    fn is_in(self, side: &'a Side, list: &'a [Node]) -> Result<Option<bool>, Unsupported> {
        let value = self.value(&side.node)?;
        let mut found = Some(false);
        for item in list {
            let (mut value, mut item) = (Cow::Borrowed(&*value), self.value(item)?);
            if side.affinity != Affinity::None {
                (value, item) = (cast::apply(side.affinity, value), cast::apply(side.affinity, item));
            }
            match compare::compare(Comparison::Eq, &value, &item, self.dialect)? {
                Some(false) => {}
                Some(true) => return Ok(Some(true)),
                None => found = None,
            }
        }
        Ok(found)
    }

    fn matches(self, matching: &'a Match) -> Result<Option<bool>, Unsupported> {
        let (value, wanted) = (self.value(&matching.text)?, self.value(&matching.pattern)?);
        if value.is_null() || wanted.is_null() {
            return Ok(None);
        }
        let fail = || Unsupported::new(format!("{:?} of {value:?} to {wanted:?}", matching.kind));
        let textual = |value: &'_ Value| self.dialect != Dialect::Postgres || value.as_text().is_some();
        if !textual(&value) || !textual(&wanted) {
            return Err(fail());
        }
        let text = text::borrow(&value, self.dialect).ok_or_else(fail)?;
        let pattern = text::borrow(&wanted, self.dialect).ok_or_else(fail)?;
        if pattern.len() > pattern::PATTERN_BYTES_MAX {
            return Err(fail());
        }
        let matched = match matching.kind {
            MatchKind::Like | MatchKind::ILike => {
                pattern::like(&text, &pattern, like_rule(matching, self.dialect))
            }
            MatchKind::Glob => Some(pattern::glob(&text, &pattern)),
            MatchKind::Regexp | MatchKind::IRegexp | MatchKind::SimilarTo => {
                matching.regexp.as_ref().map(|regexp| regexp.is_in(&text))
            }
        };
        matched.map(Some).ok_or_else(fail)
    }

    fn case(self, arms: &'a [(Node, Node)], otherwise: &'a Node) -> Result<Cow<'a, Value>, Unsupported> {
        for (when, then) in arms {
            if self.truth(when)? == Some(true) {
                return self.value(then);
            }
        }
        self.value(otherwise)
    }

    fn coalesce(self, nodes: &'a [Node]) -> Result<Cow<'a, Value>, Unsupported> {
        for node in nodes {
            let value = self.value(node)?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        Ok(Cow::Owned(Value::Null))
    }

    fn concat(self, left: &'a Node, right: &'a Node) -> Result<Value, Unsupported> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        if left.is_null() || right.is_null() {
            return Ok(Value::Null);
        }
        let fail = || Unsupported::new(format!("{left:?} || {right:?}"));
        let mut joined = text::of(&left, self.dialect).ok_or_else(fail)?;
        joined.push_str(&text::borrow(&right, self.dialect).ok_or_else(fail)?);
        Ok(Value::Text(joined))
    }
}

/// The rule of LIKE: SQLite folds ASCII and has no escape of its own.
fn like_rule(matching: &Match, dialect: Dialect) -> LikeRule {
    let fold = match (dialect, matching.kind) {
        (Dialect::Sqlite, _) => Fold::Ascii,
        (Dialect::Mysql, _) | (_, MatchKind::ILike) => Fold::Unicode,
        _ => Fold::Exact,
    };
    LikeRule { escape: default_escape(matching.escape, dialect), fold }
}

/// The escape character in force.
pub(super) fn default_escape(written: Option<char>, dialect: Dialect) -> Option<char> {
    written.or((dialect != Dialect::Sqlite).then_some('\\'))
}
