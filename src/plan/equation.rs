//! CHECKs that say what a column is: `total = price * quantity`, `a + b + c = 100`; and sums below or above a
//! number, which are spread over their columns.
//!
//! Must not know: generators. Start reading at [`solved`].

use crate::data::Value;
use crate::schema::expr::{Atom, BinaryOp, Comparison, Dialect, Expr, evaluate, order};

/// A column, and the expression over others that it equals.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Equation {
    pub(super) column: String,
    pub(super) expr: Expr,
}

/// The ways to read a condition as what one of its columns is.
pub(super) fn solved(condition: &Expr) -> Vec<Equation> {
    let Expr::Binary { op: BinaryOp::Compare(Comparison::Eq), left, right } = condition else {
        return Vec::new();
    };
    let mut found = isolated(left, right);
    found.extend(isolated(right, left));
    found.retain(|equation| {
        let read = equation.expr.columns();
        !read.contains(&equation.column.as_str()) || is_own(equation, &read)
    });
    found
}

/// Whether a column is a function of itself alone, such as `lower(a)`: applied once, it is itself.
fn is_own(equation: &Equation, read: &[&str]) -> bool {
    let mut expr = &equation.expr;
    while let Expr::Cast { expr: inner, .. } = expr {
        expr = inner;
    }
    read.len() == 1 && matches!(expr, Expr::Function { .. })
}

/// Columns of `side`, each by itself, where all of it equals `other`.
fn isolated(side: &Expr, other: &Expr) -> Vec<Equation> {
    let turned = |op, left: &Expr, right: &Expr| Expr::Binary {
        op,
        left: Box::new(left.clone()),
        right: Box::new(right.clone()),
    };
    match side {
        Expr::Column(name) => vec![Equation { column: name.clone(), expr: other.clone() }],
        // As another type a column is still itself, where the value fits into the column.
        Expr::Cast { expr, .. } if matches!(**expr, Expr::Column(_)) => isolated(expr, other),
        Expr::Binary { op: BinaryOp::Add, left, right } => {
            let mut found = isolated(right, &turned(BinaryOp::Sub, other, left));
            found.extend(isolated(left, &turned(BinaryOp::Sub, other, right)));
            found
        }
        Expr::Binary { op: BinaryOp::Sub, left, right } => {
            let mut found = isolated(left, &turned(BinaryOp::Add, other, right));
            found.extend(isolated(right, &turned(BinaryOp::Sub, left, other)));
            found
        }
        _ => Vec::new(),
    }
}

/// Bounds of the single columns of a sum (or of a product of numbers that are not negative), which keep it on the
/// right side of a number.
pub(super) fn spread(condition: &Expr, dialect: Dialect) -> Vec<Atom> {
    let Expr::Binary { op: BinaryOp::Compare(op), left, right } = condition else { return Vec::new() };
    let (sum, op, limit) = match (&**left, &**right) {
        (sum, Expr::Literal(limit)) => (sum, *op, limit),
        (Expr::Literal(limit), sum) => (sum, op.mirror(), limit),
        _ => return Vec::new(),
    };
    if !matches!(op, Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge) {
        return Vec::new();
    }
    let Some(limit) = limit.as_f64().filter(|limit| limit.abs() < 1e15) else { return Vec::new() };
    let (mut columns, mut factors) = (Vec::new(), Vec::new());
    let share = if terms(sum, BinaryOp::Add, &mut columns) && columns.len() > 1 {
        limit / columns.len() as f64
    } else if terms(sum, BinaryOp::Mul, &mut factors) && factors.len() > 1 && limit > 0.0 {
        columns = factors;
        libm::pow(limit, 1.0 / columns.len() as f64)
    } else {
        return Vec::new();
    };
    let whole =
        if matches!(op, Comparison::Lt | Comparison::Le) { libm::floor(share) } else { libm::ceil(share) };
    let value = Value::Int(whole as i128);
    // `<` of the sum is kept by `<` of a share that is not rounded, else `<=` will do.
    let op = match (op, order(&value, &Value::Float(share), dialect).is_some_and(std::cmp::Ordering::is_eq)) {
        (Comparison::Lt, false) => Comparison::Le,
        (Comparison::Gt, false) => Comparison::Ge,
        (op, _) => op,
    };
    columns.into_iter().map(|column| Atom::Compare { column, op, value: value.clone() }).collect()
}

/// Values of a column for which a function of it (`lower`, `upper`, `trim` …) is one of those listed: of the listed
/// ones those that the function leaves as they are.
pub(super) fn folded(condition: &Expr, dialect: Dialect) -> Option<Atom> {
    let constant = |item: &Expr| match item.columns().is_empty() {
        true => evaluate(item, &|_| Value::Null, dialect).ok(),
        false => None,
    };
    let (folded, values) = match condition {
        Expr::Binary { op: BinaryOp::Compare(Comparison::Eq), left, right } => {
            match (constant(left), constant(right)) {
                (None, Some(value)) => (&**left, vec![value]),
                (Some(value), None) => (&**right, vec![value]),
                _ => return None,
            }
        }
        Expr::InList { expr, list, negated: false } => {
            (&**expr, list.iter().map(constant).collect::<Option<Vec<Value>>>()?)
        }
        _ => return None,
    };
    let columns = folded.columns();
    let ([column], false) = (columns.as_slice(), matches!(folded, Expr::Column(_))) else { return None };
    let column = (*column).to_owned();
    let kept = values.into_iter().filter(|value| {
        matches!(value, Value::Text(_)) && evaluate(folded, &|_| value.clone(), dialect).as_ref() == Ok(value)
    });
    let values: Vec<Value> = kept.collect();
    (!values.is_empty()).then_some(Atom::OneOf { column, values, negated: false })
}

/// Whether an expression is a sum (or product) of columns, which are added to the list.
fn terms(sum: &Expr, of: BinaryOp, columns: &mut Vec<String>) -> bool {
    match sum {
        Expr::Column(name) if !columns.contains(name) => {
            columns.push(name.clone());
            true
        }
        Expr::Binary { op, left, right } if *op == of => {
            terms(left, of, columns) && terms(right, of, columns)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::expr::parse;

    fn read(text: &str) -> Expr {
        parse(text, Dialect::Postgres, &["a", "b", "c"]).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_column_is_what_the_others_leave() {
        let found = solved(&read("a + b = c * 2"));
        let told: Vec<(String, String)> = found
            .into_iter()
            .map(|equation| (equation.column, equation.expr.to_sql(Dialect::Postgres).replace('"', "")))
            .collect();
        let pair = |column: &str, expr: &str| (column.to_owned(), expr.to_owned());
        assert_eq!(told, [pair("b", "(c * 2) - a"), pair("a", "(c * 2) - b")]);
        assert!(solved(&read("a = a + b")).iter().all(|equation| equation.column != "a"));
        assert_eq!(solved(&read("a = date_trunc('month', a)")).len(), 1);
        assert!(solved(&read("a < b")).is_empty());
    }

    #[test]
    fn what_a_function_leaves_alone_is_listed() {
        let listed = |text: &str| {
            folded(&read(text), Dialect::Postgres)
                .map(|atom| atom.to_expr().to_sql(Dialect::Postgres).replace('"', ""))
        };
        assert_eq!(listed("lower(a) IN ('s', 'O', 'p')").as_deref(), Some("a IN ('s', 'p')"));
        assert_eq!(listed("lower(trim(a)) = 'x'").as_deref(), Some("a IN ('x')"));
        assert_eq!(listed("lower(a) = 'X'"), None);
        assert_eq!(listed("length(a) = 3"), None);
    }

    #[test]
    fn sums_are_spread_over_their_columns() {
        let bounds = |text: &str| -> Vec<String> {
            let atoms = spread(&read(text), Dialect::Postgres);
            atoms.iter().map(|atom| atom.to_expr().to_sql(Dialect::Postgres).replace('"', "")).collect()
        };
        assert_eq!(bounds("a + b <= 100"), ["a <= 50", "b <= 50"]);
        assert_eq!(bounds("10 > a + b + c"), ["a <= 3", "b <= 3", "c <= 3"]);
        assert_eq!(bounds("a + b > 6"), ["a > 3", "b > 3"]);
        assert_eq!(bounds("a * b <= 100"), ["a <= 10", "b <= 10"]);
        assert!(bounds("a - b <= 100").is_empty());
    }
}
