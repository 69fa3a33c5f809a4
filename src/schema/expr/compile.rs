//! An expression made ready to be evaluated for many rows: columns are indexes, functions and types are
//! found, abbreviations are written out.
//!
//! Must not know: values of rows. Start reading at [`Compiler::node`].

use std::cell::RefCell;

use super::Dialect;
use super::ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
use super::cast::{Affinity, Target};
use super::eval::default_escape;
use super::function::{self, Function};
use super::regexp::{self, Regexp};
use crate::data::Value;

/// A step of evaluation.
#[derive(Clone, Debug)]
pub enum Node {
    /// A value of its own.
    Constant(Value),
    /// The row's value at an index.
    Column(usize),
    /// Logical negation.
    Not(Box<Node>),
    /// Arithmetic negation.
    Negate(Box<Node>),
    /// Both hold.
    And(Box<Node>, Box<Node>),
    /// One holds.
    Or(Box<Node>, Box<Node>),
    /// A comparison of two sides.
    Compare(Comparison, Box<Side>, Box<Side>),
    /// An operator on two numbers.
    Arithmetic(BinaryOp, Box<Node>, Box<Node>),
    /// Two texts as one.
    Concat(Box<Node>, Box<Node>),
    /// IS NULL.
    IsNull(Box<Node>),
    /// IS TRUE or IS FALSE.
    IsTruth(Box<Node>, bool),
    /// IS DISTINCT FROM.
    Distinct(Box<Side>, Box<Side>),
    /// A value among others.
    In(Box<Side>, Vec<Node>),
    /// A text with blanks behind it, up to so many characters.
    Pad(Box<Node>, usize),
    /// A text that matches a pattern.
    Match(Box<Match>),
    /// The first arm whose condition holds, or the last node.
    Case(Vec<(Node, Node)>, Box<Node>),
    /// The first that is not NULL.
    Coalesce(Vec<Node>),
    /// NULL where both are equal.
    NullIf(Box<Side>, Box<Side>),
    /// A conversion.
    Cast(Box<Node>, Target),
    /// A function of its arguments.
    Call(Function, Vec<Node>),
    /// What cannot be evaluated, by name.
    Fail(String),
}

/// One side of a comparison, and how SQLite converts it before.
#[derive(Clone, Debug)]
pub struct Side {
    /// The side's steps.
    pub node: Node,
    /// What it is converted by.
    pub affinity: Affinity,
}

/// A text and its pattern.
#[derive(Clone, Debug)]
pub struct Match {
    /// What is matched.
    pub text: Node,
    /// What it is matched to.
    pub pattern: Node,
    /// The pattern's language.
    pub kind: MatchKind,
    /// The escape character as written.
    pub escape: Option<char>,
    /// A regular expression made ready, where it is one and the same for all rows.
    pub regexp: Option<Regexp>,
}

/// What names mean while an expression is compiled.
pub struct Compiler<'a> {
    /// The columns of a row in order.
    pub columns: &'a [String],
    /// Their affinities; none where the list is too short.
    pub affinities: &'a [Affinity],
    /// Whose rules hold.
    pub dialect: Dialect,
    /// Something that cannot be evaluated, once it is met.
    pub missing: RefCell<Option<String>>,
}

impl Compiler<'_> {
    /// The steps of an expression. What cannot be evaluated fails when it is reached, not here.
    pub fn node(&self, expr: &Expr) -> Node {
        match expr {
            Expr::Literal(value) => Node::Constant(value.clone()),
            Expr::Column(name) => self.column(name).map_or_else(|| self.fail("column", name), Node::Column),
            Expr::Unary { op: UnaryOp::Not, expr } => Node::Not(self.boxed(expr)),
            Expr::Unary { op: UnaryOp::Neg, expr } => Node::Negate(self.boxed(expr)),
            Expr::Binary { op, left, right } => self.binary(*op, left, right),
            Expr::Is { expr, test, negated } => negate(self.test(expr, test), *negated),
            Expr::Between { expr, low, high, negated } => {
                let low = self.compare(Comparison::Ge, expr, low);
                let high = self.compare(Comparison::Le, expr, high);
                negate(Node::And(Box::new(low), Box::new(high)), *negated)
            }
            Expr::InList { expr, list, negated } => {
                let list = list.iter().map(|item| self.node(item)).collect();
                let side = Side { node: self.node(expr), affinity: self.affinity(expr) };
                negate(Node::In(Box::new(side), list), *negated)
            }
            Expr::Like { expr, pattern, kind, escape, negated } => {
                let regexp = self.regexp(pattern, *kind, *escape);
                let (text, pattern) = (self.padded(expr), self.node(pattern));
                let matching = Match { text, pattern, kind: *kind, escape: *escape, regexp };
                negate(Node::Match(Box::new(matching)), *negated)
            }
            Expr::Case { operand, arms, otherwise } => {
                self.case(operand.as_deref(), arms, otherwise.as_deref())
            }
            Expr::Cast { expr, type_name } => {
                Node::Cast(self.boxed(expr), Target::of(type_name, self.dialect))
            }
            Expr::Function { name, args } => self.call(name, args),
            Expr::Unknown(sql) => self.fail("expression", sql),
        }
    }

    /// What a pattern sees of an expression.
    fn padded(&self, expr: &Expr) -> Node {
        let node = self.node(expr);
        match (self.dialect, &node) {
            (Dialect::Postgres, Node::Column(at)) => match self.affinities.get(*at) {
                Some(Affinity::Padded(chars)) => Node::Pad(Box::new(node), *chars as usize),
                _ => node,
            },
            _ => node,
        }
    }

    fn fail(&self, kind: &str, name: &str) -> Node {
        let what = format!("{kind} {name}");
        self.missing.borrow_mut().get_or_insert_with(|| what.clone());
        Node::Fail(what)
    }

    fn boxed(&self, expr: &Expr) -> Box<Node> {
        Box::new(self.node(expr))
    }

    fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| self.columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
    }

    fn binary(&self, op: BinaryOp, left: &Expr, right: &Expr) -> Node {
        match op {
            BinaryOp::And => Node::And(self.boxed(left), self.boxed(right)),
            BinaryOp::Or => Node::Or(self.boxed(left), self.boxed(right)),
            BinaryOp::Compare(op) => self.compare(op, left, right),
            BinaryOp::Concat => Node::Concat(self.boxed(left), self.boxed(right)),
            _ => Node::Arithmetic(op, self.boxed(left), self.boxed(right)),
        }
    }

    fn compare(&self, op: Comparison, left: &Expr, right: &Expr) -> Node {
        let (left, right) = self.sides(left, right);
        Node::Compare(op, left, right)
    }

    /// The sides of a comparison (<https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison>).
    fn sides(&self, left: &Expr, right: &Expr) -> (Box<Side>, Box<Side>) {
        let (mine, other) = (self.affinity(left), self.affinity(right));
        let applied = match (mine, other) {
            (Affinity::Numeric, _) | (_, Affinity::Numeric) => Affinity::Numeric,
            (Affinity::Text, Affinity::None) | (Affinity::None, Affinity::Text) => Affinity::Text,
            _ => Affinity::None,
        };
        let side = |expr, own: Affinity| {
            let affinity = if own == Affinity::Numeric { Affinity::None } else { applied };
            Box::new(Side { node: self.node(expr), affinity })
        };
        (side(left, mine), side(right, other))
    }

    fn affinity(&self, expr: &Expr) -> Affinity {
        match expr {
            _ if self.dialect != Dialect::Sqlite => Affinity::None,
            Expr::Column(name) => {
                self.column(name).and_then(|at| self.affinities.get(at)).copied().unwrap_or_default()
            }
            Expr::Cast { type_name, .. } => Affinity::of(type_name),
            _ => Affinity::None,
        }
    }

    fn test(&self, expr: &Expr, test: &Test) -> Node {
        match test {
            Test::Null => Node::IsNull(self.boxed(expr)),
            Test::True => Node::IsTruth(self.boxed(expr), true),
            Test::False => Node::IsTruth(self.boxed(expr), false),
            Test::DistinctFrom(other) => {
                let (left, right) = self.sides(expr, other);
                Node::Distinct(left, right)
            }
        }
    }

    fn case(&self, operand: Option<&Expr>, arms: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Node {
        let condition = |when: &Expr| match operand {
            Some(operand) => self.compare(Comparison::Eq, operand, when),
            None => self.node(when),
        };
        let arms = arms.iter().map(|(when, then)| (condition(when), self.node(then))).collect();
        let otherwise = otherwise.map_or(Node::Constant(Value::Null), |otherwise| self.node(otherwise));
        Node::Case(arms, Box::new(otherwise))
    }

    fn call(&self, name: &str, args: &[Expr]) -> Node {
        match (name, args) {
            ("coalesce", [_, ..]) => self.coalesce(args),
            ("ifnull", [_, _]) if self.dialect != Dialect::Postgres => self.coalesce(args),
            ("iif", [condition, then, rest @ ..]) | ("if", [condition, then, rest @ ..])
                if self.dialect != Dialect::Postgres && rest.len() < 2 =>
            {
                self.case(None, &[(condition.clone(), then.clone())], rest.first())
            }
            ("nullif", [left, right]) => {
                let (left, right) = self.sides(left, right);
                Node::NullIf(left, right)
            }
            ("mod", [left, right]) if self.dialect != Dialect::Sqlite => {
                self.binary(BinaryOp::Rem, left, right)
            }
            _ => match function::find(name, args.len(), self.dialect) {
                Some(function) => Node::Call(function, args.iter().map(|arg| self.node(arg)).collect()),
                None => self.fail("function", name),
            },
        }
    }

    /// What a constant pattern is made ready as. SQLite has no regular expressions of its own.
    fn regexp(&self, pattern: &Expr, kind: MatchKind, escape: Option<char>) -> Option<Regexp> {
        let pattern = match pattern {
            Expr::Cast { expr, .. } => expr,
            other => other,
        };
        let Expr::Literal(Value::Text(pattern)) = pattern else { return None };
        match (self.dialect, kind) {
            (Dialect::Postgres, MatchKind::Regexp) => Regexp::new(pattern, false),
            (Dialect::Postgres, MatchKind::IRegexp) | (Dialect::Mysql, MatchKind::Regexp) => {
                Regexp::new(pattern, true)
            }
            (Dialect::Postgres, MatchKind::SimilarTo) => {
                let escape = default_escape(escape, self.dialect);
                Regexp::new(&regexp::of_similar(pattern, escape), false)
            }
            _ => None,
        }
    }

    fn coalesce(&self, args: &[Expr]) -> Node {
        Node::Coalesce(args.iter().map(|arg| self.node(arg)).collect())
    }
}

fn negate(node: Node, negated: bool) -> Node {
    if negated { Node::Not(Box::new(node)) } else { node }
}
