//! The ways to satisfy an expression: its disjunctive normal form over atoms.
//!
//! Must not know: generators, and how a row is made that satisfies a branch. Start reading at [`branches`].

use super::Dialect;
use super::ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
use super::atom::{Atom, Branch};
use super::eval::default_escape;
use super::regexp::of_similar;
use super::rewrite::{self, column, constant};
use crate::data::Value;

/// More ways than this are one way that is not understood.
const BRANCHES_MAX: usize = 64;
/// Conditions looked at before giving up: rewriting may double them at each level.
const STEPS_MAX: usize = 20_000;

/// The branches of an expression: a row that satisfies one of them is not refused by a CHECK of it. Where
/// there would be more than 64, one with a single [`Atom::Opaque`].
///
/// A condition that is NULL whatever the row counts as satisfied, as in a CHECK.
pub fn branches(expr: &Expr, dialect: Dialect) -> Vec<Branch> {
    let mut search = Search { dialect, steps: 0 };
    match search.condition(expr, false) {
        Some(found) if found.is_empty() => vec![Branch { atoms: vec![Atom::Constant(false)] }],
        Some(found) => found,
        None => vec![Branch { atoms: vec![Atom::Opaque(expr.clone())] }],
    }
}

struct Search {
    dialect: Dialect,
    steps: usize,
}

impl Search {
    /// The branches of a condition or of its negation; `None` when there are too many.
    fn condition(&mut self, expr: &Expr, negated: bool) -> Option<Vec<Branch>> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return None;
        }
        if let Some(value) = constant(expr, self.dialect) {
            return Some(self.always(expr, &value, negated));
        }
        match expr {
            Expr::Unary { op: UnaryOp::Not, expr } => self.condition(expr, !negated),
            Expr::Binary { op: BinaryOp::And, left, right } if !negated => self.both(left, right, negated),
            Expr::Binary { op: BinaryOp::Or, left, right } if negated => self.both(left, right, negated),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right } => {
                let mut found = self.condition(left, negated)?;
                for branch in self.condition(right, negated)? {
                    add(&mut found, branch);
                }
                (found.len() <= BRANCHES_MAX).then_some(found)
            }
            leaf => {
                if let Some(atom) = self.atom(leaf, negated) {
                    return Some(vec![Branch { atoms: vec![atom] }]);
                }
                if let Some(rewritten) = rewrite::logical(leaf, self.dialect) {
                    return self.condition(&rewritten, negated);
                }
                let opaque = if negated { Expr::negation(leaf.clone()) } else { leaf.clone() };
                Some(vec![Branch { atoms: vec![Atom::Opaque(opaque)] }])
            }
        }
    }

    fn always(&self, expr: &Expr, value: &Value, negated: bool) -> Vec<Branch> {
        let literal = Expr::Literal(value.clone());
        match super::truth(&literal, &|_| Value::Null, self.dialect) {
            Ok(truth) if truth.is_none_or(|truth| truth != negated) => vec![Branch::default()],
            Ok(_) => Vec::new(),
            Err(_) => vec![Branch { atoms: vec![Atom::Opaque(expr.clone())] }],
        }
    }

    fn both(&mut self, left: &Expr, right: &Expr, negated: bool) -> Option<Vec<Branch>> {
        let (left, right) = (self.condition(left, negated)?, self.condition(right, negated)?);
        let mut found = Vec::new();
        for left in &left {
            for right in &right {
                if let Some(branch) = join(left, right) {
                    add(&mut found, branch);
                }
                if found.len() > BRANCHES_MAX {
                    return None;
                }
            }
        }
        Some(found)
    }

    fn column(&self, expr: &Expr) -> Option<String> {
        column(expr, self.dialect).map(str::to_owned)
    }

    fn constant(&self, expr: &Expr) -> Option<Value> {
        constant(expr, self.dialect).filter(|value| !value.is_null())
    }

    fn atom(&self, expr: &Expr, negated: bool) -> Option<Atom> {
        match expr {
            Expr::Column(name) => Some(Atom::Truth { column: name.clone(), negated }),
            Expr::Binary { op: BinaryOp::Compare(op), left, right } => {
                let op = if negated { op.negate() } else { *op };
                self.comparison(op, left, right)
            }
            Expr::Is { expr, test: Test::Null, negated: not } => {
                Some(Atom::Null { column: self.column(expr)?, negated: *not != negated })
            }
            Expr::InList { expr, list, negated: not } => self.listed(expr, list, *not != negated),
            Expr::Like { expr, pattern, kind, escape, negated: not } => {
                let pattern = self.constant(pattern)?.as_text()?.to_owned();
                let escape = match kind {
                    MatchKind::Like | MatchKind::ILike | MatchKind::SimilarTo => {
                        default_escape(*escape, self.dialect)
                    }
                    _ => None,
                };
                let (column, negated) = (self.column(expr)?, *not != negated);
                if *kind == MatchKind::SimilarTo {
                    let pattern = of_similar(&pattern, escape);
                    return Some(Atom::Match {
                        column,
                        pattern,
                        kind: MatchKind::Regexp,
                        escape: None,
                        negated,
                    });
                }
                Some(Atom::Match { column, pattern, kind: *kind, escape, negated })
            }
            Expr::Function { name, args } if name == "json_valid" && !negated => {
                Some(Atom::JsonValid { column: self.column(args.first()?)? })
            }
            _ => None,
        }
    }

    fn comparison(&self, op: Comparison, left: &Expr, right: &Expr) -> Option<Atom> {
        if let (Some(left), Some(right)) = (self.column(left), self.column(right)) {
            return Some(Atom::Order { left, op, right });
        }
        if op == Comparison::Eq
            && let Some(atom) = self.letter_case(left, right).or_else(|| self.letter_case(right, left))
        {
            return Some(atom);
        }
        match (self.constant(left), self.constant(right)) {
            (None, Some(value)) => self.of_constant(op, left, value),
            (Some(value), None) => self.of_constant(op.mirror(), right, value),
            _ => None,
        }
    }

    /// `c = lower(c)`.
    fn letter_case(&self, plain: &Expr, called: &Expr) -> Option<Atom> {
        let Expr::Function { name, args } = called else { return None };
        let upper = match name.as_str() {
            "lower" => false,
            "upper" => true,
            _ => return None,
        };
        let [arg] = args.as_slice() else { return None };
        let column = self.column(plain)?;
        (self.column(arg)? == column).then_some(Atom::Case { column, upper })
    }

    fn of_constant(&self, op: Comparison, expr: &Expr, value: Value) -> Option<Atom> {
        if let Some(column) = self.column(expr) {
            return Some(self.compared(column, op, value));
        }
        let Expr::Function { name, args } = expr else { return None };
        let arg = match args.as_slice() {
            [arg] => arg,
            [arg, Expr::Literal(Value::Int(1))] if name == "array_length" => arg,
            _ => return None,
        };
        let column = self.column(arg)?;
        let equality = match op {
            Comparison::Eq => Some(true),
            Comparison::Ne => Some(false),
            _ => None,
        };
        match name.as_str() {
            "length" | "char_length" | "character_length" | "octet_length" | "cardinality"
            | "array_length" => {
                let bytes = name == "octet_length" || (name == "length" && self.dialect == Dialect::Mysql);
                let value = i64::try_from(value.as_int()?).ok()?;
                Some(Atom::Length { column, op, value, bytes })
            }
            "typeof" if self.dialect == Dialect::Sqlite => {
                let types = vec![value.as_text()?.to_owned()];
                Some(Atom::Typeof { column, types, negated: !equality? })
            }
            "json_valid" => {
                let valid = matches!((equality?, value.as_int()?), (true, 1) | (false, 0));
                valid.then_some(Atom::JsonValid { column })
            }
            _ => None,
        }
    }

    fn compared(&self, column: String, op: Comparison, value: Value) -> Atom {
        match (&value, op) {
            (Value::Bool(truth), Comparison::Eq) if self.dialect == Dialect::Postgres => {
                Atom::Truth { column, negated: !truth }
            }
            (Value::Bool(truth), Comparison::Ne) if self.dialect == Dialect::Postgres => {
                Atom::Truth { column, negated: *truth }
            }
            (Value::Bool(truth), _) if self.dialect != Dialect::Postgres => {
                Atom::Compare { column, op, value: Value::Int(i128::from(*truth)) }
            }
            _ => Atom::Compare { column, op, value },
        }
    }

    /// A NULL in the list is left out: with it IN is never false, but the other values are what is meant.
    fn listed(&self, expr: &Expr, list: &[Expr], negated: bool) -> Option<Atom> {
        let values: Vec<Value> =
            list.iter().map(|item| constant(item, self.dialect)).collect::<Option<_>>()?;
        let nulls = values.iter().any(Value::is_null);
        let values: Vec<Value> = values.into_iter().filter(|value| !value.is_null()).collect();
        if values.is_empty() && nulls {
            return None;
        }
        if let Some(column) = self.column(expr) {
            let as_number = |value| match value {
                Value::Bool(truth) if self.dialect != Dialect::Postgres => Value::Int(i128::from(truth)),
                other => other,
            };
            return Some(one_of(column, values.into_iter().map(as_number).collect(), negated));
        }
        let Expr::Function { name, args } = expr else { return None };
        let ("typeof", [arg], Dialect::Sqlite, false) = (name.as_str(), args.as_slice(), self.dialect, nulls)
        else {
            return None;
        };
        let types = values.iter().map(|value| value.as_text().map(str::to_owned)).collect::<Option<_>>()?;
        Some(Atom::Typeof { column: self.column(arg)?, types, negated })
    }
}

/// One value is a comparison.
fn one_of(column: String, mut values: Vec<Value>, negated: bool) -> Atom {
    if values.len() == 1
        && let Some(value) = values.pop()
    {
        let op = if negated { Comparison::Ne } else { Comparison::Eq };
        return Atom::Compare { column, op, value };
    }
    Atom::OneOf { column, values, negated }
}

/// All atoms of both; `None` when they contradict each other about NULL.
fn join(left: &Branch, right: &Branch) -> Option<Branch> {
    let mut atoms = left.atoms.clone();
    for atom in &right.atoms {
        if !atoms.contains(atom) {
            atoms.push(atom.clone());
        }
    }
    let contradicted = |atom: &Atom| match atom {
        Atom::Null { column, negated } => {
            atoms.contains(&Atom::Null { column: column.clone(), negated: !negated })
        }
        _ => false,
    };
    (!atoms.iter().any(contradicted)).then_some(Branch { atoms })
}

/// Adds a way, merging it into one that differs only in the values of one column.
fn add(found: &mut Vec<Branch>, branch: Branch) {
    if found.contains(&branch) {
        return;
    }
    for known in found.iter_mut() {
        if merge(known, &branch) {
            return;
        }
    }
    found.push(branch);
}

fn merge(known: &mut Branch, other: &Branch) -> bool {
    if known.atoms.len() != other.atoms.len() {
        return false;
    }
    let mut differing = known.atoms.iter().zip(&other.atoms).enumerate().filter(|(_, (a, b))| a != b);
    let (Some((at, (mine, theirs))), None) = (differing.next(), differing.next()) else {
        return false;
    };
    let (Some((column, values)), Some((other_column, others))) = (allowed(mine), allowed(theirs)) else {
        return false;
    };
    if column != other_column {
        return false;
    }
    let mut all = values;
    for value in others {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    known.atoms[at] = one_of(column.to_owned(), all, false);
    true
}

/// The column and the values that an atom allows, where it lists them.
fn allowed(atom: &Atom) -> Option<(&str, Vec<Value>)> {
    match atom {
        Atom::Compare { column, op: Comparison::Eq, value } => Some((column, vec![value.clone()])),
        Atom::OneOf { column, values, negated: false } => Some((column, values.clone())),
        _ => None,
    }
}
