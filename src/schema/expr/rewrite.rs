//! Rewrites an expression to AND, OR, NOT and simple conditions: IS TRUE, CASE, equality of conditions,
//! counted conditions and BETWEEN are written out, and what does not change a value is taken away.
//!
//! Must not know: branches and atoms. Start reading at [`logical`].

use super::ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
use super::cast::Target;
use super::{Dialect, Program, nulls};
use crate::data::Value;

/// Conditions that are counted by writing out each set of them: 2^n sets.
const COUNTED_MAX: usize = 16;
/// Most sets of them that hold.
const SETS_MAX: usize = 64;

/// The constant value of an expression without columns, where it can be evaluated here.
pub fn constant(expr: &Expr, dialect: Dialect) -> Option<Value> {
    if let Expr::Literal(value) = expr {
        return Some(value.clone());
    }
    let constant = expr.columns().is_empty() && expr.is_known();
    if constant { Program::compile(expr, &[], dialect).value(&[]).ok() } else { None }
}

/// The column that an expression is, below PostgreSQL's casts to text.
pub fn column(expr: &Expr, dialect: Dialect) -> Option<&str> {
    match expr {
        Expr::Column(name) => Some(name),
        Expr::Cast { expr, type_name } if dialect == Dialect::Postgres => {
            let text = matches!(Target::of(type_name, dialect), Target::Text(None));
            if text { column(expr, dialect) } else { None }
        }
        _ => None,
    }
}

/// The same condition one step nearer to AND, OR and NOT; `None` when it is as simple as it gets.
pub fn logical(expr: &Expr, dialect: Dialect) -> Option<Expr> {
    match expr {
        Expr::Is { expr, test: Test::Null, negated } => {
            nulls::is_null(expr, dialect).map(|null| negate(null, *negated))
        }
        Expr::Is { expr, test: Test::True, negated } => is_true(expr, *negated, dialect),
        Expr::Is { expr, test: Test::False, negated } => {
            is_true(&Expr::negation((**expr).clone()), *negated, dialect)
        }
        Expr::Is { expr, test: Test::DistinctFrom(other), negated } => {
            distinct(expr, other, *negated, dialect)
        }
        Expr::Between { expr, low, high, negated } => {
            let low = Expr::compare(Comparison::Ge, (**expr).clone(), (**low).clone());
            let high = Expr::compare(Comparison::Le, (**expr).clone(), (**high).clone());
            Some(negate(Expr::binary(BinaryOp::And, low, high), *negated))
        }
        Expr::Case { operand, arms, otherwise } => {
            case(operand.as_deref(), arms, otherwise.as_deref(), dialect)
        }
        Expr::Binary { op: BinaryOp::Compare(op), left, right } => equality(*op, left, right, dialect)
            .or_else(|| counted(*op, left, right, dialect))
            .or_else(|| nulls::compare(*op, left, right, dialect)),
        Expr::Function { name, args } => call(name, args, dialect),
        Expr::InList { expr, list, negated } if column(expr, dialect).is_none() => {
            let each = list.iter().map(|item| Expr::compare(Comparison::Eq, (**expr).clone(), item.clone()));
            let listed = Expr::join(BinaryOp::Or, each.collect())?;
            matches!(**expr, Expr::Function { .. }).then(|| negate(listed, *negated))
        }
        _ => None,
    }
}

fn negate(expr: Expr, negated: bool) -> Expr {
    if negated { Expr::negation(expr) } else { expr }
}

/// `expr IS TRUE`: it holds, and none of the columns that would make it NULL is.
fn is_true(expr: &Expr, negated: bool, dialect: Dialect) -> Option<Expr> {
    Some(negate(definite(expr, dialect)?, negated))
}

fn definite(expr: &Expr, dialect: Dialect) -> Option<Expr> {
    match expr {
        Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), left, right } => {
            Some(Expr::binary(*op, definite(left, dialect)?, definite(right, dialect)?))
        }
        Expr::Unary { op: UnaryOp::Not, expr: inner } => definite_not(inner, dialect),
        Expr::Is { .. } => Some(expr.clone()),
        _ => with_values(expr),
    }
}

fn definite_not(expr: &Expr, dialect: Dialect) -> Option<Expr> {
    match expr {
        Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), left, right } => {
            let dual = if *op == BinaryOp::And { BinaryOp::Or } else { BinaryOp::And };
            Some(Expr::binary(dual, definite_not(left, dialect)?, definite_not(right, dialect)?))
        }
        Expr::Unary { op: UnaryOp::Not, expr: inner } => definite(inner, dialect),
        Expr::Is { .. } => Some(Expr::negation(expr.clone())),
        _ => with_values(&Expr::negation(expr.clone())),
    }
}

/// A condition and IS NOT NULL of its columns, for those that are NULL exactly when a column is.
fn with_values(expr: &Expr) -> Option<Expr> {
    if !is_strict(expr) {
        return None;
    }
    let present = |name: &str| Expr::is_null(Expr::Column(name.to_owned()), true);
    let mut all = vec![expr.clone()];
    all.extend(expr.columns().into_iter().map(present));
    Expr::join(BinaryOp::And, all)
}

fn is_strict(expr: &Expr) -> bool {
    let literal = |expr: &Expr| match expr {
        Expr::Literal(value) => !value.is_null(),
        Expr::Cast { expr, .. } => matches!(**expr, Expr::Literal(ref value) if !value.is_null()),
        _ => false,
    };
    match expr {
        Expr::Column(_) => true,
        Expr::Cast { expr, .. } => is_strict(expr),
        Expr::Unary { expr, .. } => is_strict(expr),
        Expr::Binary { op: BinaryOp::Compare(_), left, right } => {
            [left, right].into_iter().all(|side| literal(side) || is_strict(side))
        }
        Expr::InList { expr, list, .. } => is_strict(expr) && list.iter().all(literal),
        Expr::Like { expr, pattern, .. } => is_strict(expr) && literal(pattern),
        Expr::Between { expr, low, high, .. } => is_strict(expr) && literal(low) && literal(high),
        Expr::Function { name, args } => {
            let strict = ["length", "char_length", "octet_length", "lower", "upper", "trim", "json_valid"];
            strict.contains(&name.as_str()) && args.iter().all(is_strict)
        }
        _ => false,
    }
}

/// `expr IS DISTINCT FROM constant`.
fn distinct(expr: &Expr, other: &Expr, negated: bool, dialect: Dialect) -> Option<Expr> {
    if constant(expr, dialect).is_some() && constant(other, dialect).is_none() {
        return distinct(other, expr, negated, dialect);
    }
    let value = constant(other, dialect)?;
    if value.is_null() {
        return Some(Expr::is_null(expr.clone(), !negated));
    }
    let equal = Expr::compare(Comparison::Eq, expr.clone(), Expr::Literal(value));
    let same = Expr::binary(BinaryOp::And, equal, Expr::is_null(expr.clone(), true));
    Some(negate(same, !negated))
}

/// The condition that an expression is, below a cast of it to a number.
fn condition(expr: &Expr, dialect: Dialect) -> Option<&Expr> {
    match expr {
        Expr::Cast { expr, type_name } => {
            let kept = matches!(Target::of(type_name, dialect), Target::Integer | Target::Boolean);
            if kept { condition(expr, dialect) } else { None }
        }
        // Elsewhere a column that is true may hold any number.
        Expr::Column(_) if dialect == Dialect::Postgres => Some(expr),
        other => other.is_logical().then_some(other),
    }
}

/// `(x IS NULL) = (y IS NULL)`: both or neither.
fn equality(op: Comparison, left: &Expr, right: &Expr, dialect: Dialect) -> Option<Expr> {
    let negated = match op {
        Comparison::Eq => false,
        Comparison::Ne => true,
        _ => return None,
    };
    let (left, right) = (condition(left, dialect)?, condition(right, dialect)?);
    if !left.is_logical() && !right.is_logical() {
        return None;
    }
    let other = negate(right.clone(), negated);
    let both = Expr::binary(BinaryOp::And, left.clone(), other.clone());
    let neither = Expr::binary(BinaryOp::And, Expr::negation(left.clone()), Expr::negation(other));
    Some(Expr::binary(BinaryOp::Or, both, neither))
}

/// `(x IS NULL) + (y IS NULL) op n` and `num_nulls(x, y) op n`: one branch per set of conditions that has
/// the right size.
fn counted(op: Comparison, left: &Expr, right: &Expr, dialect: Dialect) -> Option<Expr> {
    let (sum, op, count) = match (constant(left, dialect), constant(right, dialect)) {
        (None, Some(count)) => (left, op, count),
        (Some(count), None) => (right, op.mirror(), count),
        _ => return None,
    };
    let mut terms = Vec::new();
    collect_terms(sum, &mut terms)?;
    if terms.len() > COUNTED_MAX {
        return None;
    }
    let mut sets = Vec::new();
    for set in 0_u32..1 << terms.len() {
        let order = Value::Int(set.count_ones().into()).compare_numbers(&count)?;
        if op.holds(order) {
            let of_set = |(at, term): (usize, &Expr)| negate(term.clone(), set & (1 << at) == 0);
            sets.push(Expr::join(BinaryOp::And, terms.iter().enumerate().map(of_set).collect())?);
            if sets.len() > SETS_MAX {
                return None;
            }
        }
    }
    Some(Expr::join(BinaryOp::Or, sets).unwrap_or(Expr::Literal(Value::Bool(false))))
}

/// Conditions that are never NULL, so that their sum is not either.
fn collect_terms(sum: &Expr, terms: &mut Vec<Expr>) -> Option<()> {
    match sum {
        Expr::Binary { op: BinaryOp::Add, left, right } => {
            collect_terms(left, terms)?;
            collect_terms(right, terms)
        }
        Expr::Function { name, args } if name == "num_nulls" || name == "num_nonnulls" => {
            terms.extend(args.iter().map(|arg| Expr::is_null(arg.clone(), name == "num_nonnulls")));
            Some(())
        }
        // IF(x IS NULL, 1, 0) and CASE WHEN x IS NULL THEN 1 ELSE 0 END.
        Expr::Function { name, args } if name == "iif" || name == "if" => match args.as_slice() {
            [when, Expr::Literal(Value::Int(1)), Expr::Literal(Value::Int(0))] => collect_terms(when, terms),
            _ => None,
        },
        Expr::Case { operand: None, arms, otherwise: Some(otherwise) } => {
            match (arms.as_slice(), &**otherwise) {
                ([(when, Expr::Literal(Value::Int(1)))], Expr::Literal(Value::Int(0))) => {
                    collect_terms(when, terms)
                }
                _ => None,
            }
        }
        Expr::Cast { expr, .. } => collect_terms(expr, terms),
        Expr::Is { .. } => {
            terms.push(sum.clone());
            Some(())
        }
        Expr::Unary { op: UnaryOp::Not, expr } if matches!(**expr, Expr::Is { .. }) => {
            terms.push(sum.clone());
            Some(())
        }
        _ => None,
    }
}

/// CASE as a condition: an arm's condition is true, those before it are not, and its result holds.
fn case(
    operand: Option<&Expr>,
    arms: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
    dialect: Dialect,
) -> Option<Expr> {
    let mut before: Vec<Expr> = Vec::new();
    let mut ways = Vec::new();
    for (when, then) in arms {
        let condition = match operand {
            Some(operand) => Expr::compare(Comparison::Eq, operand.clone(), when.clone()),
            None => when.clone(),
        };
        let holds = definite(&condition, dialect)?;
        let mut all = before.clone();
        all.extend([holds.clone(), then.clone()]);
        ways.push(Expr::join(BinaryOp::And, all)?);
        before.push(Expr::negation(holds));
    }
    before.push(otherwise.cloned().unwrap_or(Expr::Literal(Value::Null)));
    ways.push(Expr::join(BinaryOp::And, before)?);
    Expr::join(BinaryOp::Or, ways)
}

fn call(name: &str, args: &[Expr], dialect: Dialect) -> Option<Expr> {
    match (name, args) {
        ("iif" | "if", [when, then, rest @ ..]) if dialect != Dialect::Postgres => {
            case(None, &[(when.clone(), then.clone())], rest.first(), dialect)
        }
        ("like" | "glob", [pattern, text]) if dialect == Dialect::Sqlite => Some(Expr::Like {
            expr: Box::new(text.clone()),
            pattern: Box::new(pattern.clone()),
            kind: if name == "like" { MatchKind::Like } else { MatchKind::Glob },
            escape: None,
            negated: false,
        }),
        _ => None,
    }
}
